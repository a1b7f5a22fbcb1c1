"""A room that runs itself: when it starts, who fills it, how it ends, and that nobody commands it."""

import msgspec
import pytest

from game import commands, showing
from game.bots import EYES, bot_answer
from game.commands import Archived, Attend, Join, Submit, Tick
from game.decisions import Code, Record, Transition
from game.face import Truth
from game.room import DESERTED, IDLE, SELF_PODIUM, Options, Phase, alarm, answers_table, new_room
from game.scoring import sensitivity
from tests.game.table import BOTS, EVERYBODY, NOON, SHORT, Table, start


@pytest.fixture
def table():
    return Table(SHORT, host="")


def running(*players):
    """Return a room in its first question, with these players."""
    table = Table(SHORT, host="")
    table.join(*players)
    table.start()
    table.open()
    return table


# ---- the start -------------------------------------------------------------------------------------------------------
def test_nobody_hosts_it(table):
    assert (table.room.host, table.room.owner) == ("", "")
    assert showing.house(table.room).host == ""
    assert alarm(new_room("BCDF", "", NOON)) == NOON + DESERTED
    assert alarm(new_room("BCDF", "ann", NOON)) == NOON + IDLE


def test_it_starts_soon_after_the_first_player_and_sooner_with_a_second(table):
    assert table.attend("ann")
    assert table.room.starts == alarm(table.room) == NOON + 20
    assert showing.shared(table.room).starts == NOON + 20
    table.now += 3
    assert not table.attend("ann")
    assert table.attend("ann", "bob")
    assert table.room.starts == NOON + 13
    table.now += 5
    assert not table.attend("ann", "bob", "cat")
    assert not table.attend("ann")  # one who goes puts nothing off
    assert table.room.starts == NOON + 13


def test_a_second_player_at_the_last_moment_puts_nothing_off(table):
    table.attend("ann")
    table.now += 15
    assert not table.attend("ann", "bob")
    assert table.room.starts == NOON + 20


def test_it_does_not_start_for_nobody(table):
    assert not table.attend()
    table.attend("ann")
    table.now += 5
    assert table.attend()
    assert table.room.starts is None
    assert alarm(table.room) == table.now + DESERTED
    table.attend("ann")
    assert table.room.starts == table.now + 20


def test_when_it_is_due_it_says_so_and_is_started_by_nobody_in_particular(table):
    table.join("ann")
    table.attend("ann")
    table.now += 19.999
    assert table.refusal(Tick(frozenset({"ann"}))) is Code.NOT_DUE
    table.now += 0.001
    assert table.refusal(Tick(frozenset({"ann"}))) is Code.START_DUE
    assert isinstance(table.ask(start("match1", 1, table.faces, "")), Transition)
    assert (table.room.phase, table.room.starts, table.room.bots) == (Phase.COUNTDOWN, None, BOTS)
    assert alarm(table.room) == table.now + 3


def test_a_room_that_is_left_closes(table):
    table.attend("ann")
    table.now = alarm(table.room)
    assert isinstance(table.ask(Tick()), Transition)
    assert (table.room.phase, alarm(table.room)) == (Phase.CLOSED, None)


def test_while_it_runs_nothing_is_due(table):
    table.join("ann")
    table.start()
    while table.room.phase is not Phase.PODIUM:
        assert table.refusal(Attend(frozenset({"ann"}))) is Code.NOT_DUE
        assert table.refusal(Attend(frozenset())) is Code.NOT_DUE
        table.tick()


@pytest.mark.parametrize("phase", [phase for phase in Phase if phase is not Phase.CLOSED])
def test_nobody_commands_it(phase):
    table = Table(SHORT, host="")
    table.join("ann", "bob")
    while table.room.phase is not phase:
        table.start() if table.room.phase is Phase.LOBBY else table.tick()
    for order in (
        commands.Configure("ann", SHORT),
        start("m", 1, table.faces, "ann"),
        commands.Rematch("ann"),
        commands.Rename("ann", "bob", "Robert", "robert"),
        commands.Remove("ann", "bob"),
        commands.Pause("ann"),
        commands.Resume("ann"),
        commands.Skip("ann", table.room.round),
        commands.Next("ann", table.room.round),
        commands.End("ann"),
        commands.Lock("ann", locked=True),
        commands.HandOver("ann", "ann", EVERYBODY),
        commands.PlayAlong("ann", plays=False),
        commands.ChooseTeam("ann", "bob", 0),
    ):
        assert table.refusal(order) is Code.NOT_HOST


# ---- bots ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("players", range(1, 7))
def test_bots_fill_it_up_to_four(players):
    table = running(*(f"p{number}" for number in range(players)))
    bots = [score.name for score in table.room.scores.values() if score.bot]
    assert bots == [bot.name for bot in BOTS][: max(0, 4 - players)]
    assert table.room.eligible == players == showing.shared(table.room).players


