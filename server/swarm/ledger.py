"""What the bots of one room were told in common: all must be told the same. Pure."""

import msgspec
from msgspec import UNSET

from game.views import PhaseView, Podium, Question, Reveal
from server.swarm.order import name, timing


class Ledger:
    """Collects a room's views over all bots, less what is personal, and says where two bots were told different things.

    `reveals` and `questions` hold those of the running match by round.
    """

    def __init__(self, reveal_seconds: int) -> None:
        self._reveal_seconds = reveal_seconds
        self._views: dict[int, PhaseView] = {}
        self.questions: dict[int, Question] = {}
        self.reveals: dict[int, Reveal] = {}
        self._match: str | None = None

    def enter(self, view: PhaseView) -> str | None:
        """Take note of a view that some bot was shown. Returns what is wrong with it, if anything."""
        shared = less_personal(view)
        known = self._views.get(view.v)
        if known is not None:
            return None if known == shared else f"{name(view)}: two bots were told different things: {known} / {shared}"
        self._views[view.v] = shared
        match shared:
            case Question():
                return self._question(shared)
            case Reveal():
                return self._reveal(shared)
            case _:
                return None

    def new_match(self) -> None:
        """Forget the match that is over."""
        self._views.clear()
        self.questions.clear()
        self.reveals.clear()
        self._match = None

    def _question(self, view: Question) -> str | None:
        self.questions[view.round] = view
        if abs(view.deadline - view.opened) < 1:
            return f"{name(view)} lasts {view.deadline - view.opened} s"
        return self._picture(view)

    def _reveal(self, view: Reveal) -> str | None:
        self.reveals[view.round] = view
        question = self.questions.get(view.round)
        early = timing(question, view, self._reveal_seconds) if question else None
        return early or self._picture(view)

    def _picture(self, view: Question | Reveal) -> str | None:
        """Check the address: it may hold the match and the round, and so nothing of the face."""
        match = view.picture.removeprefix("faces/").removesuffix(f"/{view.round}.jpg")
        self._match = self._match or match
        if match != self._match or view.picture != f"faces/{match}/{view.round}.jpg":
            return f"{name(view)}: the picture's address is {view.picture}"
        return None


def less_personal(view: PhaseView) -> PhaseView:
    """Return the view without what only its receiver is told, or what differs with the moment of a snapshot."""
    match view:
        case Question():
            return msgspec.structs.replace(view, playing=UNSET, verdict=UNSET, took=UNSET, answered=UNSET)
        case Reveal() | Podium():
            return msgspec.structs.replace(view, own=UNSET)
        case _:
            return view
