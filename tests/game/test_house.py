"""Who comes in, who hosts, who plays along, and for which team: what the host decides in any phase."""

import msgspec
import pytest

from game import showing
from game.commands import Attend, ChooseTeam, Configure, HandOver, Join, Lock, Pause, PlayAlong, Remove, Rename
from game.decisions import Code, Record, Transition
from game.room import CHOOSERS, LINGERS, SEATS, Kind, Mode, Options, Phase, Seat
from tests.game.table import EVERYBODY, HOST, SHORT, Table, at

OPEN = [phase for phase in Phase if phase is not Phase.CLOSED]
RUNNING = [Phase.COUNTDOWN, Phase.QUESTION, Phase.REVEAL]
TEAMS = Options(rounds=3, mode=Mode.TEAMS, teams=3)


def carry_on(table):
    """Check that nothing but the house has changed: the match goes on as it would have."""
    phase = table.room.phase
    if phase in RUNNING:
        table.to_podium()
        assert len(table.room.faces) == 3


# ---- all of them -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("phase", Phase)
@pytest.mark.parametrize(
    "command", [Lock("bob", locked=True), HandOver("bob", "bob", EVERYBODY), PlayAlong("bob", plays=False)]
)
def test_nobody_else_decides(phase, command):
    assert at(phase).refusal(command) is Code.NOT_HOST


@pytest.mark.parametrize(
    "command", [Lock(HOST, locked=True), HandOver(HOST, "bob", EVERYBODY), PlayAlong(HOST, plays=False)]
)
def test_nothing_is_decided_in_a_closed_room(command):
    assert at(Phase.CLOSED).refusal(command) is Code.ROOM_CLOSED


# ---- the door --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("phase", OPEN)
def test_a_locked_door_lets_nobody_else_take_a_seat(phase):
    table = at(phase)
    table.ask(Lock(HOST, locked=True))
    assert table.room.locked
    assert table.refusal(Join("dan", "Dan", "dan")) is Code.DOOR_LOCKED
    table.ask(Lock(HOST, locked=True))
    assert table.room.locked
    table.ask(Lock(HOST, locked=False))
    assert isinstance(table.ask(Join("dan", "Dan", "dan")), Record)
    carry_on(table)


def test_the_host_and_the_first_host_get_in_always():
    table = Table(SHORT)
    table.join("bob")
    table.ask(Lock(HOST, locked=True))
    assert isinstance(table.ask(Join(HOST, "Ann", "ann")), Record)
    table.attend("bob")
    table.now += 60
    table.attend("bob")
    assert table.room.host == "bob"
    assert isinstance(table.ask(Join(HOST, "Ann", "ann")), Record)
    assert isinstance(table.ask(Join("bob", "Bob", "bob")), Record)


def test_a_locked_door_sends_nobody_out():
    """Who has a seat keeps it: the row stands, and plays."""
    table = at(Phase.LOBBY)
    table.ask(Lock(HOST, locked=True))
    table.start()
    table.open()
    assert set(table.room.scores) == {"ann", "bob", "cat"}


def test_who_was_removed_learns_that_and_not_of_the_door():
    table = at(Phase.LOBBY)
    table.ask(Remove(HOST, "bob"))
    table.ask(Lock(HOST, locked=True))
    assert table.refusal(Join("bob", "Bob", "bob")) is Code.REMOVED


# ---- latecomers ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("phase", OPEN)
def test_latecomers_may_be_kept_out_while_a_match_runs(phase):
    table = at(phase, msgspec.structs.replace(SHORT, late=False))
    if phase in RUNNING:
        assert table.refusal(Join("dan", "Dan", "dan")) is Code.NO_LATECOMERS
        table.ask(Lock(HOST, locked=True))
        assert table.refusal(Join("dan", "Dan", "dan")) is Code.DOOR_LOCKED
        assert isinstance(table.ask(Join(HOST, "Ann", "ann")), Record)
    else:
        assert isinstance(table.ask(Join("dan", "Dan", "dan")), Record)


# ---- the host's role -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("phase", OPEN)
def test_the_role_is_handed_over_for_good(phase):
    table = at(phase, msgspec.structs.replace(SHORT, host_plays=False))
    assert isinstance(table.ask(HandOver(HOST, "bob", EVERYBODY)), Transition)
    room = table.room
    assert (room.phase, room.host, room.owner, room.away) == (phase, "bob", "bob", 0.0)
    assert room.options.host_plays
    assert table.refusal(Lock(HOST, locked=True)) is Code.NOT_HOST
    assert isinstance(table.ask(Lock("bob", locked=True)), Transition)
    assert not table.attend("ann", "bob", "cat")
    assert table.room.host == "bob"
    carry_on(table)


