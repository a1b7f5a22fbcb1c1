"""What each role may see of a room. The only way from a room to anything that a client is sent.

Before the reveal nothing here depends on the truth of the face that is asked about.
"""

from collections.abc import Mapping
from typing import Any

from msgspec import UNSET, UnsetType

from game.face import Face, Truth
from game.modes import may_answer_for_fun, mode_of
from game.report import report
from game.room import Answer, Mode, Pace, Phase, Room, Score, next_round, picture_of
from game.scoring import worth_keeping
from game.seal import commitment
from game.standings import shows_standings, standings, team_standings
from game.views import (
    Closed,
    Countdown,
    House,
    Lobby,
    Origin,
    Own,
    Partner,
    PhaseView,
    Podium,
    Question,
    Reveal,
    Sealed,
)


def house(room: Room) -> House:
    """Return what everybody is told of the room itself."""
    return House(host=room.host, owner=room.owner, away=room.away, locked=room.locked, options=room.options)


def shared(room: Room) -> PhaseView:
    """Return what everybody in the room is told of its phase."""
    match room.phase:
        case Phase.LOBBY:
            return Lobby(v=room.version, starts=_or_unset(room.starts), last=room.last)
        case Phase.COUNTDOWN:
            return Countdown(
                v=room.version,
                of=len(room.faces),
                opens=_deadline(room),
                sealed=sealed(room, 0),
                paused=_or_unset(room.paused),
            )
        case Phase.QUESTION:
            return _question(room)
        case Phase.REVEAL:
            return _reveal(room)
        case Phase.PODIUM:
            return Podium(
                v=room.version,
                players=len(room.scores),
                top=standings(room, 10),
                teams=team_standings(room),
                until=_deadline(room),
                archived=room.archived,
                match=room.match if worth_keeping(room.scores) else "",
                rounds=len(room.faces),
            )
    return Closed(v=room.version)


def own(room: Room, player: str, answers: Mapping[int, Answer]) -> dict[str, Any]:
    """Return the fields that only this player is told, on top of `shared`.

    `answers`: the player's rows by round: the running one (or the one given for fun) for the snapshot of a question,
    all of the match for the podium.
    """
    score = room.scores.get(player)
    match room.phase:
        case Phase.QUESTION:
            fields: dict[str, Any] = {"playing": score is not None and score.eligible}
            if not fields["playing"] and may_answer_for_fun(room, player):
                fields["aside"] = True
            if score is not None and score.team >= 0:
                fields["team"] = score.team
            answer = answers.get(room.round)
            return fields if answer is None else fields | {"verdict": answer.verdict, "took": answer.took}
        case Phase.REVEAL if score is not None and score.trail[room.round] != ".":
            return {"own": _own(room, score)}
        case Phase.PODIUM if score is not None:
            return {"own": report(room, score, answers)}
        case _:
            return {}


def origin(face: Face) -> Origin:
    """Return where a face comes from."""
    return Origin(
        kind=face.kind,
        generator=face.generator,
        source=face.source,
        licence=face.licence,
        credit=face.credit,
        non_commercial=face.non_commercial,
    )


def own_rank(room: Room, score: Score | None) -> int:
    """Return a player's rank after the last reveal, 0 for none, or while the standings are kept back."""
    return score.rank if score is not None and shows_standings(room) else 0


def sealed(room: Room, number: int) -> Sealed:
    """Return what may be told of a face, or of a pair, before it opens."""
    partner = room.partners[number]
    promise = commitment(room.match, number, room.faces[number], room.seals[number].nonce, partner)
    return Sealed(match=room.match, round=number, commitment=promise, pair=partner is not None)


def _question(room: Room) -> Question:
    seen = mode_of(room.options).seen
    return Question(
        v=room.version,
        round=room.round,
        of=len(room.faces),
        sealed=sealed(room, room.round),
        key=room.seals[room.round].key.hex(),
        opened=room.opened,
        deadline=_deadline(room),
        players=room.eligible,
        hides=UNSET if seen is None else room.opened + seen,
        paused=_or_unset(room.paused),
    )


def _reveal(room: Room) -> Reveal:
    face, partner, following = room.faces[room.round], room.partners[room.round], next_round(room)
    said = {"r": 0, "a": 0, "-": 0, ".": 0}
    for score in room.scores.values():
        said[score.trail[room.round]] += not score.bot
    last = room.round + 1  # as Score.out counts
    can_fall = room.options.mode is Mode.SUDDEN_DEATH
    return Reveal(
        v=room.version,
        round=room.round,
        of=len(room.faces),
        picture=picture_of(room, room.round),
        truth=face.truth,
        face=face.id,
        nonce=room.seals[room.round].nonce.hex(),
        origin=origin(face),
        partner=UNSET
        if partner is None
        else Partner(picture=picture_of(room, room.round, partner=True), face=partner.id, origin=origin(partner)),
        said_real=said["r"],
        said_ai=said["a"],
        silent=said["-"],
        players=len(room.scores),
        top=standings(room),
        teams=team_standings(room),
        until=_deadline(room),
        sealed=UNSET if following is None else sealed(room, following),
        skipped=room.skipped,
        waits=room.options.pace is Pace.HOST,
        standing=sum(not score.out for score in room.scores.values()) if can_fall else UNSET,
        fell=sum(score.out == last for score in room.scores.values()) if can_fall else UNSET,
        paused=_or_unset(room.paused),
    )


def _own(room: Room, score: Score) -> Own:
    letter = score.trail[room.round]
    verdict = {"r": Truth.REAL, "a": Truth.AI}.get(letter)
    seen = shows_standings(room)
    return Own(
        verdict=verdict,
        right=verdict is room.faces[room.round].truth,
        gained=score.gained,
        points=score.points,
        rank=score.rank if seen else 0,
        was=score.was if seen else 0,
        streak=score.streak,
        out=score.out,
    )


def _deadline(room: Room) -> float:
    if room.deadline is None:
        raise ValueError(f"a room in {room.phase} has a deadline")
    return room.deadline


def _or_unset(moment: float | None) -> float | UnsetType:
    return UNSET if moment is None else moment
