"""What somebody in a room is told, whatever the role, checked message by message. No I/O, no clock."""

from collections.abc import Callable
from functools import lru_cache

import msgspec
from msgspec import UNSET

from game.room import Options
from game.views import House, PhaseView, Question, Reveal
from server.rooms.codes import Role
from server.rooms.protocol import Count, OutboundMessage, People, Time, Welcome, encode
from server.swarm.deliveries import Deliveries
from server.swarm.ledger import Ledger
from server.swarm.order import gives_away, name, out_of_order
from server.swarm.replies import TOLERANCE
from server.swarm.retelling import same_phase
from server.swarm.seals import shut, strays

decode = msgspec.json.Decoder(OutboundMessage).decode
KEPT = 64  # messages whose reading is kept: most are told to a whole room


@lru_cache(KEPT)
def read(raw: bytes) -> tuple[OutboundMessage | None, tuple[str, ...]]:
    """Decode a message; with it, what is wrong with it whoever it is for."""
    try:
        message: OutboundMessage = decode(raw)
    except msgspec.DecodeError as error:
        return None, (f"unreadable message ({error}): {raw[:200]!r}",)
    strange = len(encode(message)) != len(raw)
    unwritten = f"{type(message).__name__} is not as the protocol writes it: {raw[:300]!r}" if strange else None
    secret = gives_away(raw, message) or strays(raw, message)
    return message, tuple(wrong for wrong in (unwritten, secret) if wrong)


