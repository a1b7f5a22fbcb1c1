"""Time passes: what a look at the clock makes of a room. Questions open, are revealed, and end in a podium."""

from collections.abc import Mapping
from typing import Any

import msgspec

from game.bots import bot_answer
from game.commands import Tick
from game.decisions import Code, Decision, Rejection, Transition, following
from game.modes import mode_of
from game.room import (
    FILLED,
    HELD,
    IDLE,
    PATIENCE,
    PODIUM,
    SELF_PODIUM,
    Answer,
    Pace,
    Phase,
    Room,
    Score,
    Seat,
    alarm,
    name_of,
    next_round,
    plays,
)
from game.scoring import closed_up, ranked, settle, sit_out, worth_keeping


def tick(room: Room, command: Tick, now: float, rows: Mapping[str, Any]) -> Decision:
    """Answer a Tick. `rows`: of the table that `table_read` names."""
    due = alarm(room)
    if due is None or (now < due and not _everyone(room, rows)):
        return Rejection(Code.NOT_DUE)
    if room.paused is not None:
        return finish(room, now)  # nobody has come back to it
    if next_round(room) is not None and now < due + PATIENCE and not _ready(room, command, rows):
        return Rejection(Code.NOT_READY)
    return _advance(room, command, now, rows)


def _advance(room: Room, command: Tick, now: float, rows: Mapping[str, Any]) -> Decision:
    match room.phase:
        case Phase.LOBBY:
            return _lobby(room, command, now)
        case Phase.COUNTDOWN:
            return _open(room, 0, command, now, rows)
        case Phase.QUESTION if mode_of(room.options).patient and room.eligible and not rows and command.present:
            return following(room, deadline=now + room.options.seconds)
        case Phase.QUESTION:
            return reveal(room, now, rows)
        case Phase.REVEAL if room.round + 1 < len(room.faces):
            waited = room.eligible == 0 or room.options.pace is Pace.HOST  # for a round, or for the host to go on
            deserted = waited and not command.present
            return finish(room, now) if deserted else _open(room, room.round + 1, command, now, rows)
        case Phase.REVEAL:
            return finish(room, now)
        case Phase.PODIUM if not room.archived:
            return Rejection(Code.NOT_ARCHIVED)
        case Phase.PODIUM if not room.host and command.present and not room.locked:  # locked: it is being closed
            return back_to_lobby(room, now)
        case _:
            return following(room, phase=Phase.CLOSED, deadline=None)


def _lobby(room: Room, command: Tick, now: float) -> Decision:
    if not command.present:
        return following(room, phase=Phase.CLOSED, deadline=None)
    return Rejection(Code.START_DUE) if room.starts is not None else following(room, deadline=now + IDLE)


def _everyone(room: Room, answers: Mapping[str, Any]) -> bool:
    """Tell whether all who may answer have. Somebody removed may have answered, too."""
    if room.phase is not Phase.QUESTION or room.paused is not None:
        return False
    if room.eligible == 0 or len(answers) < room.eligible:
        return False
    return all(player in answers for player, score in room.scores.items() if score.eligible and not score.bot)


def _ready(room: Room, command: Tick, seats: Mapping[str, Seat]) -> bool:
    """Tell whether 95 % of those who will play hold the sealed picture."""
    players = {player for player in command.present if player in seats and plays(room, player)}
    return 100 * len(players & command.ready) >= 95 * len(players)


def _open(room: Room, number: int, command: Tick, now: float, seats: Mapping[str, Seat]) -> Decision:
    """Show a face. Who is eligible is fixed here: seated, present and not out, but not a host who only hosts."""
    here = {player for player in seats if player in command.present and plays(room, player)}
    scores = {
        player: msgspec.structs.replace(score, eligible=not score.out and (score.bot or player in here))
        for player, score in room.scores.items()
    }
    mode, newcomers = mode_of(room.options), {}
    if mode.admits(number):
        # Not a player until the first round that they are there for.
        for player in sorted(here - scores.keys(), key=lambda player: (seats[player].since, player)):
            name = name_of(room, player, seats[player])
            newcomers[player] = Score(name=name, trail="." * number, eligible=True)
        if number == 0:
            for bot in room.bots[: max(0, FILLED - len(newcomers))]:
                newcomers[bot.player] = Score(name=bot.name, eligible=True, bot=True)
        scores |= mode.enroll(room, newcomers)
    return following(
        room,
        phase=Phase.QUESTION,
        round=number,
        opened=now,
        openings=(*room.openings, now),
        deadline=now + room.options.seconds,
        scores=scores,
        eligible=eligible(scores),
        skipped=False,
    )