def test_bots_neither_come_nor_go_later():
    table = running("ann")
    table.join("bob", "cat")
    table.reveal()
    table.present.discard("ann")
    table.open()
    scores = table.room.scores
    assert {player for player, score in scores.items() if score.bot} == {"bot0", "bot1", "bot2"}
    assert {player for player, score in scores.items() if score.eligible} == {*scores} - {"ann"}
    assert table.room.eligible == 2


def test_a_room_with_a_host_has_none():
    table = Table(SHORT)
    table.join("ann")
    table.start()
    table.open()
    assert set(table.room.scores) == {"ann"}
    assert table.room.bots == ()


def test_a_round_waits_for_people_and_not_for_bots():
    table = running("ann", "bob")
    table.submit("ann")
    assert table.refusal(Tick()) is Code.NOT_DUE
    table.submit("bob")
    assert isinstance(table.ask(Tick()), Transition)
    assert table.room.phase is Phase.REVEAL


def test_a_bot_says_nothing_before_the_reveal_and_is_told_as_one():
    table = running("ann")
    rows = dict(table.rows)
    table.reveal()
    assert table.rows == rows
    shown = showing.shared(table.room)
    assert (shown.said_real, shown.said_ai, shown.silent, shown.players) == (0, 0, 1, 4)
    assert {line.player for line in shown.top if line.bot} == {"bot0", "bot1", "bot2"}
    assert all(len(score.trail) == 1 and score.trail in "ra" for score in table.room.scores.values() if score.bot)


def test_a_bot_is_not_spoken_for():
    table = running("ann")
    decision = table.ask(Submit("bot0", 0, Truth.AI))
    said = table.room.scores["bot0"]
    assert isinstance(decision, Record) is said.eligible  # no session speaks for it; and a row would not matter:
    table.reveal()
    answer = bot_answer(table.room, "bot0", table.truth)
    assert table.room.scores["bot0"].trail == answer.verdict[0]


def test_a_bot_always_says_the_same_and_each_its_own():
    table = running("ann")
    answers = [[bot_answer(table.room, bot.player, truth) for bot in BOTS] for truth in (Truth.AI, Truth.AI)]
    assert answers[0] == answers[1]
    assert len({answer.took for answer in answers[0]}) == 4
    for answer in answers[0]:
        assert answer.at == table.room.opened + answer.took
        assert 0.8 <= answer.took <= 8


@pytest.mark.parametrize("seconds", [3, 8, 60])
def test_bots_answer_in_time(seconds):
    room = new_room("BCDF", "", NOON, Options(seconds=seconds))
    for seed in range(300):
        moment = msgspec.structs.replace(room, seed=seed, round=seed % 10)
        took = bot_answer(moment, "bot", Truth.AI).took
        assert 0.8 <= took <= seconds


def test_bots_see_as_well_as_people_do():
    room = new_room("BCDF", "", NOON)
    right = dict.fromkeys(Truth, 0)
    for seed in range(1000):
        for truth in Truth:
            moment = msgspec.structs.replace(room, seed=seed, round=seed % 10)
            right[truth] += bot_answer(moment, "bot", truth).verdict is truth
    for count in right.values():
        assert sum(EYES) / 2 == pytest.approx(count / 1000, abs=0.06)
    figures = sensitivity(right[Truth.AI], 1000, 1000 - right[Truth.REAL], 1000)
    assert figures.bias == pytest.approx(0, abs=0.1)


# ---- the end ---------------------------------------------------------------------------------------------------------
def test_its_podium_is_short_and_the_lobby_follows_for_who_is_there(table):
    table.join("ann")
    table.start()
    table.to_podium()
    assert table.room.deadline == table.now + SELF_PODIUM
    assert showing.shared(table.room).until == table.room.deadline
    table.ask(Archived("match1"))
    assert table.tick() is Phase.LOBBY
    assert (table.room.last, table.room.starts, table.room.scores) == ("match1", None, {})
    table.attend("ann")
    assert table.room.starts == table.now + 20
    table.start()
    table.open()
    assert table.room.scores.keys() == {"ann", "bot0", "bot1", "bot2"}


def test_its_podium_closes_for_nobody(table):
    table.join("ann")
    table.start()
    table.to_podium()
    table.ask(Archived("match1"))
    table.present.clear()
    assert table.tick() is Phase.CLOSED


def test_a_podium_with_a_host_closes_whoever_is_there():
    table = Table(SHORT)
    table.join("ann")
    table.start()
    table.to_podium()
    table.ask(Archived("match1"))
    assert table.tick() is Phase.CLOSED


def test_a_match_that_only_bots_played_ends_soon_and_is_not_kept(table):
    table.start()
    table.open()
    assert {score.bot for score in table.room.scores.values()} == {True}
    table.reveal()
    assert table.tick() is Phase.PODIUM
    assert table.room.archived
    table.join("ann")
    assert table.tick() is Phase.LOBBY
    assert table.room.last == ""


def test_anybody_takes_a_seat_at_any_time():
    table = running("ann")
    assert isinstance(table.ask(Join("bob", "Bob", "bob")), Record)
    assert answers_table(table.room, 0) == "answers:match1:0"