class Listening:
    """What one client was told, over all connections.

    `complain` is called with one sentence for each mistake of the server. Times are seconds of the bots' own clock.
    `fresh`: the view is another phase than the one before, not the same told again.
    """

    role = Role.PLAYER

    def __init__(self, options: Options, ledger: Ledger, complain: Callable[[str], None]) -> None:
        self.view: PhaseView | None = None
        self.house: House | None = None
        self.people: People | None = None
        self.listed: dict[str, int] = {}  # the teams of those whose names were told last
        self.welcomed = self.fresh = False
        self.complain = complain
        self.deliveries = Deliveries(complain)
        self._options, self._ledger = options, ledger
        self._overlapping = False
        self._counted = 0  # answers to the question that is shown, as last counted on this connection
        self._clock = 0.0  # the server's, as last heard

    @property
    def host(self) -> str:
        """The player who hosts, as last told."""
        return self.house.host if self.house else ""

    @property
    def locked(self) -> bool:
        """Whether nobody else may take a seat, as last told."""
        return self.house is not None and self.house.locked

    def connected(self, *, overlapping: bool = False) -> None:
        """Begin a new connection.

        `overlapping`: its snapshot was taken while the last connection was still heard, so it may say less than that.
        """
        self.welcomed = False
        self._overlapping = overlapping
        self.deliveries.connected()

    def heard(self, raw: bytes, at: float) -> OutboundMessage | None:
        """Check one message. Returns it decoded, None if it cannot be."""
        message, wrongs = read(raw)
        for wrong in wrongs:
            self.complain(wrong)
        match message:
            case None:
                pass
            case Welcome():
                self._welcome(message, at)
            case House():
                self._house(message)
            case Count():
                self._count(message)
            case People():
                self._people(message)
            case Time():
                self._time(message.now)
            case _ if isinstance(message, PhaseView):
                self._event(message, at)
            case _:
                self.told(message, at)
        return message

    def handed(self, frame: bytes) -> int | None:
        """Check a sealed picture. Returns its round if that opens next; None if it is open, or another one."""
        sealed, number = shut(self.view), int.from_bytes(frame[:2])
        if not self.welcomed or sealed is None or sealed.round != number:
            where = name(self.view) if self.welcomed and self.view else "nothing"
            self.complain(f"a sealed picture of round {number} came after {where}")
            return None
        self.deliveries.came()
        if wrong := self._ledger.hold(sealed, frame):
            self.complain(wrong)
        return None if isinstance(self.view, Question) else number

    # ---- what a role adds --------------------------------------------------------------------------------------------
    def begun(self, welcome: Welcome, at: float) -> None:
        """Take what a snapshot says of this client, before its phase is shown."""

    def shown(self, before: PhaseView | None, view: PhaseView, at: float) -> None:
        """Take the phase that is shown now. `before`: the one that was, None where `view` comes with a snapshot."""

    def told(self, message: OutboundMessage, at: float) -> None:
        """Take a message that is for this client alone."""

    def judges(self) -> bool:
        """Say whether this client has still to answer the question that is shown."""
        return False

    # ---- phases ------------------------------------------------------------------------------------------------------
    def _welcome(self, welcome: Welcome, at: float) -> None:
        if self.welcomed:
            self.complain("two welcomes on one connection")
        if welcome.role is not self.role:
            self.complain(f"came as {self.role}, was let in as {welcome.role}")
        self.begun(welcome, at)
        self.welcomed, self.house = True, welcome.house
        self._time(welcome.now)
        self._people(welcome.people)
        before = self.view
        if before is not None and welcome.phase.v < before.v and not self._overlapping:
            self.complain(f"the snapshot has version {welcome.phase.v}, {before.v} was shown before")
        if isinstance(welcome.phase, Question):
            self.deliveries.expect(welcome.phase.sealed, snapshot_at=at)
        self._enter(None, welcome.phase, at)

    def _event(self, view: PhaseView, at: float) -> None:
        before = self.view
        if not self.welcomed or before is None:
            self.complain(f"{name(view)} came before the welcome")
        elif wrong := out_of_order(before, view):
            self.complain(wrong)
        if isinstance(view, Question) and view.sealed != shut(before):
            self.complain(f"{name(view)} opens {view.sealed}, promised was {shut(before)}")
        if isinstance(view, Reveal) and not view.skipped and isinstance(before, Question):
            self.deliveries.settle(view, at)
        self._enter(before, view, at)

    def _enter(self, before: PhaseView | None, view: PhaseView, at: float) -> None:
        self.fresh = not same_phase(self.view, view)
        self.view, self._counted = view, 0  # where somebody was removed, it is counted anew
        self.deliveries.expect(shut(view))
        if isinstance(view, Question) and view.answered is not UNSET and not self._options.counts:
            self.complain(f"{name(view)} counts answers, which are not to be counted")
        for wrong in self._ledger.enter(view, self.house):
            self.complain(wrong)
        self.shown(before, view, at)
        if isinstance(view, Question) and view.answered is not UNSET and self.judges():
            self.complain(f"{name(view)}: answers were counted before the own one")

    # ---- the rest ----------------------------------------------------------------------------------------------------
    def _house(self, house: House) -> None:
        if house == self.house:
            self.complain(f"the house was told again, unchanged: {house}")
        self.house = house

    def _count(self, count: Count) -> None:
        view = self.view
        if not self._options.counts:
            self.complain(f"round {count.round}: answers were counted, which are not to be")
        if not self.welcomed or not isinstance(view, Question) or view.round != count.round:
            where = name(view) if self.welcomed and view else "nothing"
            self.complain(f"round {count.round}: answers were counted after {where}")
            return
        if self.judges():
            self.complain(f"round {count.round}: answers were counted before the own one")
        if count.answered > view.players:
            self.complain(f"round {count.round}: {count.answered} of {view.players} have answered")
        if count.answered <= self._counted:
            self.complain(f"round {count.round}: {self._counted} had answered, now {count.answered}")
        self._counted = count.answered

    def _people(self, people: People) -> None:
        self.people = people
        if people.list is not UNSET:
            self.listed = {person.player: person.team for person in people.list}
        if people.here < 0 or not 1 <= people.seats <= self._options.seats:
            self.complain(f"people make no sense: {people}")

    def _time(self, now: float) -> None:
        if now < self._clock - TOLERANCE:
            self.complain(f"the server's clock went back by {self._clock - now:.3f} s")
        self._clock = max(self._clock, now)
