"""One import: from pictures with papers to faces of a deck. Broken off, it leaves the deck as it was."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from itertools import islice

from server.decks.intake.lookalikes import Known, Likenesses
from server.decks.intake.papers import Item, Refused
from server.decks.intake.picture import Prepared, Unfit
from server.decks.intake.press import pressed
from server.decks.intake.rehearsal import Rehearsal
from server.decks.intake.samples import samples
from server.decks.intake.shelf import Shelf
from server.decks.intake.tally import Tally
from server.decks.models import Face, ImportRun

SIDE = 512  # pixels: no picture is larger
LOOKED_UP = 32  # files that are looked for in the deck by one query
Progress = Callable[[Tally], None]


class Import:
    """An import into one deck. `take` may be called once."""

    def __init__(
        self,
        run: ImportRun,
        *,
        side: int = SIDE,
        workers: int | None = None,
        rehearsal: Rehearsal | None = None,
        progress: Progress = lambda _tally: None,
    ) -> None:
        """Prepare. `side`: of the finished pictures at most, in pixels. `workers`: processes, one for each core unless
        given. `rehearsal`: keeps nothing; the run and its deck then need no rows. `progress` is told after each file.
        """
        self._grey, self._side, self._workers, self._progress = run.deck.grey, side, workers, progress
        self._shelf = rehearsal or Shelf(run)
        self._coming: dict[str, Face.Truth] = {}  # the files in hand, by their hashes
        self.tally = Tally(layout=run.layout)

    def take(self, items: Iterable[Item | Refused]) -> Tally:
        """Bring the pictures into the deck, and say what was done. Raises IntakeError; the run's row says why, too.

        Done again after it was broken off, it goes on: no picture comes twice.
        """
        try:
            with self._shelf.alone():
                try:
                    self._take(items)
                except BaseException:
                    with suppress(Exception):  # what is ready is worth keeping; the error itself says more
                        self._shelf.flush()
                    raise
        except BaseException as error:
            failed = isinstance(error, Exception)
            self._shelf.end(ImportRun.State.FAILED if failed else ImportRun.State.BROKEN_OFF, self.tally, error)
            raise
        self._shelf.end(ImportRun.State.DONE, self.tally)
        return self.tally

    def _take(self, items: Iterable[Item | Refused]) -> None:
        near, self._samples = Likenesses(self._shelf.known()), samples()
        for item, picture in pressed(self._new(items, near), side=self._side, grey=self._grey, workers=self._workers):
            self._keep(item, picture, near)
            self._progress(self.tally)
        self._shelf.flush()
        self._withdraw_twins()
        for face in self._shelf.publish():
            self.tally.withdraw(face.truth, face.original, "sample")

    def _new(self, items: Iterable[Item | Refused], near: Likenesses) -> Iterator[Item]:
        """Count all that comes, and let through what the deck does not have."""
        wanted = self._counted(items)
        while some := list(islice(wanted, LOOKED_UP)):
            digests = [hashlib.sha256(item.data).hexdigest() for item in some]
            known = self._shelf.find(digests)
            for item, digest in zip(some, digests, strict=True):
                found = known.get(digest)
                if found and found.waits:
                    self._shelf.adopt(found)
                    near.add(found.face)
                    self.tally.restore(found.face.truth)
                elif found:
                    self._known(item, found.face.truth)
                elif digest in self._coming:
                    self._known(item, self._coming[digest])
                else:
                    self._coming[digest] = item.papers.truth
                    yield item
                self._progress(self.tally)

    def _counted(self, items: Iterable[Item | Refused]) -> Iterator[Item]:
        for item in items:
            self.tally.seen += 1
            if isinstance(item, Refused):
                self.tally.skip(item.name, item.reason)
            else:
                yield item

    def _keep(self, item: Item, picture: Prepared | Unfit, near: Likenesses) -> None:
        digest = next(iter(self._coming))  # pictures come back in the order in which they were let through
        if isinstance(picture, Unfit):
            self.tally.skip(item.name, picture.reason)
        elif picture.grey and not self._grey:
            self.tally.skip(item.name, "grey")
        else:
            self._place(item, digest, picture, near)
        del self._coming[digest]

    def _place(self, item: Item, digest: str, picture: Prepared, near: Likenesses) -> None:
        """Keep a picture unless the deck has it, or one so like it that it is a copy. What is like it and something
        else is none: models exchange eyes and mouths in photographs. Both stay, and a match shows but one of them.
        """
        alike = near.near(picture.likeness)
        truth = item.papers.truth
        known = self._shelf.truth_of(picture.pixels_sha256) if alike else None
        if known is not None:
            self._known(item, known)
        elif any(other.truth == truth for other in alike):
            self.tally.near_duplicates += 1
            self.tally.note(item.name, "near_duplicate")
        elif self._samples.near(picture.likeness):
            self.tally.skip(item.name, "sample")
        else:
            face = self._shelf.put(item, digest, picture, [other.id for other in alike])
            near.add(Known(picture.likeness, face, truth))
            self.tally.add(item.papers, found_face=picture.found_face)
            self._withdraw_twins()

    def _withdraw_twins(self) -> None:
        """Count as there already what turned out to be when it was brought into the database."""
        for twin in self._shelf.twins:
            same = twin.row.truth == twin.truth
            self.tally.withdraw(twin.row.truth, twin.row.original, "twin" if same else "contradiction")
        self._shelf.twins.clear()

    def _known(self, item: Item, truth: Face.Truth) -> None:
        """Count a picture that the deck has; one that is something else there is worth a word."""
        if truth == item.papers.truth:
            self.tally.duplicates += 1
        else:
            self.tally.skip(item.name, "contradiction")
