"""What each role may see: nothing before the reveal depends on the truth, and what is shown is right."""

from itertools import product

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from game import showing, views
from game.bots import bot_answer
from game.commands import Archived, Configure, Lock
from game.face import Face, Truth
from game.report import report as report_of
from game.room import LINGERS, Kind, Options, Phase, Scoring
from game.scoring import sensitivity, trials
from game.seal import commitment
from tests.game.secrecy import check_secrets
from tests.game.table import HOST, OTHER, SEALS, SHORT, Table, at

ROLES = (HOST, "bob", "late", "stranger")


def answers_of(table, player):
    return {
        number: rows[player] for number in range(len(table.room.faces)) if player in (rows := table.answers(number))
    }


def check(table):
    check_secrets(table.room, {role: answers_of(table, role) for role in ROLES})


SAID = st.one_of(st.none(), st.tuples(st.booleans(), st.floats(0, 8.2)))


@given(
    seed=st.integers(2**32, 2**48), said=st.lists(st.tuples(SAID, SAID), min_size=4, max_size=4), late=st.integers(0, 3)
)
def test_nothing_before_the_reveal_depends_on_the_truth(seed, said, late):
    table = Table(Options(rounds=4))
    table.join(HOST, "bob")
    check(table)
    table.start(seed)
    check(table)
    for number, (ann, bob) in enumerate(said):
        table.open()
        check(table)
        if number == late:
            table.join("late")
        for player, verdict in ((HOST, ann), ("bob", bob)):
            if verdict is not None:
                table.submit(player, right=verdict[0], took=verdict[1])
                check(table)
        table.reveal()
        check(table)


def test_the_check_of_secrets_would_find_one(monkeypatch):
    """A test of the test: a seal named after its face must fail it."""
    table = Table(Options(rounds=3))
    table.join(HOST)
    table.start()
    table.open()
    monkeypatch.setattr(showing, "sealed", lambda room, number: views.Sealed(room.faces[number].id, number, ""))
    with pytest.raises(AssertionError):
        check(table)


def test_it_would_find_one_about_the_partner(monkeypatch):
    table = at(Phase.QUESTION, Options(rounds=3, kind=Kind.PAIR))
    check(table)
    for leak in (lambda room: room.partners[room.round].truth, lambda room: room.partners[room.round].id):
        with monkeypatch.context() as patched:
            patched.setattr(showing, "sealed", lambda room, number, leak=leak: views.Sealed(leak(room), number, ""))
            with pytest.raises(AssertionError):
                check(table)


def test_it_would_find_the_verdict_of_a_bot(monkeypatch):
    """Bots decide on the truth: what one of them will say is as good as the truth."""
    table = Table(SHORT, host="")
    table.join("bob")
    table.start(seed=2**40)
    table.open()
    check(table)

    def own(room, player, answers):
        verdicts = [bot_answer(room, bot.player, room.faces[room.round].truth).verdict for bot in room.bots]
        return {"verdicts": verdicts}

    monkeypatch.setattr(showing, "own", own)
    with pytest.raises(AssertionError):
        check(table)


@pytest.fixture
def table():
    table = Table(Options(rounds=3))
    table.join(HOST, "bob", "cat")
    return table


@pytest.mark.parametrize("phase", Phase)
def test_every_phase_has_a_view_of_its_name(phase):
    assert msgspec.to_builtins(showing.shared(at(phase).room))["t"] == phase


def test_the_house_is_what_holds_in_every_phase(table):
    chosen = Options(rounds=3, scoring=Scoring.FRIENDLY)
    table.ask(Configure(HOST, chosen))
    assert showing.house(table.room) == views.House(host=HOST, owner=HOST, away=0.0, locked=False, options=chosen)
    table.ask(Lock(HOST, locked=True))
    table.attend("bob")
    assert showing.house(table.room) == views.House(
        host=HOST, owner=HOST, away=table.now - LINGERS, locked=True, options=chosen
    )