def test_the_former_host_is_like_anybody_else():
    table = at(Phase.LOBBY)
    table.ask(HandOver(HOST, "bob", EVERYBODY))
    table.ask(Lock("bob", locked=True))
    assert table.refusal(Join(HOST, "Ann", "ann")) is Code.DOOR_LOCKED
    assert isinstance(table.ask(Remove("bob", HOST)), Transition)
    assert table.room.removed == (HOST,)


def test_who_only_stands_in_hands_on_what_he_has():
    """The first host gets the role back all the same, and still only hosts."""
    table = at(Phase.LOBBY, msgspec.structs.replace(SHORT, host_plays=False))
    table.attend("bob", "cat")
    table.now += 60
    table.attend("bob", "cat")
    table.ask(HandOver("bob", "cat", EVERYBODY))
    assert (table.room.host, table.room.owner, table.room.options.host_plays) == ("cat", HOST, False)
    table.attend("ann", "bob", "cat")
    assert (table.room.host, table.room.owner) == (HOST, HOST)


@pytest.mark.parametrize("player", ["zoe", "", HOST])
def test_the_role_goes_to_somebody_else_of_the_room(player):
    table = at(Phase.LOBBY, msgspec.structs.replace(SHORT, host_plays=False))
    assert table.refusal(HandOver(HOST, player, EVERYBODY)) is Code.NO_SUCH_PLAYER


def test_the_role_does_not_go_to_somebody_who_is_away():
    table = at(Phase.LOBBY)
    assert table.refusal(HandOver(HOST, "bob", frozenset({HOST, "cat"}))) is Code.NOT_PRESENT


def test_the_role_does_not_go_to_who_was_removed():
    table = at(Phase.LOBBY)
    table.ask(Remove(HOST, "bob"))
    assert table.refusal(HandOver(HOST, "bob", EVERYBODY)) is Code.NO_SUCH_PLAYER


def test_nobody_sends_the_host_or_the_first_host_out():
    table = at(Phase.LOBBY)
    table.attend("bob", "cat")
    table.now += 60
    table.attend("bob", "cat")
    assert table.refusal(Remove("bob", "bob")) is Code.NO_SUCH_PLAYER
    assert table.refusal(Remove("bob", HOST)) is Code.NO_SUCH_PLAYER
    assert isinstance(table.ask(Remove("bob", "cat")), Transition)


def test_a_role_handed_over_while_somebody_was_missed_is_no_more_away():
    table = at(Phase.LOBBY)
    table.attend("bob", "cat")
    assert table.room.away == table.now - LINGERS
    table.ask(HandOver(HOST, "bob", EVERYBODY))
    assert table.room.away == 0.0
    assert showing.house(table.room).host == "bob"


# ---- playing along ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("phase", OPEN)
def test_the_host_plays_along_or_not_from_the_next_question_on(phase):
    table = at(phase)
    before = table.room
    table.ask(PlayAlong(HOST, plays=False))
    assert table.room.options == msgspec.structs.replace(before.options, host_plays=False)
    assert (table.room.scores, table.room.eligible) == (before.scores, before.eligible)
    if phase in {Phase.COUNTDOWN, Phase.REVEAL}:
        table.open()
        assert table.room.eligible == 2
        table.ask(PlayAlong(HOST, plays=True))
        table.reveal()
        table.open()
        assert table.room.eligible == 3


def test_who_stands_in_plays_in_any_case():
    table = at(Phase.LOBBY, msgspec.structs.replace(SHORT, host_plays=False))
    table.attend("bob", "cat")
    table.now += 60
    table.attend("bob", "cat")
    assert table.room.host == "bob"
    assert table.refusal(PlayAlong("bob", plays=False)) is Code.NOT_HOST
    table.start()
    table.open()
    assert set(table.room.scores) == {"bob", "cat"}


def test_only_the_owner_decides_whether_the_owner_plays():
    """Presets carry that choice, too: of who stands in, everything else is taken."""
    table = at(Phase.LOBBY)
    table.attend("bob", "cat")
    table.now += 60
    table.attend("bob", "cat")
    assert isinstance(table.ask(Configure("bob", Options(rounds=5, host_plays=False))), Transition)
    assert table.room.options == Options(rounds=5, host_plays=True)
    table.attend("ann", "bob", "cat")
    table.ask(Configure(HOST, Options(rounds=5, host_plays=False)))
    assert not table.room.options.host_plays
    table.attend("bob", "cat")
    table.now += 60
    table.attend("bob", "cat")
    table.ask(Configure("bob", Options(rounds=4)))
    assert table.room.options == Options(rounds=4, host_plays=False)


