"""One player's side of the protocol, checked message by message: feed it what was said and heard. No I/O, no clock."""

from collections.abc import Callable

import msgspec
from msgspec import UNSET

from game.room import Options
from game.views import Countdown, Lobby, PhaseView, Podium, Question, Reveal
from server.rooms.protocol import Ack, Count, Named, OutboundMessage, People, Refused, Time, Welcome, encode
from server.swarm.deliveries import Deliveries
from server.swarm.hand import Part
from server.swarm.ledger import Ledger
from server.swarm.order import gives_away, name, out_of_order
from server.swarm.replies import TOLERANCE, Replies
from server.swarm.seals import match_of, shut, strays

decode = msgspec.json.Decoder(OutboundMessage).decode


class Conversation:
    """What one player was told, over all connections; what was said to answers goes to `replies`.

    `complain` is called with one sentence for each mistake of the server. Times are seconds of the bots' own clock.
    """

    def __init__(self, player_name: str, options: Options, ledger: Ledger, complain: Callable[[str], None]) -> None:
        self.name = player_name
        self.player = self.token = self.host = ""
        self.view: PhaseView | None = None
        self.people: People | None = None
        self.welcomed = False
        self.complain = complain
        self.replies = Replies(options.seconds, complain)
        self.deliveries = Deliveries(complain)
        self._options = options
        self._ledger = ledger
        self._overlapping = False
        self._clock = 0.0  # the server's, as last heard

    def connected(self, *, overlapping: bool = False) -> None:
        """Begin a new connection. What was not replied to on the last one may never be.

        `overlapping`: its snapshot was taken while the last connection was still heard, so it may say less than that.
        """
        self.welcomed = False
        self._overlapping = overlapping
        self.replies.connected()
        self.deliveries.connected()

    @property
    def part(self) -> Part:
        """The own part in the match that runs, or ran last."""
        return self.replies.part

    def heard(self, raw: bytes, at: float) -> OutboundMessage | None:
        """Check one message. Returns it decoded, None if it cannot be."""
        try:
            message: OutboundMessage = decode(raw)
        except msgspec.DecodeError as error:
            self.complain(f"unreadable message ({error}): {raw[:200]!r}")
            return None
        if len(encode(message)) != len(raw):
            self.complain(f"{type(message).__name__} is not as the protocol writes it: {raw[:300]!r}")
        if secret := gives_away(raw, message) or strays(raw, message):
            self.complain(secret)
        if isinstance(message, Welcome):
            self._welcome(message, at)
        elif isinstance(message, PhaseView):
            self._event(message, at)
        else:
            self._other(message, at)
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

    # ---- phases ------------------------------------------------------------------------------------------------------
    def _welcome(self, welcome: Welcome, at: float) -> None:
        if self.welcomed:
            self.complain("two welcomes on one connection")
        if not welcome.seated or not welcome.token:
            self.complain("the welcome gives no seat")
        if self.player and (welcome.player, welcome.name, welcome.host) != (self.player, self.name, self.host):
            self.complain(f"came back as {welcome.player} {welcome.name!r}, was {self.player} {self.name!r}")
        self.player, self.name, self.token, self.host = welcome.player, welcome.name, welcome.token, welcome.host
        self.part.player, self.part.name = welcome.player, welcome.name
        self.welcomed = True
        self._time(welcome.now)
        self._people(welcome.people)
        before = self.view
        if before is not None and welcome.phase.v < before.v and not self._overlapping:
            self.complain(f"the snapshot has version {welcome.phase.v}, {before.v} was shown before")
        if isinstance(welcome.phase, Question):
            self.deliveries.expect(welcome.phase.sealed, snapshot_at=at)
        self._enter(welcome.phase, at)
        if isinstance(welcome.phase, Question):
            self._snapshot(welcome.phase)
        own = welcome.phase.own if isinstance(welcome.phase, Reveal | Podium) else UNSET
        if own is not UNSET and (welcome.points, welcome.rank) != (own.points, own.rank):
            self.complain(f"the snapshot says {welcome.points} points and rank {welcome.rank}, and also {own}")

    def _snapshot(self, question: Question) -> None:
        """Compare the own answer that a snapshot shows: it is the one that stands."""
        hand = self.part.hand(question.round)
        if question.verdict is not UNSET and question.took is not UNSET:
            self.replies.stands(question.round, question.verdict, question.took)
        elif hand.took is not None and not self._overlapping:
            self.complain(f"the snapshot of round {question.round} lacks the acknowledged answer")

    def _event(self, view: PhaseView, at: float) -> None:
        if not self.welcomed or self.view is None:
            self.complain(f"{name(view)} came before the welcome")
        elif wrong := out_of_order(self.view, view):
            self.complain(wrong)
        elif isinstance(view, Question) and view.playing is not True and not self._hosts_only():
            self.complain(f"{name(view)}: was there, and may not play")
        if isinstance(view, Question | Podium):
            self.replies.settle()
        if isinstance(view, Question) and view.sealed != shut(self.view):
            self.complain(f"{name(view)} opens {view.sealed}, promised was {shut(self.view)}")
        if isinstance(view, Reveal):
            self.deliveries.settle(view, at)
        self._enter(view, at)

    def _enter(self, view: PhaseView, at: float) -> None:
        self.view = view
        self.deliveries.expect(shut(view))
        for wrong in self._ledger.enter(view):
            self.complain(wrong)
        match view:
            case Lobby():
                self._begin("")
            case Countdown():
                self._begin(view.sealed.match)
            case Question():
                self._begin(view.sealed.match)
                self._question(view, at)
            case Reveal():
                self._begin(match_of(view.picture))
                hand = self.part.hand(view.round)
                hand.revealed, hand.own = True, None if view.own is UNSET else view.own
            case Podium():
                self._podium(view)
            case _:
                pass

    def _begin(self, match: str) -> None:
        """Begin a new part where this is another match than the last one heard of, or none (a lobby)."""
        if not match or (self.part.match and match != self.part.match):
            self.replies.part = Part(player=self.player, name=self.name)
        self.part.match = match

    def _question(self, view: Question, at: float) -> None:
        hand = self.part.hand(view.round)
        hand.heard = hand.heard or at
        if hand.playing is not None and view.playing is not hand.playing:
            self.complain(f"{name(view)}: playing was {hand.playing}, is {view.playing}")
        hand.playing = view.playing is True
        if view.of != self._options.rounds or round(view.deadline - view.opened, 3) != self._options.seconds:
            self.complain(f"{name(view)} of {view.of}, {view.deadline - view.opened:.3f} s: not what was configured")

    def _podium(self, view: Podium) -> None:
        """Keep the first podium that has the own report: the word that the match is archived may come without."""
        known = self.part.podium
        if known is None or known.own is UNSET:
            self.part.podium = view
        elif view.own is not UNSET and view.own != known.own:
            self.complain("the podium has two different reports")

    # ---- the rest ----------------------------------------------------------------------------------------------------
    def _other(self, message: OutboundMessage, at: float) -> None:
        match message:
            case Ack():
                self.replies.ack(message, at)
            case Refused():
                self.replies.refuse(message)
            case Count():
                self._count(message)
            case People():
                self._people(message)
            case Time():
                self._time(message.now)
            case Named():
                self.complain(f"was given the name {message.name!r}, which nobody asked for")
            case _:
                pass

    def _count(self, count: Count) -> None:
        view = self.view
        if isinstance(view, Question) and view.round == count.round and count.answered > view.players:
            self.complain(f"round {count.round}: {count.answered} of {view.players} have answered")

    def _people(self, people: People) -> None:
        self.people = people
        if people.here < 0 or not 1 <= people.seats <= self._options.seats:
            self.complain(f"people make no sense: {people}")

    def _time(self, now: float) -> None:
        if now < self._clock - TOLERANCE:
            self.complain(f"the server's clock went back by {self._clock - now:.3f} s")
        self._clock = max(self._clock, now)

    def _hosts_only(self) -> bool:
        return self.player == self.host and not self._options.host_plays
