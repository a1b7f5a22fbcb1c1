"""The rules of a room: decide(room, command, now, rows) -> Record | Transition | Rejection."""

from collections.abc import Mapping
from typing import Any, assert_never

import msgspec

from game.commands import Archived, Command, Configure, Join, Rematch, Remove, Rename, Start, Submit, Tick
from game.dealing import DeckTooSmallError, deal
from game.decisions import Code, Decision, Record, Rejection, Transition
from game.room import (
    COUNTDOWN,
    GRACE,
    IDLE,
    MOST_LAG,
    PATIENCE,
    PODIUM,
    RECENT,
    REMOVED,
    SEATS,
    Answer,
    Named,
    Phase,
    Room,
    Score,
    Seat,
    alarm,
    answers_table,
    name_of,
    next_round,
    plays,
)
from game.scoring import ranked, settle, sit_out

Rows = Mapping[str, Any]  # player -> Seat or Answer
NO_ROWS: Rows = {}


def decide(room: Room, command: Command, now: float, rows: Rows = NO_ROWS) -> Decision:
    """Answer a command. `now`: seconds, the store's clock.

    `rows`: for a Tick the table that `table_read` names, for Rename and Remove the seats.
    """
    match command:
        case Submit():  # first: it is asked a thousand times for each of the others
            return _submit(room, command, now)
        case Join():
            return _join(room, command, now)
        case Tick():
            return _tick(room, command, now, rows)
        case Configure():
            return _configure(room, command)
        case Start():
            return _start(room, command, now)
        case Rematch():
            return _rematch(room, command, now)
        case Rename():
            return _rename(room, command, rows)
        case Remove():
            return _remove(room, command, rows)
        case Archived():
            return _archived(room, command)
        case _:
            assert_never(command)


def _submit(room: Room, command: Submit, now: float) -> Decision:
    if room.phase is not Phase.QUESTION or command.round != room.round or room.deadline is None:
        return Rejection(Code.ROUND_OVER)
    if now > room.deadline + GRACE:
        return Rejection(Code.TOO_LATE)
    score = room.scores.get(command.player)
    if score is None or not score.eligible:
        return Rejection(Code.NOT_PLAYING)
    took = max(0.0, now - room.opened - min(command.lag, MOST_LAG))
    return Record(answers_table(room, room.round), command.player, Answer(command.verdict, now, took, command.lag))


def _join(room: Room, command: Join, now: float) -> Decision:
    if room.phase is Phase.CLOSED:
        return Rejection(Code.ROOM_CLOSED)
    if command.player in room.removed:
        return Rejection(Code.REMOVED)
    given = room.names.keys() - {command.player, *room.removed}
    if any(room.names[player].alike == command.alike for player in given):
        return Rejection(Code.NAME_TAKEN)
    seat = Seat(command.name, now, command.alike)
    # Rows stay, also those of people who were removed: their places are free again.
    limit = room.options.seats + len(room.removed)
    return Record(SEATS, command.player, seat, limit=limit, unique=command.alike)


def _refuse_host(room: Room, by: str, phase: Phase | None = None, otherwise: Code = Code.NOT_DUE) -> Rejection | None:
    """Return why a host's command, which may belong to one phase, is refused; None when it is not."""
    if by != room.host:
        return Rejection(Code.NOT_HOST)
    if room.phase is Phase.CLOSED:
        return Rejection(Code.ROOM_CLOSED)
    return None if phase is None or room.phase is phase else Rejection(otherwise)


def _configure(room: Room, command: Configure) -> Decision:
    if refused := _refuse_host(room, command.by, Phase.LOBBY, Code.ALREADY_STARTED):
        return refused
    return _next(room, options=command.options)


def _start(room: Room, command: Start, now: float) -> Decision:
    if refused := _refuse_host(room, command.by, Phase.LOBBY, Code.ALREADY_STARTED):
        return refused
    try:
        faces = deal(command.pool, room.options.rounds, command.seed, room.recent)
    except DeckTooSmallError:
        return Rejection(Code.DECK_TOO_SMALL)
    return _next(
        room,
        phase=Phase.COUNTDOWN,
        match=command.match,
        seed=command.seed,
        faces=faces,
        seals=command.seals[: len(faces)],
        picture_size=command.picture_size,
        recent=(*room.recent, *(face.id for face in faces))[-RECENT:],
        round=-1,
        opened=now,
        openings=(),
        deadline=now + COUNTDOWN,
        scores={},
        eligible=0,
        archived=False,
    )


def _rematch(room: Room, command: Rematch, now: float) -> Decision:
    if refused := _refuse_host(room, command.by, Phase.PODIUM, Code.NOT_OVER):
        return refused
    if not room.archived:
        return Rejection(Code.NOT_ARCHIVED)
    return _next(
        room,
        phase=Phase.LOBBY,
        match="",
        faces=(),
        seals=(),
        round=-1,
        opened=now,
        deadline=now + IDLE,
        scores={},
        eligible=0,
        archived=False,
    )


