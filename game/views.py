"""What clients are told of a room: the house, the standings, and a view of each phase."""

import msgspec
from msgspec import UNSET, UnsetType

from game.face import Truth
from game.report import Report
from game.room import Options


class View(msgspec.Struct, frozen=True, kw_only=True, tag_field="t", omit_defaults=True):
    """A message that shows a phase. `v`: the room's version, older ones are dropped. Times: server's, in seconds."""


class Standing(msgspec.Struct, frozen=True, omit_defaults=True):
    """One line of the standings. `was`: the rank before this round, 0 for none. `out`, `team`: as in Score."""

    player: str
    name: str
    points: int
    rank: int
    was: int
    out: int = 0
    team: int = -1
    bot: bool = False


class TeamStanding(msgspec.Struct, frozen=True):
    """One line of the teams' standings: `points` is the mean of its members', rounded."""

    team: int
    points: int
    members: int
    rank: int


class Origin(msgspec.Struct, frozen=True, omit_defaults=True):
    """Where a face comes from. Empty texts: not stated. `non_commercial`: its licence allows no commercial use."""

    kind: str
    generator: str
    source: str
    licence: str
    credit: str
    non_commercial: bool = False


class House(msgspec.Struct, frozen=True, kw_only=True, tag_field="t", tag="house"):
    """What holds in every phase: who hosts (nobody where the room runs itself), and what was chosen.

    `owner`: who gets the role back on return, and may choose to only host. `away`: since when the host is missing, 0
    while present; a minute later somebody else is host. `locked`: nobody else may take a seat.
    """

    host: str
    owner: str
    away: float
    locked: bool
    options: Options


class Lobby(View, frozen=True, tag="lobby"):
    """The room waits for its host, or for `starts`, where it runs itself. Who is here comes in messages of its own.

    `last`: the match before, whose report can be read.
    """

    v: int
    starts: float | UnsetType = UNSET
    last: str = ""


class Sealed(msgspec.Struct, frozen=True, omit_defaults=True):
    """A face that is still shut, or a pair of them. The picture or pictures come in one binary message.

    `commitment`: SHA-256 (hex) of match, round, truth, face (of a pair: left face, right face) and nonce, joined by
    newlines; the reveal tells the rest.
    """

    match: str
    round: int
    commitment: str
    pair: bool = False


class Countdown(View, frozen=True, tag="countdown"):
    """The first face opens at `opens`, or up to 1.5 s later if pictures are still on their way.

    `paused`, in every phase that has it: the clock stands at this time; it goes on with a new version of the phase.
    """

    v: int
    of: int
    opens: float
    sealed: Sealed
    paused: float | UnsetType = UNSET


class Own(msgspec.Struct, frozen=True, omit_defaults=True):
    """A player's own part of a reveal. `verdict` is null where there was no answer.

    `rank` and `was` are 0 while the standings are kept back. `out`: the number of the round that put this player out, 0
    for none.
    """

    verdict: Truth | None
    right: bool
    gained: int
    points: int
    rank: int
    was: int
    streak: int
    out: int = 0


class Question(View, frozen=True, tag="question"):
    """A face is shown, or a pair: then the left one is asked about, and the right one is the opposite.

    `key`: opens the sealed picture, 64 hex digits. `hides`: from then on the face is not seen. `answered` and `players`
    count those who are eligible; the first is missing where no counts are told, and for who has still to answer.
    `playing`: the receiver is eligible. `aside`: the receiver is out, and may answer for fun. `team`: the receiver's.
    `verdict`, `took`: the own answer, in a snapshot.
    """

    v: int
    round: int
    of: int
    sealed: Sealed
    key: str
    opened: float
    deadline: float
    players: int
    answered: int | UnsetType = UNSET
    verdict: Truth | UnsetType = UNSET
    took: float | UnsetType = UNSET
    playing: bool | UnsetType = UNSET
    aside: bool | UnsetType = UNSET
    team: int | UnsetType = UNSET
    hides: float | UnsetType = UNSET
    paused: float | UnsetType = UNSET


class Partner(msgspec.Struct, frozen=True):
    """The right-hand face of a pair; its truth is the opposite of the left one's."""

    picture: str
    face: str
    origin: Origin


class Reveal(View, frozen=True, tag="reveal"):
    """The truth, and what the room made of it. `own` is missing for those who do not play.

    `face`, `nonce`: with the truth they open the commitment. `sealed`: the face that opens next, up to 1.5 s after
    `until`; missing after the last. `top` and `teams` are missing or empty while the standings are kept back.
    `skipped`: the round counts for nobody. `waits`: the host says when it goes on. `standing`, `fell`: how many are
    still in, and how many this round put out, where players can be.
    """

    v: int
    round: int
    of: int
    picture: str
    truth: Truth
    face: str
    nonce: str
    origin: Origin
    said_real: int
    said_ai: int
    silent: int
    players: int
    top: tuple[Standing, ...]
    until: float
    sealed: Sealed | UnsetType = UNSET
    own: Own | UnsetType = UNSET
    partner: Partner | UnsetType = UNSET
    teams: tuple[TeamStanding, ...] = ()
    skipped: bool = False
    waits: bool = False
    standing: int | UnsetType = UNSET
    fell: int | UnsetType = UNSET
    paused: float | UnsetType = UNSET


class Podium(View, frozen=True, tag="podium"):
    """The match is over. `archived`: it is in the database, and a rematch may begin.

    `match`: names its report; empty where there is none.
    """

    v: int
    players: int
    top: tuple[Standing, ...]
    until: float
    archived: bool
    match: str
    rounds: int
    own: Report | UnsetType = UNSET
    teams: tuple[TeamStanding, ...] = ()


class Closed(View, frozen=True, tag="closed"):
    """The room is gone."""

    v: int


PhaseView = Lobby | Countdown | Question | Reveal | Podium | Closed
