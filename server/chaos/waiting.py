"""What one player waits for: a connection, the end of a phase, the word that an answer stands. Pure."""

from collections.abc import Callable

from game.room import GRACE, PATIENCE
from game.views import Countdown, PhaseView, Question, Reveal
from server.chaos.interruptions import Interruption


class Waiting:
    """Notes an interruption whenever something comes that should have been there before. Times: own clock, seconds.

    `player`: as told by the first welcome.
    """

    def __init__(self, note: Callable[[Interruption], None]) -> None:
        self.player = ""
        self._note = note
        self._offset = 0.0  # own clock less the server's
        self._lost: float | None = None  # since when there is no connection
        self._excused = 0.0  # until then the player is to blame for what is late
        self._due: float | None = None  # when the phase that is shown should have ended
        self._asked: dict[int, float] = {}  # rounds without a word on their answer, and since when

    def excuse(self, until: float) -> None:
        """Take the player away, or deaf, until then."""
        self._excused = max(self._excused, until)

    def lost(self, at: float) -> None:
        """Note that the connection is gone."""
        self._lost = at if self._lost is None else self._lost

    def welcomed(self, now: float, at: float) -> None:
        """Note that the room has answered. `now`: the server's time."""
        self._offset = at - now
        if self._lost is not None:
            self._since(self._lost, at, "connection")
            self._lost = None

    def shown(self, view: PhaseView, at: float) -> None:
        """Take a phase that is another than the one before."""
        if self._due is not None:
            self._since(self._due, at, "phase")
        self._due = self._end(view)
        if not isinstance(view, Question):
            for number in list(self._asked):
                self.settled(number, at)

    def asked(self, number: int, at: float) -> None:
        """Note that a round's answer goes out, for the first time or again."""
        self._asked.setdefault(number, at)

    def settled(self, number: int, at: float) -> None:
        """Note that there is a word on a round's answer."""
        if number in self._asked:
            self._since(self._asked.pop(number), at, "answer")

    def _since(self, began: float, at: float, what: str) -> None:
        began = max(began, self._excused)
        if at > began:
            self._note(Interruption(self.player, began, at, what))

    def _end(self, view: PhaseView) -> float | None:
        """Return when a phase ends at the latest."""
        match view:
            case Countdown():
                return view.opens + PATIENCE + self._offset
            case Question():
                return view.deadline + GRACE + self._offset
            case Reveal():
                return view.until + (PATIENCE if view.sealed else 0.0) + self._offset
            case _:
                return None
