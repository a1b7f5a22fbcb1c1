"""A shelf that keeps nothing: what an import would do, without doing it."""

import sqlite3
import uuid
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager

from server.decks.intake.lookalikes import Known, known_faces
from server.decks.intake.papers import Item
from server.decks.intake.picture import Prepared
from server.decks.intake.shelf import Found, Twin
from server.decks.intake.tally import Tally
from server.decks.models import Face, ImportRun


class Rehearsal:
    """Knows the deck of this name, if there is one, and remembers the hashes of what would come: SQLite keeps what does
    not fit into its cache in a nameless file that goes when it is closed.
    """

    def __init__(self, slug: str) -> None:
        """Rehearse an import into this deck."""
        self._faces = Face.objects.filter(deck__slug=slug, staged=False)
        self.twins: list[Twin] = []

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep nobody off."""
        with closing(sqlite3.connect("", isolation_level=None)) as self._come:
            self._come.execute("PRAGMA synchronous = OFF")
            self._come.execute("PRAGMA journal_mode = OFF")
            self._come.execute("PRAGMA cache_size = -16000")  # KiB
            # Hashes of files and of pixels: no two are the same.
            self._come.execute("CREATE TABLE come (digest TEXT PRIMARY KEY, truth TEXT) WITHOUT ROWID")
            self._come.execute("BEGIN")
            yield

    def known(self) -> Iterator[Known]:
        """Yield what the deck's faces look like."""
        return known_faces(self._faces)

    def find(self, files_sha256: Sequence[str]) -> dict[str, Found]:
        """Tell what has become, or would have become, of these very files."""
        rows = self._faces.filter(file_sha256__in=files_sha256).values_list("file_sha256", "id", "truth", "likeness")
        found = {
            digest: Found(Known(likeness, face, Face.Truth(truth)), waits=False)
            for digest, face, truth, likeness in rows
        }
        come = {digest: truth for digest in files_sha256 if (truth := self._truth(digest)) is not None}
        return found | {digest: Found(Known("", "", truth), waits=False) for digest, truth in come.items()}

    def adopt(self, _found: Found) -> None:
        """Leave it where it is."""

    def truth_of(self, pixels_sha256: str) -> Face.Truth | None:
        """Return what these very pixels are, or would be, in the deck, if it has them."""
        truth = self._faces.filter(pixels_sha256=pixels_sha256).values_list("truth", flat=True).first()
        return self._truth(pixels_sha256) if truth is None else Face.Truth(truth)

    def flush(self) -> None:
        """Write nothing."""

    def put(self, item: Item, file_sha256: str, picture: Prepared, _alike: Sequence[str] = ()) -> str:
        """Remember that it would be kept, and return some id."""
        kept = [(digest, item.papers.truth.value) for digest in (file_sha256, picture.pixels_sha256)]
        self._come.executemany("INSERT OR IGNORE INTO come VALUES (?, ?)", kept)
        return uuid.uuid4().hex

    def publish(self) -> list[Face]:
        """Deal nothing."""
        return []

    def end(self, state: ImportRun.State, tally: Tally, error: BaseException | None = None) -> None:
        """Enter nothing."""

    def _truth(self, digest: str) -> Face.Truth | None:
        found = self._come.execute("SELECT truth FROM come WHERE digest = ?", (digest,)).fetchone()
        return None if found is None else Face.Truth(found[0])
