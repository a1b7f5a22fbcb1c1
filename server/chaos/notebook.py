"""What one player said and was told: what stands, and what contradicts it. Pure."""

from msgspec import UNSET

from game.face import Truth
from game.views import Countdown, Lobby, PhaseView, Podium, Question, Reveal
from server.rooms.protocol import Ack, Welcome

Which = tuple[str, int]  # match, round


class Notebook:
    """Follows one player over all connections.

    `sent`: all verdicts that went out; `acknowledged`: verdict and seconds that stand. `lost`: acknowledged answers
    that a reveal, a report or a snapshot did not show, and which of them it was; `twice`: those of which something
    else stood later. `repeated`, `skipped`: versions on one connection. `matches`: those that were heard of; `over`:
    those whose podium was shown.
    """

    def __init__(self) -> None:
        self.player = self.token = ""
        self.view: PhaseView | None = None
        self.match = ""
        self.sent: dict[Which, list[Truth]] = {}
        self.acknowledged: dict[Which, tuple[Truth, float]] = {}
        self.lost: dict[Which, str] = {}
        self.twice: set[Which] = set()
        self.repeated = self.skipped = 0
        self.matches: set[str] = set()
        self.over: set[str] = set()

    def welcome(self, welcome: Welcome, *, overlapping: bool = False) -> None:
        """Take a snapshot: a connection begins with it.

        `overlapping`: it was taken while another connection was still heard, so it may say less than that.
        """
        self.player, self.token = welcome.player, welcome.token
        self._show(welcome.phase)
        view = welcome.phase
        if isinstance(view, Question):
            which = (self.match, view.round)
            if view.verdict is not UNSET and view.took is not UNSET:
                self._stands(which, view.verdict, view.took)
            elif which in self.acknowledged and not overlapping:
                self.lost[which] = "snapshot"

    def hear(self, view: PhaseView) -> None:
        """Take the next phase on a connection."""
        if self.view is not None:
            self.repeated += view.v <= self.view.v
            self.skipped += view.v > self.view.v + 1
        self._show(view)

    def say(self, number: int, verdict: Truth) -> None:
        """Note that an answer goes out."""
        self.sent.setdefault((self.match, number), []).append(verdict)

    def ack(self, ack: Ack) -> None:
        """Take the word that an answer stands."""
        self._stands((self.match, ack.round), ack.verdict, ack.took)

    def waits(self, number: int) -> bool:
        """Tell whether this round's answer was sent, and nobody said that it stands."""
        which = (self.match, number)
        return which in self.sent and which not in self.acknowledged

    def asks(self, match: str, number: int) -> bool:
        """Tell whether this round is being asked, and no answer of it is known to stand."""
        view = self.view
        shown = isinstance(view, Question) and (self.match, view.round) == (match, number)
        return shown and (match, number) not in self.acknowledged

    def _stands(self, which: Which, verdict: Truth, took: float) -> None:
        known = self.acknowledged.setdefault(which, (verdict, took))
        if known != (verdict, took) or verdict not in self.sent.get(which, ()):
            self.twice.add(which)

    def _show(self, view: PhaseView) -> None:
        self.view = view
        match view:
            case Countdown() | Question():
                self.match = view.sealed.match
                self.matches.add(self.match)
            case Reveal():
                self.match = view.picture.split("/")[1]  # faces/MATCH/ROUND.jpg
                if view.own is not UNSET:
                    self._scored(view.round, view.own.verdict, "reveal")
            case Podium():
                self.match = view.match
                self.over.add(view.match)
                if view.own is not UNSET:
                    lines = {line.round: line.verdict for line in view.own.lines}
                    for match, number in self.acknowledged:
                        if match == view.match:
                            self._scored(number, lines.get(number), "report")
            case Lobby():
                self.match = ""
            case _:
                pass

    def _scored(self, number: int, verdict: Truth | None, where: str) -> None:
        which = (self.match, number)
        if which in self.acknowledged and self.acknowledged[which][0] is not verdict:
            self.lost[which] = where
