"""Where prepared pictures become files and rows: in batches, each picture once, nothing half."""

import hashlib
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from server.decks.intake.deck_lock import DeckLock
from server.decks.intake.errors import IntakeError
from server.decks.intake.lookalikes import Known, known_faces
from server.decks.intake.papers import Item
from server.decks.intake.picture import Prepared
from server.decks.intake.samples import samples, set_aside
from server.decks.intake.tally import Tally
from server.decks.models import Deck, Face, ImportRun
from server.decks.models.face import own_group
from server.decks.retiring import retire_known

NAMES = uuid.UUID("1f1d4f0a-0b7e-4a53-8a55-7d1b9d3c2e61")
BATCH = 200  # rows a transaction
BESIDE = -1  # rank of decks that new rooms do not play by themselves, and below: the first page tries others


class Found(NamedTuple):
    """A face that the deck has already. `waits`: it is staged, from a run that broke off."""

    face: Known
    waits: bool


class Twin(NamedTuple):
    """A picture that was put, and whose finished picture or pixels the deck has, as something of this truth."""

    row: Face
    truth: str


class Shelf:
    """Keeps the faces of one run. They stay staged until `publish`."""

    def __init__(self, run: ImportRun) -> None:
        """Keep them in the run's deck."""
        self._run, self._deck = run, run.deck
        self._faces = Face.objects.filter(deck=run.deck)
        self._rows: dict[str, Face] = {}  # by the pixels' hash, not yet in the database
        self._data: dict[str, bytes] = {}  # their pictures, by id
        self.twins: list[Twin] = []

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep other imports of this machine off the deck. Raises IntakeError (`deck_busy`)."""
        with DeckLock(self._deck.slug):
            # Whoever held the lock before and left a run running was killed.
            others = self._deck.runs.filter(state=ImportRun.State.RUNNING).exclude(pk=self._run.pk)
            others.update(state=ImportRun.State.BROKEN_OFF, finished=timezone.now())
            self._forget_left()
            yield

    def known(self) -> Iterator[Known]:
        """Yield what the deck's faces look like."""
        return known_faces(self._faces.filter(staged=False))

    def find(self, files_sha256: Sequence[str]) -> dict[str, Found]:
        """Tell what has become of these very files, of those that the deck has."""
        rows = self._faces.filter(file_sha256__in=files_sha256).values_list(
            "file_sha256", "id", "truth", "likeness", "staged", "run_id"
        )
        return {
            digest: Found(Known(likeness, face, Face.Truth(truth)), waits=staged and run != self._run.pk)
            for digest, face, truth, likeness, staged, run in rows
        }

    def adopt(self, found: Found) -> None:
        """Take over a face that a run which broke off has left staged."""
        Face.objects.filter(id=found.face.id, staged=True).update(run=self._run)

    def truth_of(self, pixels_sha256: str) -> Face.Truth | None:
        """Return what these very pixels are in the deck, if it has them."""
        if (row := self._rows.get(pixels_sha256)) is not None:
            return Face.Truth(row.truth)
        truth = self._faces.filter(pixels_sha256=pixels_sha256).values_list("truth", flat=True).first()
        return None if truth is None else Face.Truth(truth)

    def put(self, item: Item, file_sha256: str, picture: Prepared, alike: Sequence[str] = ()) -> str:
        """Keep a picture, with the next batch, and return its id. `alike`: ids of faces that are of another truth and
        look like it.
        """
        face_id = uuid.uuid5(NAMES, f"{self._deck.pk}/{picture.pixels_sha256}").hex
        self._data[face_id] = picture.data
        papers = item.papers
        self._rows[picture.pixels_sha256] = Face(
            id=face_id,
            deck=self._deck,
            run=self._run,
            staged=True,
            truth=papers.truth,
            kind=papers.kind,
            generator=papers.generator[:120],
            source=papers.source[:200],
            licence=papers.licence[:200],
            credit=papers.credit[:300],
            non_commercial=papers.non_commercial,
            groups=[*filter(None, [papers.group]), *map(own_group, alike)],
            pair=papers.pair[:120],
            age=papers.age,
            gender=papers.gender,
            race=papers.race,
            original=item.name[-300:],
            file_sha256=file_sha256,
            pixels_sha256=picture.pixels_sha256,
            likeness=picture.likeness,
            sha256=hashlib.sha256(picture.data).hexdigest(),
            picture=f"faces/{face_id[:2]}/{face_id}.jpg",
            width=picture.width,
            height=picture.height,
            size=len(picture.data),
        )
        if len(self._rows) >= BATCH:
            self.flush()
        return face_id

    def flush(self) -> None:
        """Bring what waits into the database and the media folder, but for twins. Those that a run which broke off has
        left staged are taken over.

        Rows first: whatever ends this process, no file is there that no row tells of.
        """
        rows, data = list(self._rows.values()), self._data
        self._rows, self._data = {}, {}
        same = Q(sha256__in=[row.sha256 for row in rows]) | Q(pixels_sha256__in=[row.pixels_sha256 for row in rows])
        there = list(self._faces.filter(same).values_list("id", "sha256", "pixels_sha256", "truth", "staged"))
        truths = {digest: truth for _, finished, pixels, truth, _ in there for digest in (finished, pixels)}
        new = []
        for row in rows:
            truth = truths.get(row.pixels_sha256, truths.get(row.sha256))
            if truth is None:
                new.append(row)
                truths |= {row.sha256: row.truth, row.pixels_sha256: row.truth}
            else:
                self.twins.append(Twin(row, truth))
        Face.objects.bulk_create(new)
        Face.objects.filter(id__in=[face for face, *_, staged in there if staged]).update(run=self._run)
        for row in new:
            path = _path(row)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data[row.id])

    def _forget_left(self) -> None:
        """Drop what no run can go on with of what is staged: rows of another source, layout or options, whose papers
        and size may be others, and rows whose pictures were not written, or not to their ends. Their files go first.
        """
        run = self._run
        alike = self._deck.runs.filter(source=run.source, layout=run.layout, options=run.options)
        same = set(alike.values_list("pk", flat=True))
        left = self._faces.filter(staged=True).only("id", "run", "picture", "size")
        gone = [row for row in left.iterator() if row.run_id not in same or not _is_whole(row)]
        for row in gone:
            _path(row).unlink(missing_ok=True)
        for start in range(0, len(gone), BATCH):
            Face.objects.filter(id__in=[row.id for row in gone[start : start + BATCH]]).delete()

    def publish(self) -> list[Face]:
        """Deal the run's faces from now on; a deck with both classes is ready. Return those that were dropped instead:
        they look like samples that another deck has set aside meanwhile.
        """
        self.flush()
        with transaction.atomic():
            # One after the other, as two that publish at once would not see each other's faces and samples.
            list(Deck.objects.select_for_update().order_by("pk").values_list("pk", flat=True))
            new = Face.objects.filter(deck=self._deck, run=self._run, staged=True)
            shown = self._drop_samples(new)
            retire_known(new)
            new.update(staged=False)
            faces = Face.objects.filter(deck=self._deck, retired=False, staged=False)
            if all(faces.filter(truth=truth).exists() for truth in (Face.Truth.REAL, Face.Truth.AI)):
                waiting = Deck.objects.filter(pk=self._deck.pk, ready=False).first()
                if waiting and waiting.rank > BESIDE:
                    set_aside(waiting)
                Deck.objects.filter(pk=self._deck.pk).update(ready=True)
        return shown

    def _drop_samples(self, faces: QuerySet[Face]) -> list[Face]:
        index = samples()
        ids = [one.id for one in known_faces(faces) if index.near(one.likeness)]
        shown = list(faces.filter(id__in=ids))
        for row in shown:  # files first: what has no row is never found again
            _path(row).unlink(missing_ok=True)
        faces.filter(id__in=ids).delete()
        return shown

    def end(self, state: ImportRun.State, tally: Tally, error: BaseException | None = None) -> None:
        """Enter how the run has ended."""
        run = self._run
        run.state, run.finished = state, timezone.now()
        run.tally, run.log = tally.told(), tally.log
        if error is not None:
            why = f"{error.code}: {error}" if isinstance(error, IntakeError) else type(error).__name__
            run.error = why[:300]
        run.save()


def _path(row: Face) -> Path:
    return Path(settings.MEDIA_ROOT, str(row.picture))


def _is_whole(row: Face) -> bool:
    """Tell whether a face's picture has been written to its end."""
    try:
        return _path(row).stat().st_size == row.size
    except OSError:
        return False
