"""Where prepared pictures become files and rows: in batches, each picture once, nothing half."""

import hashlib
import os
import uuid
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.db import transaction

from server.decks.intake.papers import Item
from server.decks.intake.picture import Prepared
from server.decks.models import Deck, Face, ImportRun

NAMES = uuid.UUID("1f1d4f0a-0b7e-4a53-8a55-7d1b9d3c2e61")
BATCH = 200  # rows a transaction


class Shelf:
    """Keeps the faces of one run. They stay staged until `publish`."""

    def __init__(self, run: ImportRun) -> None:
        """Keep them in the run's deck."""
        self._run, self._deck = run, run.deck
        self._rows: dict[str, Face] = {}  # by the pixels' hash, not yet in the database

    def knows(self, pixels_sha256: str) -> bool:
        """Tell whether the deck has these very pixels."""
        return pixels_sha256 in self._rows or Face.objects.filter(deck=self._deck, pixels_sha256=pixels_sha256).exists()

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
        """Bring what waits into the database."""
        Face.objects.bulk_create(self._rows.values())
        self._rows.clear()

    def adopt(self, ids: Iterable[str]) -> None:
        """Take over faces that a run which broke off has left staged."""
        Face.objects.filter(id__in=list(ids), staged=True).update(run=self._run)

    def publish(self) -> None:
        """Deal the run's faces from now on; a deck with both classes is ready."""
        self.flush()
        with transaction.atomic():
            Face.objects.filter(deck=self._deck, run=self._run, staged=True).update(staged=False)
            faces = Face.objects.filter(deck=self._deck, retired=False, staged=False)
            if all(faces.filter(truth=truth).exists() for truth in (Face.Truth.REAL, Face.Truth.AI)):
                Deck.objects.filter(pk=self._deck.pk).update(ready=True)


def _written(face_id: str, data: bytes) -> str:
    """Write a picture, whole or not at all, and return its name inside the media folder."""
    name = f"faces/{face_id[:2]}/{face_id}.jpg"
    path = Path(settings.MEDIA_ROOT, name)
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(f".{os.getpid()}")
    draft.write_bytes(data)
    draft.replace(path)
    return name
