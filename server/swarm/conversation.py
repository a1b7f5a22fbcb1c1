"""One player's side of the protocol, checked message by message: feed it what was said and heard. No I/O, no clock."""

from collections.abc import Callable

from msgspec import UNSET

from game.room import Mode, Options
from game.views import Countdown, Lobby, PhaseView, Podium, Question, Reveal
from server.rooms.protocol import Ack, Named, OutboundMessage, Refused, Welcome
from server.swarm.hand import Hand, Part
from server.swarm.ledger import Ledger
from server.swarm.listening import Listening
from server.swarm.order import name
from server.swarm.replies import Replies
from server.swarm.retelling import EXACT
from server.swarm.seals import match_of


class Conversation(Listening):
    """What one player was told, over all connections; what was said to answers goes to `replies`.

    `wish`: the team that was chosen, -1 for none.
    """

    def __init__(self, player_name: str, options: Options, ledger: Ledger, complain: Callable[[str], None]) -> None:
        super().__init__(options, ledger, complain)
        self.name = player_name
        self.player = self.token = ""
        self.wish = -1
        self.replies = Replies(options.seconds, complain)

    def connected(self, *, overlapping: bool = False) -> None:
        """Begin a new connection. What was not replied to on the last one may never be."""
        super().connected(overlapping=overlapping)
        self.replies.connected()

    @property
    def part(self) -> Part:
        """The own part in the match that runs, or ran last."""
        return self.replies.part

    # ---- phases ------------------------------------------------------------------------------------------------------
    def begun(self, welcome: Welcome, at: float) -> None:  # noqa: ARG002
        """Take who this is."""
        if not welcome.seated or not welcome.token:
            self.complain("the welcome gives no seat")
        if self.player and (welcome.player, welcome.name) != (self.player, self.name):
            self.complain(f"came back as {welcome.player} {welcome.name!r}, was {self.player} {self.name!r}")
        self.player, self.name, self.token = welcome.player, welcome.name, welcome.token
        self.part.player, self.part.name = welcome.player, welcome.name
        own = welcome.phase.own if isinstance(welcome.phase, Reveal | Podium) else UNSET
        if own is not UNSET and (welcome.points, welcome.rank) != (own.points, own.rank):
            self.complain(f"the snapshot says {welcome.points} points and rank {welcome.rank}, and also {own}")

    def shown(self, before: PhaseView | None, view: PhaseView, at: float) -> None:
        """Take the own part of a phase."""
        if isinstance(before, Reveal) and isinstance(view, Question | Podium):
            self.replies.settle()
        match view:
            case Lobby():
                self._begin("")
            case Countdown():
                self._begin(view.sealed.match)
            case Question():
                self._begin(view.sealed.match)
                self._question(view, at, live=before is not None)
            case Reveal():
                self._begin(match_of(view.picture))
                self._reveal(view)
            case Podium():
                self._podium(view)
            case _:
                pass

    def _begin(self, match: str) -> None:
        """Begin a new part where this is another match than the last one heard of, or none (a lobby)."""
        if not match or (self.part.match and match != self.part.match):
            self.replies.part = Part(player=self.player, name=self.name)
        self.part.match = match

    def _question(self, view: Question, at: float, *, live: bool) -> None:
        hand = self.part.hand(view.round)
        if live and self.fresh:
            self._may_play(view)
        hand.heard = hand.heard or at
        if hand.playing is not None and view.playing is not hand.playing:
            self.complain(f"{name(view)}: playing was {hand.playing}, is {view.playing}")
        hand.playing, hand.aside = view.playing is True, view.aside is True
        self.part.out = self.part.out or hand.aside
        hand.team = -1 if view.team is UNSET else view.team
        if (hand.team >= 0) is not (hand.playing and self._options.mode is Mode.TEAMS) and hand.playing:
            self.complain(f"{name(view)}: the team is {hand.team}")
        if hand.playing and self.wish >= 0 and hand.team != self.wish:
            self.complain(f"{name(view)}: plays for team {hand.team}, chosen was {self.wish}")
        seconds = view.deadline - view.opened
        if view.of != self._options.rounds or abs(seconds - self._options.seconds) > EXACT:
            self.complain(f"{name(view)} of {view.of}, {seconds:.3f} s: not what was configured")
        self._clock_of(hand, view, at)
        if not live:
            self._snapshot(view, hand)

    def _may_play(self, view: Question) -> None:
        """Ask whether somebody who was there may play: all but those who are out, and a host who only hosts."""
        if view.playing is not True and not self._hosts_only() and not (view.aside is True or self.part.out):
            self.complain(f"{name(view)}: was there, and may not play")
        for_fun = self.part.out and not self._hosts_only() and self._options.mode is Mode.SUDDEN_DEATH
        if for_fun and view.aside is not True:
            self.complain(f"{name(view)}: is out, and may not answer for fun")
        if view.aside is True and (view.playing is True or self._options.mode is not Mode.SUDDEN_DEATH):
            self.complain(f"{name(view)}: answers for fun in {self._options.mode}, playing is {view.playing}")

    def _clock_of(self, hand: Hand, view: Question, at: float) -> None:
        """Note whether the clock stands, since when by our own clock, and how long it has stood by the server's."""
        hand.opened = hand.opened or view.opened
        hand.stood = view.opened - hand.opened
        if view.paused is not UNSET:
            if hand.paused_at is None:
                hand.paused_at = at
                hand.stops += 1
        elif hand.paused_at is not None:
            hand.paused_at, hand.forbidden = None, False

    def _snapshot(self, question: Question, hand: Hand) -> None:
        """Compare the own answer that a snapshot shows: it is the one that stands."""
        if question.verdict is not UNSET and question.took is not UNSET:
            self.replies.stands(question.round, question.verdict, question.took)
        elif hand.took is not None and not self._overlapping:
            self.complain(f"the snapshot of round {question.round} lacks the acknowledged answer")

    def _reveal(self, view: Reveal) -> None:
        hand = self.part.hand(view.round)
        hand.revealed, hand.own = True, None if view.own is UNSET else view.own
        if view.skipped:  # somebody may have answered in vain
            hand.doubtful = hand.doubtful or (hand.sent is not None and hand.took is None)
        if hand.own is not None:
            if self.part.out and not hand.own.out:
                self.complain(f"{name(view)}: was out, and is told {hand.own}")
            self.part.out = self.part.out or bool(hand.own.out)

    def _podium(self, view: Podium) -> None:
        """Keep the first podium that has the own report: the word that the match is archived may come without."""
        known = self.part.podium
        if known is None or known.own is UNSET:
            self.part.podium = view
        elif view.own is not UNSET and view.own != known.own:
            self.complain("the podium has two different reports")

    # ---- the rest ----------------------------------------------------------------------------------------------------
    def told(self, message: OutboundMessage, at: float) -> None:
        """Take a reply."""
        match message:
            case Ack():
                self.replies.ack(message, at)
            case Refused():
                self.replies.refuse(message)
            case Named():
                self.complain(f"was given the name {message.name!r}, which nobody asked for")
            case _:
                pass

    def judges(self) -> bool:
        """Say whether this player may answer, and has not."""
        hand = self.part.hand(self.view.round) if isinstance(self.view, Question) else None
        return hand is not None and hand.playing is True and hand.sent is None

    def _hosts_only(self) -> bool:
        return self.house is not None and self.player == self.host and not self.house.options.host_plays
