"""One import: from pictures with papers to faces of a deck. Whatever breaks it off, the deck deals what it dealt before."""

import fcntl
import hashlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from server.decks.intake.errors import IntakeError
from server.decks.intake.likeness import Likenesses
from server.decks.intake.papers import Item, Refused
from server.decks.intake.picture import Prepared, Unfit
from server.decks.intake.press import pressed
from server.decks.intake.shelf import Shelf
from server.decks.intake.tally import Tally
from server.decks.models import Face, ImportRun

SIDE = 512  # pixels: no picture is larger
Progress = Callable[[Tally], None]


class Import:
    """An import into one deck. `take` may be called once."""

    def __init__(
        self, run: ImportRun, *, side: int = SIDE, workers: int | None = None, progress: Progress = lambda _: None
    ) -> None:
        """Prepare. `side`: of the finished pictures at most, in pixels; `progress` is told after each file."""
        self._run, self._side, self._workers, self._progress = run, side, workers, progress
        self._shelf = Shelf(run)
        self._coming: set[str] = set()  # hashes of the files in hand
        self.tally = Tally(layout=run.layout)

    def take(self, items: Iterable[Item | Refused]) -> Tally:
        """Bring the pictures into the deck, and say what was done. Raises IntakeError; the run's row says why, too.

        Done again after it was broken off, it goes on: no picture comes twice.
        """
        deck = self._run.deck
        try:
            with alone(self._run):
                known = Face.objects.filter(deck=deck).exclude(likeness="").values_list("likeness", flat=True)
                near = Likenesses(known.iterator())
                for item, picture in pressed(self._new(items), side=self._side, grey=deck.grey, workers=self._workers):
                    self._keep(item, picture, near)
                    self._progress(self.tally)
                self._shelf.publish()
        except BaseException as error:
            self._end(ImportRun.State.FAILED if isinstance(error, Exception) else ImportRun.State.BROKEN_OFF, error)
            raise
        self._end(ImportRun.State.DONE)
        return self.tally

    def _new(self, items: Iterable[Item | Refused]) -> Iterator[Item]:
        """Count all that comes, and let through what the deck does not have."""
        for item in items:
            self.tally.seen += 1
            if isinstance(item, Refused):
                self.tally.skip(item.name, item.reason)
                continue
            digest = hashlib.sha256(item.data).hexdigest()
            known = Face.objects.filter(deck=self._run.deck, file_sha256=digest).only("id", "staged", "run_id").first()
            if digest in self._coming or (known and (not known.staged or known.run_id == self._run.pk)):
                self.tally.duplicates += 1
            elif known:
                self._shelf.adopt([known.id])
                self.tally.restore(item.papers.truth)
            else:
                self._coming.add(digest)
                yield item
            self._progress(self.tally)

    def _keep(self, item: Item, picture: Prepared | Unfit, near: Likenesses) -> None:
        digest = hashlib.sha256(item.data).hexdigest()
        if isinstance(picture, Unfit):
            self.tally.skip(item.name, picture.reason)
        elif picture.grey and not self._run.deck.grey:
            self.tally.skip(item.name, "grey")
        elif self._shelf.knows(picture.pixels_sha256):
            self.tally.duplicates += 1
        elif near.near(picture.likeness):
            self.tally.near_duplicates += 1
            self.tally.note(item.name, "near_duplicate")
        else:
            near.add(picture.likeness)
            self._shelf.put(item, digest, picture)
            self.tally.add(item.papers, found_face=picture.found_face)
        self._coming.discard(digest)

    def _end(self, state: ImportRun.State, error: BaseException | None = None) -> None:
        run = self._run
        run.state, run.finished = state, timezone.now()
        run.tally, run.log = self.tally.told(), self.tally.log
        if error is not None:
            run.error = f"{error.code}: {error}" if isinstance(error, IntakeError) else type(error).__name__
        run.error = run.error[:300]
        run.save()


@contextmanager
def alone(run: ImportRun) -> Iterator[None]:
    """Keep other imports of this machine off the run's deck. Raises IntakeError (`deck_busy`)."""
    settings.DATA.mkdir(parents=True, exist_ok=True)
    with (settings.DATA / f"import-{run.deck.slug}.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise IntakeError("deck_busy", _("Another import fills this deck. Wait until it is done.")) from error
        # Whoever held the lock before and left a run running was killed.
        others = run.deck.runs.filter(state=ImportRun.State.RUNNING).exclude(pk=run.pk)
        others.update(state=ImportRun.State.BROKEN_OFF, finished=timezone.now())
        yield
