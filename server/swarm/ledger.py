"""What the bots of one room were told in common: all must be told the same. Pure."""

from collections.abc import Iterator

import msgspec
from msgspec import UNSET

from game.views import Countdown, PhaseView, Podium, Question, Reveal, Sealed
from server.swarm.order import name, opening, timing
from server.swarm.seals import Seals
from server.swarm.tally import Tally
from server.swarm.vault import Vault


class Ledger:
    """Collects a room's views over all bots, less what is personal, and says where two bots were told different things.

    `reveals` and `questions` hold those of the running match by round.
    """

    def __init__(self, reveal_seconds: int, tally: Tally) -> None:
        self._reveal_seconds = reveal_seconds
        self._views: dict[int, PhaseView] = {}
        self.questions: dict[int, Question] = {}
        self.reveals: dict[int, Reveal] = {}
        self._match: str | None = None
        self._due: dict[int, float] = {}  # by round, when the question was to open
        self._seals = Seals(tally.told)
        self._tally = tally
        self.vault = Vault(self._seals, tally)

    def enter(self, view: PhaseView) -> Iterator[str]:
        """Take note of a view that some bot was shown. Yields what is wrong with it."""
        shared = less_personal(view)
        known = self._views.get(view.v)
        if known is not None:
            if known != shared:
                yield f"{name(view)}: two bots were told different things: {known} / {shared}"
            return
        self._views[view.v] = shared
        match shared:
            case Countdown():
                self._due[0] = shared.opens
            case Question():
                yield from self._question(shared)
            case Reveal():
                yield from self._reveal(shared)
            case _:
                pass
        yield from self._seals.enter(shared)
        if wrong := self.vault.enter(shared):
            yield wrong

    def hold(self, sealed: Sealed, frame: bytes) -> str | None:
        """Take note of a sealed picture that some bot was sent. Returns what is wrong with it, if anything."""
        return self.vault.hold(sealed, frame)

    def new_match(self) -> None:
        """Forget the match that is over."""
        self._views.clear()
        self.questions.clear()
        self.reveals.clear()
        self._due.clear()
        self._match = None

    def _question(self, view: Question) -> Iterator[str]:
        self.questions[view.round] = view
        if abs(view.deadline - view.opened) < 1:
            yield f"{name(view)} lasts {view.deadline - view.opened} s"
        if (due := self._due.get(view.round)) is not None:
            self._tally.waits.append(view.opened - due)
            if wrong := opening(view, due):
                yield wrong

    def _reveal(self, view: Reveal) -> Iterator[str]:
        self.reveals[view.round] = view
        self._due[view.round + 1] = view.until
        question = self.questions.get(view.round)
        if question and (early := timing(question, view, self._reveal_seconds)):
            yield early
        match = view.picture.removeprefix("faces/").removesuffix(f"/{view.round}.jpg")
        self._match = self._match or match
        if match != self._match or view.picture != f"faces/{match}/{view.round}.jpg":
            yield f"{name(view)}: the picture's address is {view.picture}"


def less_personal(view: PhaseView) -> PhaseView:
    """Return the view without what only its receiver is told, or what differs with the moment of a snapshot."""
    match view:
        case Question():
            return msgspec.structs.replace(view, playing=UNSET, verdict=UNSET, took=UNSET, answered=UNSET)
        case Reveal() | Podium():
            return msgspec.structs.replace(view, own=UNSET)
        case _:
            return view
