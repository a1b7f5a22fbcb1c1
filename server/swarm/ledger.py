"""What the bots of one room were told in common: all must be told the same. Pure."""

from collections.abc import Iterator

import msgspec
from msgspec import UNSET

from game.room import GLIMPSE, HELD, Kind, Mode, Options, Pace
from game.views import Countdown, House, Lobby, PhaseView, Podium, Question, Reveal, Sealed
from server.swarm.order import name, opening, timing
from server.swarm.retelling import EXACT, changed, paused, same_phase, stood
from server.swarm.seals import Seals, shut
from server.swarm.tally import Tally
from server.swarm.vault import Vault


class Ledger:
    """Collects a room's views over all who are in it, less what is personal, and says where two were told otherwise.

    `reveals` and `questions` hold those of the running match by round, as they were told last; `closed` when each
    round was. `shifts`: seconds of each pause that is over. `skips`, `ended`: what the host has ordered in this match.
    """

    def __init__(self, options: Options, tally: Tally) -> None:
        self.options = options
        self._views: dict[int, tuple[PhaseView, House | None]] = {}
        self._last: PhaseView | None = None
        self.questions: dict[int, Question] = {}
        self.reveals: dict[int, Reveal] = {}
        self.closed: dict[int, float] = {}
        self.shifts: list[float] = []
        self.stops = 0
        self.skips: set[int] = set()
        self.ended = False
        self._match: str | None = None
        self._due: dict[int, float] = {}  # by round, when the question was to open
        self._seals = Seals(tally.told)
        self._tally = tally
        self.vault = Vault(self._seals, tally)

    def enter(self, view: PhaseView, house: House | None) -> Iterator[str]:
        """Take note of a view that somebody was shown, and what held with it. Yields what is wrong with it."""
        told = (less_personal(view), house)
        known = self._views.get(view.v)
        if known is not None:
            if known != told:
                yield f"{name(view)}: two bots were told different things: {known} / {told}"
            return
        self._views[view.v] = told
        before, shared = self._last, told[0]
        if before is not None and view.v < before.v:
            return  # a snapshot that was overtaken: what came later is known
        self._last = shared
        if house is not None and not isinstance(shared, Lobby) and not _chosen(house.options, self.options):
            yield f"{name(view)} with {house.options}, chosen was {self.options}"
        again = before is not None and same_phase(before, shared)
        if before is not None and again:
            yield from self._again(before, shared)
        yield from self._phase(shared, again=again)

    def _again(self, before: PhaseView, view: PhaseView) -> Iterator[str]:
        if wrong := changed(before, view):
            yield f"{name(view)}: {wrong}"
        elif (seconds := stood(before, view)) is not None:
            self.shifts.append(seconds)
        elif paused(view) is not None and paused(before) is None:
            self.stops += 1

    def _phase(self, view: PhaseView, *, again: bool) -> Iterator[str]:
        match view:
            case Countdown():
                self._due[0] = view.opens
            case Question():
                self.questions[view.round] = view
                yield from () if again else self._question(view)
            case Reveal():
                self.reveals[view.round] = view
                self._due[view.round + 1] = view.until
                yield from () if again else self._reveal(view)
            case _:
                pass
        if again:
            return
        if (sealed := shut(view)) is not None and self.options.kind is not Kind.MIXED:
            pair = self.options.kind is Kind.PAIR
            if sealed.pair is not pair:
                yield f"{name(view)}: {self.options.kind} was chosen, and sealed is {sealed}"
        yield from self._seals.enter(view)
        if wrong := self.vault.enter(view):
            yield wrong

    def hold(self, sealed: Sealed, frame: bytes) -> str | None:
        """Take note of a sealed picture that some bot was sent. Returns what is wrong with it, if anything."""
        return self.vault.hold(sealed, frame)

    def new_match(self) -> None:
        """Forget the match that is over."""
        for known in (self.questions, self.reveals, self.closed, self._due, self.skips):
            known.clear()
        self._views.clear()
        self.ended = False
        self._match = None

    def _question(self, view: Question) -> Iterator[str]:
        if abs(view.deadline - view.opened) < 1:
            yield f"{name(view)} lasts {view.deadline - view.opened} s"
        hides = None if view.hides is UNSET else view.hides - view.opened
        expected = GLIMPSE if self.options.mode is Mode.GLIMPSE else None
        if hides != expected and not (hides and expected and abs(hides - expected) < EXACT):
            yield f"{name(view)} hides after {hides} s, not {expected}"
        if (due := self._due.get(view.round)) is not None:
            self._tally.waits.append(view.opened - due)
            if wrong := opening(view, due):
                yield wrong

    def _reveal(self, view: Reveal) -> Iterator[str]:
        by_host, question = self.options.pace is Pace.HOST, self.questions.get(view.round)
        closed = self.closed[view.round] = view.until - (HELD if by_host else self.options.reveal)
        if question and (early := timing(question, view, closed)):
            yield early
        if view.waits is not by_host:
            yield f"{name(view)}: waits is {view.waits}"
        if view.skipped and view.round not in self.skips:
            yield f"{name(view)} was skipped by nobody"
        match = view.picture.removeprefix("faces/").removesuffix(f"/{view.round}.jpg")
        self._match = self._match or match
        if match != self._match or view.picture != f"faces/{match}/{view.round}.jpg":
            yield f"{name(view)}: the picture's address is {view.picture}"
        pair = question.sealed.pair if question else view.partner is not UNSET
        if pair is not (view.partner is not UNSET):
            yield f"{name(view)}: promised was {'a pair' if pair else 'a single face'}, shown is {view.partner}"
        if view.partner is not UNSET and view.partner.picture != f"faces/{match}/{view.round}b.jpg":
            yield f"{name(view)}: the partner's address is {view.partner.picture}"


def less_personal(view: PhaseView) -> PhaseView:
    """Return the view without what only its receiver is told, or what differs with the moment of a snapshot."""
    match view:
        case Question():
            return msgspec.structs.replace(
                view, playing=UNSET, verdict=UNSET, took=UNSET, answered=UNSET, aside=UNSET, team=UNSET
            )
        case Reveal() | Podium():
            return msgspec.structs.replace(view, own=UNSET)
        case _:
            return view


def _chosen(told: Options, options: Options) -> bool:
    """Tell whether these are the room's options; whether the host takes part may change while a match runs."""
    return msgspec.structs.replace(told, host_plays=options.host_plays) == options