def test_the_lobby_waits(table):
    assert showing.shared(table.room) == views.Lobby(v=1)
    assert msgspec.to_builtins(showing.shared(table.room)) == {"t": "lobby", "v": 1}
    assert showing.own(table.room, HOST, {}) == {}


def test_the_countdown_says_when_the_first_face_opens(table):
    table.start()
    sealed = views.Sealed("match1", 0, commitment("match1", 0, table.room.faces[0], SEALS[0].nonce))
    assert showing.shared(table.room) == views.Countdown(v=2, of=3, opens=table.now + 3, sealed=sealed)
    assert showing.own(table.room, HOST, {}) == {}


def test_a_question_opens_the_sealed_picture_and_shows_the_time(table):
    table.start()
    table.present -= {"cat"}
    table.open()
    assert showing.shared(table.room) == views.Question(
        v=3,
        round=0,
        of=3,
        sealed=showing.sealed(table.room, 0),
        key=SEALS[0].key.hex(),
        opened=table.now,
        deadline=table.now + 8,
        players=2,
    )
    assert showing.own(table.room, "bob", {}) == {"playing": True}
    assert showing.own(table.room, "cat", {}) == {"playing": False}
    assert showing.own(table.room, "stranger", {}) == {"playing": False}


def test_a_reload_gives_back_the_own_answer_of_the_running_round_alone(table):
    table.start()
    table.play(ann=(True, 1.0))
    table.open()
    assert showing.own(table.room, HOST, answers_of(table, HOST)) == {"playing": True}
    table.submit(HOST, right=False, took=2.5)
    assert showing.own(table.room, HOST, answers_of(table, HOST)) == {
        "playing": True,
        "verdict": OTHER[table.truth],
        "took": 2.5,
    }


def test_the_papers_of_a_face_say_what_its_licence_allows():
    free, bound = (showing.origin(Face("f", Truth.REAL, non_commercial=bound)) for bound in (False, True))
    assert (free.non_commercial, bound.non_commercial) == (False, True)


def test_a_reveal_tells_what_the_room_made_of_the_face(table):
    table.start()
    table.join("dan", "eve")
    table.present -= {"eve"}
    table.play(ann=(True, 4.0), bob=(False, 4.0), cat=None, dan=(True, 8.0))
    table.present -= {"cat"}
    table.play(ann=(False, 4.0))
    shown, face = showing.shared(table.room), table.room.faces[1]
    assert shown.truth is face.truth
    assert shown.origin == views.Origin(face.kind, face.generator, face.source, face.licence, face.credit)
    assert {"real": shown.said_real, "ai": shown.said_ai} == {face.truth: 0, OTHER[face.truth]: 1}
    assert (shown.round, shown.of, shown.silent, shown.players) == (1, 3, 2, 4)
    assert shown.picture == "faces/match1/1.jpg"
    assert shown.until == table.now + 4
    assert [(line.player, line.name, line.points, line.rank, line.was) for line in shown.top] == [
        ("dan", "Dan", 500, 1, 2),
        ("cat", "Cat", 0, 2, 3),
        ("ann", "Ann", 750 - 825, 3, 1),
        ("bob", "Bob", -750, 4, 4),
    ]


def test_a_reveal_tells_each_player_the_own_part(table):
    table.start()
    table.present -= {"cat"}
    table.play(ann=(True, 4.0), bob=None)
    truth = table.truth
    own = showing.own(table.room, HOST, {})["own"]
    assert own == views.Own(verdict=truth, right=True, gained=750, points=750, rank=1, was=0, streak=1)
    own = showing.own(table.room, "bob", {})["own"]
    assert own == views.Own(verdict=None, right=False, gained=0, points=0, rank=2, was=0, streak=0)
    assert showing.own(table.room, "cat", {}) == {}
    assert showing.own(table.room, "stranger", {}) == {}
    table.present.clear()
    table.play()
    assert showing.own(table.room, HOST, {}) == {}  # was away: no own part


