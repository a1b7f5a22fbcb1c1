"""Where prepared pictures become files and rows: in batches, each picture once, nothing half."""

import hashlib
import os
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from server.decks.intake.deck_lock import DeckLock
from server.decks.intake.errors import IntakeError
from server.decks.intake.papers import Item
from server.decks.intake.picture import Prepared
from server.decks.intake.tally import Tally
from server.decks.models import Deck, Face, ImportRun
from server.decks.sample import set_aside

NAMES = uuid.UUID("1f1d4f0a-0b7e-4a53-8a55-7d1b9d3c2e61")
BATCH = 200  # rows a transaction
BESIDE = -1  # rank of decks that new rooms do not play by themselves, and below: the first page tries others


class Found(NamedTuple):
    """A face that the deck has already. `waits`: it is staged, from a run that broke off."""

    id: str
    truth: Face.Truth
    likeness: str
    waits: bool


class Shelf:
    """Keeps the faces of one run. They stay staged until `publish`."""

    def __init__(self, run: ImportRun) -> None:
        """Keep them in the run's deck."""
        self._run, self._deck = run, run.deck
        self._faces = Face.objects.filter(deck=run.deck)
        self._rows: dict[str, Face] = {}  # by the pixels' hash, not yet in the database
        self.twins: list[Face] = []  # of what was put: the deck has their very pictures already

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep other imports of this machine off the deck. Raises IntakeError (`deck_busy`)."""
        with DeckLock(self._deck.slug):
            # Whoever held the lock before and left a run running was killed.
            others = self._deck.runs.filter(state=ImportRun.State.RUNNING).exclude(pk=self._run.pk)
            others.update(state=ImportRun.State.BROKEN_OFF, finished=timezone.now())
            self._forget_others()
            yield

    def likenesses(self) -> Iterator[str]:
        """Yield the perceptual hashes of the deck's faces."""
        return self._faces.filter(staged=False).exclude(likeness="").values_list("likeness", flat=True).iterator()

    def find(self, files_sha256: Sequence[str]) -> dict[str, Found]:
        """Tell what has become of these very files, of those that the deck has."""
        rows = self._faces.filter(file_sha256__in=files_sha256).values_list(
            "file_sha256", "id", "truth", "likeness", "staged", "run_id"
        )
        return {
            digest: Found(face, Face.Truth(truth), likeness, waits=staged and run != self._run.pk)
            for digest, face, truth, likeness, staged, run in rows
        }

    def adopt(self, found: Found) -> None:
        """Take over a face that a run which broke off has left staged."""
        Face.objects.filter(id=found.id, staged=True).update(run=self._run)

    def truth_of(self, pixels_sha256: str) -> Face.Truth | None:
        """Return what these very pixels are in the deck, if it has them."""
        if (row := self._rows.get(pixels_sha256)) is not None:
            return Face.Truth(row.truth)
        truth = self._faces.filter(pixels_sha256=pixels_sha256).values_list("truth", flat=True).first()
        return None if truth is None else Face.Truth(truth)

    def put(self, item: Item, file_sha256: str, picture: Prepared) -> None:
        """Write the picture, and its row with the next batch. A file without a row harms nobody: written again, it is
        the same file under the same name.
        """
        face_id = uuid.uuid5(NAMES, f"{self._deck.slug}/{picture.pixels_sha256}").hex
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
            groups=[papers.group] if papers.group else [],
            pair=papers.pair[:120],
            age=papers.age,
            gender=papers.gender,
            race=papers.race,
            original=item.name[-300:],
            file_sha256=file_sha256,
            pixels_sha256=picture.pixels_sha256,
            likeness=picture.likeness,
            sha256=hashlib.sha256(picture.data).hexdigest(),
            picture=_written(face_id, picture.data),
            width=picture.width,
            height=picture.height,
            size=len(picture.data),
        )
        if len(self._rows) >= BATCH:
            self.flush()

    def flush(self) -> None:
        """Bring what waits into the database, but for twins: a finished picture, or its pixels, that the deck has.
        Those that a run which broke off has left staged are taken over.
        """
        rows = list(self._rows.values())
        self._rows.clear()
        same = Q(sha256__in=[row.sha256 for row in rows]) | Q(pixels_sha256__in=[row.pixels_sha256 for row in rows])
        there = list(self._faces.filter(same).values_list("id", "sha256", "pixels_sha256", "staged"))
        known = {digest for _, finished, pixels, _ in there for digest in (finished, pixels)}
        new = []
        for row in rows:
            if known.isdisjoint((row.sha256, row.pixels_sha256)):
                new.append(row)
                known |= {row.sha256, row.pixels_sha256}
            else:
                self.twins.append(row)
        Face.objects.bulk_create(new)
        Face.objects.filter(id__in=[face for face, *_, staged in there if staged]).update(run=self._run)
        kept = {row.id for row in new} | {face for face, *_ in there}
        for row in self.twins:
            if row.id not in kept:
                Path(settings.MEDIA_ROOT, str(row.picture)).unlink(missing_ok=True)

    def _forget_others(self) -> None:
        """Drop what runs of another source, layout or options have left staged: its papers and size may be others."""
        run = self._run
        same = self._deck.runs.filter(source=run.source, layout=run.layout, options=run.options)
        gone = self._faces.filter(staged=True).exclude(run__in=same)
        names = list(gone.values_list("picture", flat=True))
        gone.delete()
        for name in names:
            Path(settings.MEDIA_ROOT, name).unlink(missing_ok=True)

    def publish(self) -> None:
        """Deal the run's faces from now on; a deck with both classes is ready."""
        self.flush()
        with transaction.atomic():
            Face.objects.filter(deck=self._deck, run=self._run, staged=True).update(staged=False)
            faces = Face.objects.filter(deck=self._deck, retired=False, staged=False)
            if all(faces.filter(truth=truth).exists() for truth in (Face.Truth.REAL, Face.Truth.AI)):
                waiting = Deck.objects.filter(pk=self._deck.pk, ready=False).first()
                if waiting and waiting.rank > BESIDE:
                    set_aside(waiting)
                Deck.objects.filter(pk=self._deck.pk).update(ready=True)

    def end(self, state: ImportRun.State, tally: Tally, error: BaseException | None = None) -> None:
        """Enter how the run has ended."""
        run = self._run
        run.state, run.finished = state, timezone.now()
        run.tally, run.log = tally.told(), tally.log
        if error is not None:
            why = f"{error.code}: {error}" if isinstance(error, IntakeError) else type(error).__name__
            run.error = why[:300]
        run.save()


def _written(face_id: str, data: bytes) -> str:
    """Write a picture, whole or not at all, and return its name inside the media folder."""
    name = f"faces/{face_id[:2]}/{face_id}.jpg"
    path = Path(settings.MEDIA_ROOT, name)
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(f".{os.getpid()}")
    draft.write_bytes(data)
    draft.replace(path)
    return name