def eligible(scores: Mapping[str, Score]) -> int:
    """Count the people who may answer."""
    return sum(score.eligible and not score.bot for score in scores.values())


def reveal(room: Room, now: float, answers: Mapping[str, Answer], *, skipped: bool = False) -> Transition:
    """Tell the truth, and score what was said; nothing, where the round is `skipped`."""
    truth, mode = room.faces[room.round].truth, mode_of(room.options)
    scores = {}
    for player, score in room.scores.items():
        if skipped or not score.eligible:
            scores[player] = sit_out(score)
        else:
            answer = bot_answer(room, player, truth) if score.bot else answers.get(player)
            scores[player] = settle(score, answer, truth, room.options)
    if not skipped:
        scores = mode.settled(scores, truth, room.round)
    scores = ranked(scores, mode.stands)
    played = room.round + 1 if mode.over(scores) else len(room.faces)
    onward = mode.onward(room, scores) if room.round + 1 < played else {}
    wait = room.options.reveal if room.options.pace is Pace.AUTOMATIC else HELD
    return following(
        room,
        phase=Phase.REVEAL,
        deadline=now + wait,
        scores=scores,
        skipped=skipped,
        **first(room, played) | onward,
    )


def first(room: Room, played: int) -> dict[str, Any]:
    """Return what the match is made of, without the rounds that will not be played."""
    return {"faces": room.faces[:played], "partners": room.partners[:played], "seals": room.seals[:played]}


def finish(room: Room, now: float) -> Transition:
    """End the match with the rounds that were revealed: at the podium, or where there is none, back in the lobby."""
    played = room.round + 1 if room.phase is Phase.REVEAL else max(room.round, 0)
    if played == 0:
        return back_to_lobby(room, now)
    trails = {player: score.trail[:played] for player, score in room.scores.items()}
    took_part = {player: score for player, score in room.scores.items() if trails[player].strip(".")}
    return following(
        room,
        phase=Phase.PODIUM,
        opened=now,
        deadline=now + (PODIUM if room.host else SELF_PODIUM),
        **first(room, played),
        openings=room.openings[:played],
        round=played - 1,
        scores=closed_up(took_part, mode_of(room.options).stands),
        archived=not worth_keeping(took_part),
        paused=None,
    )


def close(room: Room, now: float) -> Decision:
    """Answer a Close: now, or where a match is still to be archived, at once after that."""
    if room.phase is Phase.CLOSED:
        return Rejection(Code.ROOM_CLOSED)
    running = room.phase in (Phase.COUNTDOWN, Phase.QUESTION, Phase.REVEAL)
    last = finish(room, now).room if running else room
    if last.phase is Phase.PODIUM and not last.archived:
        return Transition(msgspec.structs.replace(last, version=room.version + 1, deadline=now, locked=True))
    return following(room, phase=Phase.CLOSED, deadline=None)


def back_to_lobby(room: Room, now: float) -> Transition:
    """Gather again, the same people; what the last match was made of is forgotten."""
    return following(
        room,
        phase=Phase.LOBBY,
        match="",
        last=room.match if room.phase is Phase.PODIUM and worth_keeping(room.scores) else room.last,
        faces=(),
        partners=(),
        seals=(),
        spare=(),
        round=-1,
        opened=now,
        openings=(),
        deadline=now + IDLE,
        scores={},
        eligible=0,
        archived=False,
        paused=None,
        starts=None,
        skipped=False,
    )
