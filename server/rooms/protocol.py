"""What travels over a room's socket: closed sets of messages, named by direction. The browser uses types made of it."""

from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType

from game.face import Truth
from game.room import MOST_ROUNDS, Options
from game.views import (
    Closed,
    Countdown,
    House,
    Lobby,
    PhaseView,
    Podium,
    Question,
    Reveal,
    Standing,
    TeamStanding,
)
from server.rooms.codes import Role

MAX_MESSAGE = 2048  # bytes; what a client sends is never larger
PEOPLE = 60  # names that a lobby shows, and a page of those found; the rest are counted


# ---- inbound ---------------------------------------------------------------------------------------------------------
class Inbound(msgspec.Struct, frozen=True, kw_only=True, tag_field="t", forbid_unknown_fields=True, omit_defaults=True):
    """A message from a client. No client ever says who it is, when it was or what it scored."""


class Join(Inbound, frozen=True, tag="join"):
    """Take a seat as `name`. `token` gives a seat back; without one the cookie speaks. Without a name: as one who has
    a seat, or as the host who has none, or to watch.
    """

    role: Role = Role.PLAYER

    name: Annotated[str, Meta(max_length=100)] | UnsetType = UNSET
    token: Annotated[str, Meta(max_length=200)] | UnsetType = UNSET


class Configure(Inbound, frozen=True, tag="configure"):
    """Choose the options of the next match (host)."""

    options: Options


class Start(Inbound, frozen=True, tag="start"):
    """Begin (host)."""


class Answer(Inbound, frozen=True, tag="answer"):
    """Give the verdict on the running round. Final; a resend gets the answer that stands."""

    round: Annotated[int, Meta(ge=0, le=MOST_ROUNDS - 1)]
    verdict: Truth


class Ready(Inbound, frozen=True, tag="ready"):
    """The sealed picture of the round that opens next is here. No reply."""

    round: Annotated[int, Meta(ge=0, le=MOST_ROUNDS - 1)]


class Missing(Inbound, frozen=True, tag="missing"):
    """The sealed picture of this round did not come, or does not open: send it again. At most twice a round."""

    round: Annotated[int, Meta(ge=0, le=MOST_ROUNDS - 1)]


class Rename(Inbound, frozen=True, tag="rename"):
    """Give somebody another name (host)."""

    player: Annotated[str, Meta(max_length=50)]
    name: Annotated[str, Meta(max_length=100)]


class Remove(Inbound, frozen=True, tag="remove"):
    """Send somebody out of the room (host). That player does not come back; another browser is another player."""

    player: Annotated[str, Meta(max_length=50)]


class Pause(Inbound, frozen=True, tag="pause"):
    """Stop the clock for all (host)."""


class Resume(Inbound, frozen=True, tag="resume"):
    """Let the clock go on (host)."""


class Skip(Inbound, frozen=True, tag="skip"):
    """Let the running question count for nobody, and reveal it (host). `round`: the one meant."""

    round: Annotated[int, Meta(ge=0, le=MOST_ROUNDS - 1)]


class Next(Inbound, frozen=True, tag="next"):
    """Go on from the reveal of this round (host)."""

    round: Annotated[int, Meta(ge=0, le=MOST_ROUNDS - 1)]


class End(Inbound, frozen=True, tag="end"):
    """End the match now (host). An open question does not count."""


class Lock(Inbound, frozen=True, tag="lock"):
    """Let nobody else take a seat, or open the door again (host)."""

    locked: bool


class HandOver(Inbound, frozen=True, tag="hand_over"):
    """Make another player host (host)."""

    player: Annotated[str, Meta(max_length=50)]


class PlayAlong(Inbound, frozen=True, tag="play_along"):
    """Take part from the next question on, or only host (host)."""

    plays: bool


class ChooseTeam(Inbound, frozen=True, tag="choose_team"):
    """Play for a team, counted from 0: oneself, or (host) anybody."""

    team: Annotated[int, Meta(ge=0, le=7)]
    player: Annotated[str, Meta(max_length=50)] | UnsetType = UNSET


