"""What each role may see of a room. The only way from a room to anything that a client is sent.

Before the reveal nothing here depends on the truth of the face that is asked about.
"""

from collections.abc import Mapping
from heapq import nsmallest
from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

from game.face import Face, Truth
from game.report import Report, report
from game.room import Answer, Options, Phase, Room, Score, next_round, picture_of
from game.seal import commitment

TOP = 5


class View(msgspec.Struct, frozen=True, kw_only=True, tag_field="t", omit_defaults=True):
    """A message that shows a phase. `v`: the room's version, older ones are dropped. Times: server's, in seconds."""


class Standing(msgspec.Struct, frozen=True):
    """One line of the standings. `was`: the rank before this round, 0 for none."""

    player: str
    name: str
    points: int
    rank: int
    was: int


class Origin(msgspec.Struct, frozen=True):
    """Where a face comes from."""

    kind: str
    generator: str
    source: str
    licence: str
    credit: str


class Lobby(View, frozen=True, tag="lobby"):
    """The room waits for its host. Who is here comes in messages of its own."""

    v: int
    options: Options
    host: str


class Sealed(msgspec.Struct, frozen=True):
    """A face that is still shut. Its picture comes in a binary message.

    `commitment`: SHA-256 (hex) of match, round, truth, face and nonce, joined by newlines; the reveal tells the last
    three.
    """

    match: str
    round: int
    commitment: str


class Countdown(View, frozen=True, tag="countdown"):
    """The first face opens at `opens`, or up to 1.5 s later if pictures are still on their way."""

    v: int
    of: int
    opens: float
    sealed: Sealed


class Own(msgspec.Struct, frozen=True):
    """A player's own part of a reveal. `verdict` is null where there was no answer."""

    verdict: Truth | None
    right: bool
    gained: int
    points: int
    rank: int
    was: int
    streak: int


class Question(View, frozen=True, tag="question"):
    """A face is shown. `playing`: the receiver is eligible. `verdict`, `took`: the own answer, in a snapshot.

    `key`: opens the sealed picture, 64 hex digits.
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


class Reveal(View, frozen=True, tag="reveal"):
    """The truth, and what the room made of it. `own` is missing for those who do not play.

    `face`, `nonce`: with the truth they open the commitment. `sealed`: the face that opens next, up to 1.5 s after
    `until`; missing after the last.
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


class Podium(View, frozen=True, tag="podium"):
    """The match is over. `archived`: it is in the database, and a rematch may begin."""

    v: int
    players: int
    top: tuple[Standing, ...]
    until: float
    archived: bool
    own: Report | UnsetType = UNSET


class Closed(View, frozen=True, tag="closed"):
    """The room is gone."""

    v: int


PhaseView = Lobby | Countdown | Question | Reveal | Podium | Closed


def shared(room: Room) -> PhaseView:
    """Return what everybody in the room is told of its phase."""
    match room.phase:
        case Phase.LOBBY:
            return Lobby(v=room.version, options=room.options, host=room.host)
        case Phase.COUNTDOWN:
            return Countdown(v=room.version, of=len(room.faces), opens=_deadline(room), sealed=sealed(room, 0))
        case Phase.QUESTION:
            return Question(
                v=room.version,
                round=room.round,
                of=len(room.faces),
                sealed=sealed(room, room.round),
                key=room.seals[room.round].key.hex(),
                opened=room.opened,
                deadline=_deadline(room),
                players=room.eligible,
            )
        case Phase.REVEAL:
            return _reveal(room)
        case Phase.PODIUM:
            return Podium(
                v=room.version,
                players=len(room.scores),
                top=standings(room, 10),
                until=_deadline(room),
                archived=room.archived,
            )
    return Closed(v=room.version)


def own(room: Room, player: str, answers: Mapping[int, Answer]) -> dict[str, Any]:
    """Return the fields that only this player is told, on top of `shared`.

    `answers`: the player's rows by round: the running one for the snapshot of a question, all of the match for the
    podium.
    """
    score = room.scores.get(player)
    match room.phase:
        case Phase.QUESTION:
            answer = answers.get(room.round)
            fields: dict[str, Any] = {"playing": score is not None and score.eligible}
            return fields if answer is None else fields | {"verdict": answer.verdict, "took": answer.took}
        case Phase.REVEAL if score is not None and score.eligible:
            return {"own": _own(room, score)}
        case Phase.PODIUM if score is not None:
            return {"own": report(room, score, answers)}
        case _:
            return {}


def standings(room: Room, most: int = TOP) -> tuple[Standing, ...]:
    """Return the first lines of the standings after the last reveal; of equal ranks as the reveal has put them."""
    ranked = ((player, score) for player, score in room.scores.items() if score.rank)
    first = nsmallest(most, ranked, key=lambda line: (line[1].rank, line[1].time))
    return tuple(
        Standing(player=player, name=score.name, points=score.points, rank=score.rank, was=score.was)
        for player, score in first
    )


def origin(face: Face) -> Origin:
    """Return where a face comes from."""
    return Origin(
        kind=face.kind, generator=face.generator, source=face.source, licence=face.licence, credit=face.credit
    )


def sealed(room: Room, number: int) -> Sealed:
    """Return what may be told of a face before it opens."""
    promise = commitment(room.match, number, room.faces[number], room.seals[number].nonce)
    return Sealed(match=room.match, round=number, commitment=promise)


def _reveal(room: Room) -> Reveal:
    face, following = room.faces[room.round], next_round(room)
    said = {"r": 0, "a": 0, "-": 0, ".": 0}
    for score in room.scores.values():
        said[score.trail[room.round]] += 1
    return Reveal(
        v=room.version,
        round=room.round,
        of=len(room.faces),
        picture=picture_of(room, room.round),
        truth=face.truth,
        face=face.id,
        nonce=room.seals[room.round].nonce.hex(),
        origin=origin(face),
        said_real=said["r"],
        said_ai=said["a"],
        silent=said["-"],
        players=len(room.scores),
        top=standings(room),
        until=_deadline(room),
        sealed=UNSET if following is None else sealed(room, following),
    )


def _own(room: Room, score: Score) -> Own:
    letter = score.trail[room.round]
    verdict = {"r": Truth.REAL, "a": Truth.AI}.get(letter)
    return Own(
        verdict=verdict,
        right=verdict is room.faces[room.round].truth,
        gained=score.gained,
        points=score.points,
        rank=score.rank,
        was=score.was,
        streak=score.streak,
    )


def _deadline(room: Room) -> float:
    if room.deadline is None:
        raise ValueError(f"a room in {room.phase} has a deadline")
    return room.deadline
