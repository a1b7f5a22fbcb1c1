"""The rules of a room: decide(room, command, now, rows) -> Record | Transition | Rejection."""

from collections.abc import Mapping
from typing import Any

from game.attendance import attend
from game.commands import Archived, Attend, ChooseTeam, Close, Command, Join, Submit, Tick
from game.decisions import Code, Decision, Record, Rejection, following
from game.hosting import choose_team, host
from game.modes import may_answer_for_fun
from game.modes.practice import is_practice
from game.room import GRACE, MOST_LAG, SEATS, Answer, Phase, Room, Seat, answers_table, asides_table
from game.rounds import close, tick

Rows = Mapping[str, Any]  # player -> Seat or Answer
NO_ROWS: Rows = {}


def decide(room: Room, command: Command, now: float, rows: Rows = NO_ROWS) -> Decision:
    """Answer a command. `now`: seconds, the store's clock.

    `rows`: for a Tick the table that `table_read` names; for commands about players (Rename, Remove, HandOver,
    ChooseTeam) and for an Attend that `asks_for_seats` the seats.
    """
    match command:
        case Submit():  # first: it is asked a thousand times for each of the others
            return _submit(room, command, now)
        case Join():
            return _join(room, command, now)
        case Tick():
            return tick(room, command, now, rows)
        case Attend():
            return attend(room, command, now, rows)
        case ChooseTeam():
            return choose_team(room, command, rows)
        case Archived():
            return _archived(room, command)
        case Close():
            return close(room, now)
        case _:
            return host(room, command, now, rows)


def _submit(room: Room, command: Submit, now: float) -> Decision:
    if room.phase is not Phase.QUESTION or command.round != room.round or room.deadline is None:
        return Rejection(Code.ROUND_OVER)
    if room.paused is not None:
        if now > room.paused + GRACE:
            return Rejection(Code.PAUSED)
        now = min(now, room.paused)  # it was on its way when the clock stopped
    if now > room.deadline + GRACE:
        return Rejection(Code.TOO_LATE)
    took = max(0.0, now - room.opened - min(command.lag, MOST_LAG))
    answer = Answer(command.verdict, now, took, command.lag)
    score = room.scores.get(command.player)
    if score is not None and score.eligible:
        return Record(answers_table(room, room.round), command.player, answer)
    if may_answer_for_fun(room, command.player):
        return Record(asides_table(room, room.round), command.player, answer)
    return Rejection(Code.NOT_PLAYING)


def _join(room: Room, command: Join, now: float) -> Decision:
    if room.phase is Phase.CLOSED:
        return Rejection(Code.ROOM_CLOSED)
    if command.player in room.removed:
        return Rejection(Code.REMOVED)
    if command.player not in (room.host, room.owner):
        if room.locked or is_practice(room.options):
            return Rejection(Code.DOOR_LOCKED)
        if not room.options.late and room.phase in (Phase.COUNTDOWN, Phase.QUESTION, Phase.REVEAL):
            return Rejection(Code.NO_LATECOMERS)
    given = room.names.keys() - {command.player, *room.removed}
    if any(room.names[player].alike == command.alike for player in given):
        return Rejection(Code.NAME_TAKEN)
    seat = Seat(command.name, now, command.alike, command.origin)
    # Rows stay, also those of people who were removed: their places are free again.
    limit = room.options.seats + len(room.removed)
    return Record(SEATS, command.player, seat, limit=limit, unique=command.alike)


def _archived(room: Room, command: Archived) -> Decision:
    if room.phase is not Phase.PODIUM or room.match != command.match or room.archived:
        return Rejection(Code.NOT_DUE)
    return following(room, archived=True)