def test_standings_show_the_first_ones():
    table = Table(Options(rounds=3))
    players = [f"p{i:02}" for i in range(12)]
    table.join(*players)
    table.start()
    table.open()
    for place, player in enumerate(players):
        table.submit(player, took=0.5 * place)
    table.reveal()
    assert [line.player for line in showing.shared(table.room).top] == players[:5]
    table.to_podium()
    assert [line.player for line in showing.shared(table.room).top] == players[:10]


def test_the_podium_brings_the_own_match(table):
    table.start()
    table.play(ann=(True, 4.0), bob=(False, 1.0), cat=None)
    table.present -= {"bob"}
    table.play(ann=(True, 4.0))
    table.play(ann=(False, 4.0), cat=(True, 8.0))
    table.to_podium()
    shown = showing.shared(table.room)
    assert (shown.players, shown.until, shown.archived) == (3, table.now + 600, False)
    table.ask(Archived("match1"))
    assert showing.shared(table.room).archived
    report = showing.own(table.room, HOST, answers_of(table, HOST))["own"]
    assert (report.points, report.rank) == (750 + 825 - 900, 1)
    assert (report.right, report.answered, report.asked) == (2, 3, 3)
    assert [line.points for line in report.lines] == [750, 825, -900]
    assert [line.truth for line in report.lines] == [face.truth for face in table.room.faces]
    assert [line.picture for line in report.lines] == [f"faces/match1/{number}.jpg" for number in range(3)]
    bob = showing.own(table.room, "bob", answers_of(table, "bob"))["own"]
    assert [(line.round, line.right, line.took) for line in bob.lines] == [(0, False, 1.0)]
    assert (bob.asked, bob.answered, bob.right) == (1, 1, 0)
    cat = showing.own(table.room, "cat", answers_of(table, "cat"))["own"]
    assert [(line.verdict, line.took) for line in cat.lines][:2] == [(None, None)] * 2
    assert (cat.asked, cat.answered, cat.right) == (3, 1, 1)
    assert showing.own(table.room, "stranger", {}) == {}


@given(seed=st.integers(0, 2**40), said=st.lists(SAID, min_size=12, max_size=12))
def test_a_report_agrees_with_the_scores_and_with_signal_detection(seed, said):
    table = Table(Options(rounds=12))
    table.join(HOST)
    table.start(seed)
    for verdict in said:
        table.play(ann=verdict)
    table.to_podium()
    score, answers = table.room.scores[HOST], answers_of(table, HOST)
    report = report_of(table.room, score, answers)
    assert sum(line.points for line in report.lines) == report.points == score.points
    counts = dict.fromkeys(product("ar", "ar"), 0)  # (truth, verdict)
    for number, answer in answers.items():
        counts[table.room.faces[number].truth[0], answer.verdict[0]] += 1
    hits, misses, alarms, passes = (counts[pair] for pair in product("ar", "ar"))
    figures = sensitivity(hits, hits + misses, alarms, alarms + passes)
    signals, noises = hits + misses, alarms + passes
    assert report.d_prime == (figures.d_prime if signals and noises and signals + noises >= 6 else None)
    assert report.bias == figures.bias
    assert (report.hit_rate, report.false_alarm_rate) == (figures.hit_rate, figures.false_alarm_rate)
    assert report.right == hits + passes
    assert report.answered == len(answers)
    replayed = trials(score.trail, table.room.faces, [answers.get(number) for number in range(12)], table.room.options)
    assert [trial.points for trial in replayed] == [line.points for line in report.lines]


def test_a_closed_room_says_so(table):
    table.present.clear()
    table.tick()
    assert showing.shared(table.room) == views.Closed(v=2)
    assert showing.own(table.room, HOST, {}) == {}


def test_a_phase_that_ends_has_a_deadline(table):
    table.start()
    with pytest.raises(ValueError, match="deadline"):
        showing.shared(msgspec.structs.replace(table.room, deadline=None))