def _rename(room: Room, command: Rename, seats: Mapping[str, Seat]) -> Decision:
    if refused := _refuse_host(room, command.by):
        return refused
    if command.player not in seats or command.player in room.removed:
        return Rejection(Code.NO_SUCH_PLAYER)
    alike = {player: seat.alike for player, seat in seats.items()} | {p: named.alike for p, named in room.names.items()}
    others = alike.keys() - {command.player, *room.removed}
    if command.alike in {alike[player] for player in others}:
        return Rejection(Code.NAME_TAKEN)
    scores = room.scores
    if (score := scores.get(command.player)) is not None:
        scores = scores | {command.player: msgspec.structs.replace(score, name=command.name)}
    return _next(room, names=room.names | {command.player: Named(command.name, command.alike)}, scores=scores)


def _remove(room: Room, command: Remove, seats: Mapping[str, Seat]) -> Decision:
    """Send somebody out. What was theirs in a running match goes with them; what is over stands, as archived."""
    if refused := _refuse_host(room, command.by):
        return refused
    if command.player not in seats or command.player in (room.host, *room.removed):
        return Rejection(Code.NO_SUCH_PLAYER)
    scores = room.scores
    if room.phase is not Phase.PODIUM:
        scores = {player: score for player, score in scores.items() if player != command.player}
    if room.phase is Phase.REVEAL:  # the others move up at once; in a question the reveal does it
        scores = {p: msgspec.structs.replace(score, was=scores[p].was) for p, score in ranked(scores).items()}
    return _next(
        room,
        removed=(*room.removed, command.player)[-REMOVED:],
        scores=scores,
        eligible=sum(score.eligible for score in scores.values()),
    )


def _archived(room: Room, command: Archived) -> Decision:
    if room.phase is not Phase.PODIUM or room.match != command.match or room.archived:
        return Rejection(Code.NOT_DUE)
    return _next(room, archived=True)


def _tick(room: Room, command: Tick, now: float, rows: Rows) -> Decision:
    due = alarm(room)
    if due is None or (now < due and not _everyone(room, rows)):
        return Rejection(Code.NOT_DUE)
    if next_round(room) is not None and now < due + PATIENCE and not _ready(room, command, rows):
        return Rejection(Code.NOT_READY)
    return _advance(room, command, now, rows)


def _everyone(room: Room, answers: Rows) -> bool:
    """Tell whether all who may answer have. Somebody removed may have answered, too."""
    if room.phase is not Phase.QUESTION or len(answers) < room.eligible or room.eligible == 0:
        return False
    return all(player in answers for player, score in room.scores.items() if score.eligible)


def _ready(room: Room, command: Tick, seats: Mapping[str, Seat]) -> bool:
    """Tell whether 95 % of those who will play hold the sealed picture."""
    players = {player for player in command.present if player in seats and plays(room, player)}
    return 100 * len(players & command.ready) >= 95 * len(players)


def _advance(room: Room, command: Tick, now: float, rows: Rows) -> Decision:
    match room.phase:
        case Phase.LOBBY if command.present:
            return _next(room, deadline=now + IDLE)
        case Phase.COUNTDOWN:
            return _open(room, 0, command, now, rows)
        case Phase.QUESTION:
            return _reveal(room, now, rows)
        case Phase.REVEAL if room.round + 1 < len(room.faces):
            return _open(room, room.round + 1, command, now, rows)
        case Phase.REVEAL:
            # A match that nobody took part in, or all of whose players were removed, leaves nothing to archive.
            return _next(room, phase=Phase.PODIUM, opened=now, deadline=now + PODIUM, archived=not room.scores)
        case Phase.PODIUM if not room.archived:
            return Rejection(Code.NOT_ARCHIVED)
        case _:
            return _next(room, phase=Phase.CLOSED, deadline=None)


def _open(room: Room, number: int, command: Tick, now: float, seats: Mapping[str, Seat]) -> Decision:
    """Show a face. Who is eligible is fixed here: seated and present, but not a host who only hosts."""
    scores, eligible = {}, 0
    for player, seat in seats.items():
        playing = player in command.present and plays(room, player)
        score = room.scores.get(player)
        if score is None:
            if not playing:
                continue  # not a player until the first round that they are there for
            score = Score(name=name_of(room, player, seat), trail="." * number)
        eligible += playing
        scores[player] = msgspec.structs.replace(score, eligible=playing)
    return _next(
        room,
        phase=Phase.QUESTION,
        round=number,
        opened=now,
        openings=(*room.openings, now),
        deadline=now + room.options.seconds,
        scores=scores,
        eligible=eligible,
    )


def _reveal(room: Room, now: float, answers: Mapping[str, Answer]) -> Decision:
    truth = room.faces[room.round].truth
    scores = {
        player: settle(score, answers.get(player), truth, room.options) if score.eligible else sit_out(score)
        for player, score in room.scores.items()
    }
    return _next(room, phase=Phase.REVEAL, deadline=now + room.options.reveal, scores=ranked(scores))


def _next(room: Room, **changes: Any) -> Transition:
    return Transition(msgspec.structs.replace(room, version=room.version + 1, **changes))