# ---- teams -----------------------------------------------------------------------------------------------------------
def test_players_choose_their_teams():
    table = at(Phase.LOBBY, TEAMS)
    table.ask(ChooseTeam("bob", "bob", 2))
    table.ask(ChooseTeam("bob", "bob", 1))
    table.ask(ChooseTeam(HOST, "cat", 1))
    assert table.room.teams == {"bob": 1, "cat": 1}
    table.start()
    table.open()
    assert {player: score.team for player, score in table.room.scores.items()} == {"ann": 0, "bob": 1, "cat": 1}
    assert {player: showing.own(table.room, player, {})["team"] for player in ("ann", "bob")} == {"ann": 0, "bob": 1}


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (ChooseTeam("bob", "cat", 1), Code.NOT_HOST),
        (ChooseTeam("bob", "bob", 3), Code.NO_SUCH_TEAM),
        (ChooseTeam("bob", "bob", -1), Code.NO_SUCH_TEAM),
        (ChooseTeam("dan", "dan", 1), Code.NO_SUCH_PLAYER),
        (ChooseTeam(HOST, "dan", 1), Code.NO_SUCH_PLAYER),
    ],
)
def test_a_choice_of_a_team_may_be_none(command, code):
    assert at(Phase.LOBBY, TEAMS).refusal(command) is code


def test_who_was_removed_chooses_no_team():
    table = at(Phase.LOBBY, TEAMS)
    table.ask(Remove(HOST, "bob"))
    assert table.refusal(ChooseTeam("bob", "bob", 1)) is Code.NO_SUCH_PLAYER


@pytest.mark.parametrize("mode", [mode for mode in Mode if mode not in (Mode.TEAMS, Mode.PRACTICE)])
def test_other_modes_have_no_teams(mode):
    assert at(Phase.LOBBY, Options(mode=mode)).refusal(ChooseTeam("bob", "bob", 1)) is Code.NO_SUCH_TEAM


@pytest.mark.parametrize("phase", [phase for phase in Phase if phase is not Phase.LOBBY])
def test_teams_are_chosen_before_the_match(phase):
    assert at(phase, TEAMS).refusal(ChooseTeam("bob", "bob", 1)) is Code.ALREADY_STARTED
    assert at(phase, TEAMS).refusal(ChooseTeam(HOST, "bob", 1)) is Code.ALREADY_STARTED


def test_in_a_big_room_only_the_host_chooses():
    table = Table(TEAMS)
    table.join(HOST, *(f"guest{number}" for number in range(CHOOSERS - 1)))
    assert isinstance(table.ask(ChooseTeam("guest1", "guest1", 1)), Transition)
    table.join("one-more")
    assert table.refusal(ChooseTeam("guest1", "guest1", 2)) is Code.TEAMS_ARE_DEALT
    assert isinstance(table.ask(ChooseTeam(HOST, "guest1", 2)), Transition)
    assert isinstance(table.ask(ChooseTeam(HOST, HOST, 2)), Transition)


# ---- people ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("phase", RUNNING)
def test_people_are_renamed_and_removed_while_the_clock_stands(phase):
    table = at(phase)
    table.ask(Pause(HOST))
    paused = table.room.paused
    assert isinstance(table.ask(Rename(HOST, "bob", "Robert", "robert")), Transition)
    assert isinstance(table.ask(Remove(HOST, "cat")), Transition)
    assert isinstance(table.ask(Attend(frozenset())), Transition)
    assert table.room.paused == paused


def test_options_come_from_outside_within_their_bounds():
    told = {"mode": "teams", "kind": "pair", "teams": 8, "pace": "host", "board": "fifth", "late": False}
    options = msgspec.convert(told, Options)
    assert (options.mode, options.kind, options.teams, options.late) == (Mode.TEAMS, Kind.PAIR, 8, False)
    table = at(Phase.LOBBY)
    table.ask(Configure(HOST, options))
    assert showing.house(table.room).options == options


def test_a_seat_taken_is_a_seat_of_its_time():
    table = at(Phase.LOBBY)
    table.now += 5
    assert table.ask(Join("dan", "Dan", "dan")) == Record(SEATS, "dan", Seat("Dan", table.now, "dan"), 1000, "dan")