class Find(Inbound, frozen=True, tag="find"):
    """Ask for a page of the people in the room, those whose names hold `text`. Pages from 0."""

    text: Annotated[str, Meta(max_length=100)] = ""
    page: Annotated[int, Meta(ge=0, le=1000)] = 0


class Rematch(Inbound, frozen=True, tag="rematch"):
    """Back to the lobby (host)."""


class Pong(Inbound, frozen=True, tag="pong"):
    """Answer a ping, at once."""

    n: int


class Clock(Inbound, frozen=True, tag="clock"):
    """Ask for the server's time. `sent`: any number, it comes back as it is."""

    sent: float


HostMessage = (
    Configure | Start | Rematch | Rename | Remove | Pause | Resume | Skip | Next | End | Lock | HandOver | PlayAlong
)
InboundMessage = HostMessage | Join | Answer | ChooseTeam | Find | Ready | Missing | Pong | Clock


# ---- outbound --------------------------------------------------------------------------------------------------------
class Outbound(msgspec.Struct, frozen=True, kw_only=True, tag_field="t", omit_defaults=True):
    """A message to a client."""


class Person(msgspec.Struct, frozen=True, omit_defaults=True):
    """Somebody with a seat. `here`: connected now. `team`: as chosen, -1 for none yet."""

    player: str
    name: str
    here: bool
    team: int = -1


class People(Outbound, frozen=True, tag="people"):
    """Who is in the room, thinned. `list`: the first ones, only when it changed; `seats` and `here` count all."""

    seats: int
    here: int
    list: tuple[Person, ...] | UnsetType = UNSET


class Found(Outbound, frozen=True, tag="found"):
    """A page of the people who were asked for; `total` of them in `pages`."""

    text: str
    page: int
    pages: int
    total: int
    list: tuple[Person, ...]


class Welcome(Outbound, frozen=True, tag="welcome"):
    """The snapshot: everything that this client needs to show the room as it is now.

    `now`: the server's time in seconds. `role`: as asked for, or a watcher's. `seated`: this player has a seat; a seat
    stays, come what may. `token`: keep it, it gives this seat back from anywhere. `top`, of `ranked` players, and
    `teams`: the standings after the last reveal.
    """

    code: str
    now: float
    player: str
    name: str
    role: Role
    house: House
    seated: bool
    token: str
    people: People
    points: int
    rank: int
    top: tuple[Standing, ...]
    ranked: int
    phase: PhaseView
    teams: tuple[TeamStanding, ...] = ()


class Named(Outbound, frozen=True, tag="named"):
    """The host has given this player another name."""

    name: str


class Ack(Outbound, frozen=True, tag="ack"):
    """The answer that stands. `took`: seconds, as it will be scored."""

    round: int
    verdict: Truth
    took: float


class Count(Outbound, frozen=True, tag="count"):
    """How many have answered, thinned; told to all who do not have to answer any more, or never had to."""

    round: int
    answered: int


class Refused(Outbound, frozen=True, tag="refused"):
    """The message `about` changed nothing. `code` is stable: a word of the rules' Code or of ProtocolCode."""

    code: str  # not Code | ProtocolCode: msgspec decodes no union of two enums
    about: str


class Ping(Outbound, frozen=True, tag="ping"):
    """Measures this connection's round-trip time. Send `n` back at once."""

    n: int


class Time(Outbound, frozen=True, tag="time"):
    """The server's time in seconds; `sent` as it came."""

    sent: float
    now: float


OutboundMessage = (
    Welcome
    | House
    | People
    | Found
    | Lobby
    | Countdown
    | Question
    | Count
    | Ack
    | Reveal
    | Podium
    | Closed
    | Named
    | Refused
    | Ping
    | Time
)

decode = msgspec.json.Decoder(InboundMessage).decode
encode = msgspec.json.Encoder().encode


def splice(shared: bytes, own: dict[str, object]) -> bytes:
    """Add fields to an encoded message: what all are told is encoded once, what is personal for each."""
    return shared[:-1] + b"," + encode(own)[1:] if own else shared
