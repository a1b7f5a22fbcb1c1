"""What must hold of a room at any moment: its rows explain its scores. Computed again here, apart from the rules."""

from collections.abc import Callable

import pytest

from game.bots import bot_answer
from game.room import Answer, Phase, Room, Score, Scoring, answers_table
from game.scoring import FASTEST, stake
from tests.game.secrecy import faces_known
from tests.game.shelf import Shelf

Better = Callable[[Score, Score], bool]  # whether the first stands before the second
DECIDED = {Phase.REVEAL, Phase.PODIUM}


def check_scores(shelf: Shelf) -> None:
    """Fail unless every score is what the rows, the openings and the skips make of it."""
    for player, score in shelf.room.scores.items():
        replayed = replay(shelf, player, score)
        assert (score.points, score.streak, score.trail) == replayed[:3]
        assert score.time == pytest.approx(replayed[3])


def replay(shelf: Shelf, player: str, score: Score) -> tuple[int, int, str, float]:
    """Return points, streak, trail and time of a player, from the rows."""
    room: Room = shelf.room
    points, streak, trail, time = 0, 0, "", 0.0
    for number in range(faces_known(room)):
        table = answers_table(room, number)
        answer = said(shelf, player, number, bot=score.bot)
        if player not in shelf.eligible[table] or table in shelf.skipped:
            assert player in shelf.eligible[table] or answer is None
            trail += "."
            continue
        right = answer is not None and answer.verdict is room.faces[number].truth
        if answer is not None and (right or room.options.scoring is Scoring.BET):
            points += (1 if right else -1) * stake(answer.took, room.options.seconds, streak)
        streak = streak + 1 if right else 0
        trail += answer.verdict[0] if answer else "-"
        time += min(max(answer.took, FASTEST), room.options.seconds) if answer else room.options.seconds
    return points, streak, trail, time


def said(shelf: Shelf, player: str, number: int, *, bot: bool) -> Answer | None:
    """Return somebody's answer in a round: of a bot, the one that it gives whenever it is asked."""
    room: Room = shelf.room
    row = shelf.rows(answers_table(room, number)).get(player)
    if not bot:
        return row
    assert row is None, "a bot has sent something"
    moment = type("Moment", (), {"seed": room.seed, "round": number, "options": room.options, "opened": 0.0})
    return bot_answer(moment, player, room.faces[number].truth)


def check_ranks(room: Room, better: Better) -> None:
    """Fail unless everybody's rank is one more than the number of those who stand before; in this order, too."""
    if room.phase not in DECIDED:
        return
    scores = list(room.scores.values())
    for score in scores:
        assert score.rank == 1 + sum(better(other, score) for other in scores)
    assert [score.rank for score in scores] == sorted(score.rank for score in scores)


def check_people(shelf: Shelf) -> None:
    """Fail if two names look alike, somebody removed still plays, or somebody hosts who must not."""
    room: Room = shelf.room
    alike = {player: seat.alike for player, seat in shelf.rows("seats").items()}
    alike |= {player: named.alike for player, named in room.names.items()}
    here = {player: text for player, text in alike.items() if player not in room.removed}
    for player in room.names.keys() & here.keys():
        assert list(here.values()).count(here[player]) == 1
    if room.phase in {Phase.QUESTION, Phase.REVEAL}:
        assert not room.scores.keys() & set(room.removed)
        assert room.eligible == sum(score.eligible and not score.bot for score in room.scores.values())
    assert not {room.host, room.owner} & set(room.removed)
    assert bool(room.host) is bool(room.owner)
    for score in room.scores.values():
        assert not (score.bot and room.host), "bots play only in rooms that run themselves"


def check_clock(room: Room) -> None:
    """Fail if a clock stands where nothing runs, or a room without a host waits without saying until when."""
    running = room.phase in {Phase.COUNTDOWN, Phase.QUESTION, Phase.REVEAL}
    assert running or room.paused is None
    assert room.starts is None or (room.phase in {Phase.LOBBY, Phase.CLOSED} and not room.host)
    assert (room.deadline is None) is (room.phase is Phase.CLOSED)
