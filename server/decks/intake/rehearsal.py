"""A shelf that keeps nothing: what an import would do, without doing it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from server.decks.intake.papers import Item
from server.decks.intake.picture import Prepared
from server.decks.intake.shelf import Found
from server.decks.intake.tally import Tally
from server.decks.models import Face, ImportRun


class Rehearsal:
    """Knows the deck of this name, if there is one, and remembers the hashes of what would come."""

    def __init__(self, slug: str) -> None:
        """Rehearse an import into this deck."""
        self._faces = Face.objects.filter(deck__slug=slug, staged=False)
        self._files: dict[str, Face.Truth] = {}
        self._pixels: dict[str, Face.Truth] = {}
        self.twins: list[Face] = []

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep nobody off."""
        yield

    def likenesses(self) -> Iterator[str]:
        """Yield the perceptual hashes of the deck's faces."""
        return self._faces.exclude(likeness="").values_list("likeness", flat=True).iterator()

    def find(self, files_sha256: Sequence[str]) -> dict[str, Found]:
        """Tell what has become, or would have become, of these very files."""
        rows = self._faces.filter(file_sha256__in=files_sha256).values_list("file_sha256", "id", "truth", "likeness")
        found = {
            digest: Found(face, Face.Truth(truth), likeness, waits=False) for digest, face, truth, likeness in rows
        }
        come = (digest for digest in files_sha256 if digest in self._files)
        return found | {digest: Found("", self._files[digest], "", waits=False) for digest in come}

    def adopt(self, _found: Found) -> None:
        """Leave it where it is."""

    def truth_of(self, pixels_sha256: str) -> Face.Truth | None:
        """Return what these very pixels are, or would be, in the deck, if it has them."""
        truth = self._faces.filter(pixels_sha256=pixels_sha256).values_list("truth", flat=True).first()
        return self._pixels.get(pixels_sha256) if truth is None else Face.Truth(truth)

    def flush(self) -> None:
        """Write nothing."""

    def put(self, item: Item, file_sha256: str, picture: Prepared) -> None:
        """Remember that it would be kept."""
        self._files[file_sha256] = item.papers.truth
        self._pixels[picture.pixels_sha256] = item.papers.truth

    def publish(self) -> None:
        """Deal nothing."""

    def end(self, state: ImportRun.State, tally: Tally, error: BaseException | None = None) -> None:
        """Enter nothing."""
