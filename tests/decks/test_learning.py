"""What archived matches teach: from real trials only, once, and the same when it is computed again."""

import json
import random
from collections import Counter

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from game.commands import Skip, Start
from game.decisions import Transition
from game.difficulty import UNKNOWN, Strength, updated
from game.room import Bot, Kind, Options, Scoring
from server.decks.learning import mean_skill
from server.decks.models import Deck, Face
from server.matches.history import rebuild
from server.matches.models import Round, Trial
from server.matches.services import archive
from server.players.models import Player
from tests.game.table import HOST, SEALS, Table, pool
from tests.matches.played import FINISHED, PARTIES, played, rows_of

pytestmark = pytest.mark.django_db
CROWD = tuple(f"p{number}" for number in range(6))
CLASS = (*CROWD, *(f"q{number}" for number in range(24)))
FIELDS = ("rating", "deviation", "trials", "fooled")


@pytest.fixture(autouse=True)
def deck() -> Deck:
    """The faces that tables deal, as rows."""
    deck = Deck.objects.create(slug="starter", title="Starter", ready=True)
    Face.objects.bulk_create(
        Face(
            id=face.id,
            deck=deck,
            truth=face.truth,
            kind="photo" if face.truth == "real" else "gan",
            source="x",
            licence="x",
            sha256=face.id,
            width=1,
            height=1,
            size=1,
        )
        for face in pool()
    )
    return deck


def strength(face: str) -> Strength:
    row = Face.objects.get(id=face)
    return Strength(row.rating, row.deviation)


def skill(player: str) -> Strength:
    row = Player.objects.get(id=player)
    return Strength(row.skill, row.skill_deviation)


def numbers() -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
    return (
        list(Face.objects.order_by("id").values_list("id", *FIELDS)),
        list(Player.objects.order_by("id").values_list("id", "skill", "skill_deviation")),
    )


def kept(table: Table) -> None:
    table.to_podium()
    assert archive(table.room, rows_of(table), FINISHED)


def test_faces_and_players_play_against_each_other_from_what_was_known_before() -> None:
    table = Table(Options(rounds=3))
    table.join("ann", "bob")
    table.start()
    table.play(ann=(True, 1.0), bob=(False, 1.0))
    table.play(ann=(True, 1.0), bob=None)
    table.play(ann=(False, 1.0), bob=(False, 1.0))
    kept(table)
    first, second, third = (face.id for face in table.room.faces)
    assert strength(first) == updated(UNKNOWN, [(UNKNOWN, 0.0), (UNKNOWN, 1.0)])
    assert strength(second) == updated(UNKNOWN, [(UNKNOWN, 0.0)])
    assert strength(third) == updated(UNKNOWN, [(UNKNOWN, 1.0)] * 2)
    assert skill("ann") == updated(UNKNOWN, [(UNKNOWN, 1.0), (UNKNOWN, 1.0), (UNKNOWN, 0.0)])
    assert skill("bob") == updated(UNKNOWN, [(UNKNOWN, 0.0)] * 2)
    assert list(Face.objects.filter(id__in=(first, second, third)).order_by("trials").values_list(*FIELDS[2:])) in (
        [(1, 0), (2, 1), (2, 2)],
        [(1, 0), (2, 2), (2, 1)],
    )
    assert Face.objects.filter(trials__gt=0).count() == 3


def test_a_second_match_goes_on_from_the_first() -> None:
    first, answers = played("m1", ("ann",), seed=4, silence=0)
    archive(first, answers, FINISHED)
    known = {face: strength(face) for face in Face.objects.values_list("id", flat=True)}
    eyes = {"ann": skill("ann"), "bob": UNKNOWN}
    archive(*played("m2", ("bob",), seed=4, silence=0), FINISHED)
    archive(*played("m3", ("ann",), seed=5, silence=0), FINISHED)
    for player, match in (("bob", "m2"), ("ann", "m3")):
        trials = Trial.objects.filter(result__match__key=match, implausible=False, met=False).select_related("round")
        told = [(known[str(trial.round.face_id)], float(trial.right)) for trial in trials]
        assert told
        assert skill(player) == updated(eyes[player], told)
        for trial in trials:
            face = str(trial.round.face_id)
            assert strength(face) == updated(known[face], [(eyes[player], float(not trial.right))])


@pytest.mark.parametrize("before", [Kind.SINGLE, Kind.PAIR])
def test_a_face_that_was_met_before_teaches_nothing(before: Kind) -> None:
    archive(*played("m1", ("ann",), seed=4, silence=0, kind=before), FINISHED)
    room, answers = played("m2", ("ann", "bob"), seed=4, silence=0)
    known = {face for one in Round.objects.filter(match__key="m1") for face in (one.face_key, one.partner_key)}
    assert known & {face.id for face in room.faces}
    archive(room, answers, FINISHED)
    for trial in Trial.objects.filter(result__match__key="m2").select_related("round", "result"):
        assert trial.met is (trial.result.player_id == "ann" and trial.round.face_key in known)
    judged = Counter(
        str(trial.round.face_id)
        for trial in Trial.objects.filter(met=False, implausible=False, round__partner_key="").select_related("round")
    )
    assert {face.id: face.trials for face in Face.objects.filter(trials__gt=0)} == judged
    found = rebuild(write=False)
    assert (found.faces, found.players) == ([], [])


def test_silence_haste_and_pairs_teach_nothing() -> None:
    table = Table(Options(rounds=3))
    table.join("ann", "bob")
    table.start()
    table.play(ann=(True, 0.119), bob=None)
    table.play(ann=None, bob=None)
    table.play(ann=(True, 0.2), bob=None)
    kept(table)
    archive(*played("m2", CROWD, kind=Kind.PAIR, silence=0), FINISHED)
    assert list(Face.objects.filter(trials__gt=0).values_list("id", "trials", "fooled")) == [
        (table.room.faces[2].id, 1, 0)
    ]
    assert skill("bob") == skill("p0") == UNKNOWN
    assert Trial.objects.exclude(verdict="").count() > 1


def test_of_mixed_matches_the_single_faces_teach() -> None:
    room, answers = played("m1", CROWD, kind=Kind.MIXED, rounds=10, seed=3, silence=0)
    archive(room, answers, FINISHED)
    single = {face.id for face, partner in zip(room.faces, room.partners, strict=True) if partner is None}
    assert 0 < len(single) < 10
    assert set(Face.objects.filter(trials__gt=0).values_list("id", flat=True)) == single


def test_a_skipped_round_teaches_nothing() -> None:
    table = Table(Options(rounds=3))
    table.join(HOST, "bob")
    table.start()
    table.open()
    table.submit("bob", right=False)
    assert isinstance(table.ask(Skip(HOST, 0)), Transition)
    table.play(bob=(True, 1.0))
    kept(table)
    assert list(Face.objects.filter(trials__gt=0).values_list("id", flat=True)) == [table.room.faces[1].id]


def test_bots_teach_nothing() -> None:
    table = Table(Options(rounds=3), host="")
    table.join("ann")
    bots = tuple(Bot(f"bot{number}", f"Bot {number}") for number in range(4))
    assert isinstance(table.ask(Start("", "m1", 7, pool(), SEALS, picture_size=1024, bots=bots)), Transition)
    table.play(ann=(True, 2.0))
    table.to_podium()
    assert any(score.bot for score in table.room.scores.values())
    archive(table.room, rows_of(table), FINISHED)
    assert list(Face.objects.filter(trials__gt=0).values_list("trials", "fooled")) == [(1, 0)]
    assert list(Player.objects.values_list("id", flat=True)) == ["ann"]


def test_a_match_teaches_once() -> None:
    room, answers = played("m1", CROWD)
    archive(room, answers, FINISHED)
    before = numbers()
    archive(room, answers, FINISHED + 5)
    assert numbers() == before


def test_a_face_that_was_taken_down_meanwhile_is_left_out() -> None:
    room, answers = played("m1", CROWD, silence=0)
    Face.objects.filter(id=room.faces[0].id).delete()
    archive(room, answers, FINISHED)
    assert set(Face.objects.filter(trials__gt=0).values_list("id", flat=True)) == {face.id for face in room.faces[1:]}
    found = rebuild(write=False)
    assert (found.matches, found.faces, found.players) == (1, [], [])


def relabelled(face: str) -> None:
    """What the staff's form does to a face whose label was wrong."""
    fresh = {"rating": UNKNOWN.rating, "deviation": UNKNOWN.deviation, "trials": 0, "fooled": 0}
    Face.objects.filter(id=face).update(truth="edited", kind="edited", **fresh)


def test_verdicts_by_a_label_that_was_wrong_do_not_come_back() -> None:
    room, answers = played("m1", CROWD, silence=0)
    archive(room, answers, FINISHED)
    wrong = room.faces[0].id
    relabelled(wrong)
    assert rebuild(write=True).faces == []
    assert Face.objects.get(id=wrong).trials == 0
    found = rebuild(write=False)
    assert (found.faces, found.players) == ([], [])


def test_a_label_that_is_put_right_in_mid_match_is_taught_nothing_by_it() -> None:
    room, answers = played("m1", CROWD, silence=0)
    relabelled(room.faces[0].id)
    archive(room, answers, FINISHED)
    assert Face.objects.get(id=room.faces[0].id).trials == 0
    assert Face.objects.filter(trials__gt=0).count() == len(room.faces) - 1
    found = rebuild(write=False)
    assert (found.faces, found.players) == ([], [])


def histories(seed: int) -> None:
    """Archive matches of all sorts, with people who come again."""
    rng = random.Random(seed)
    for number in range(18):
        people = rng.sample(CLASS, rng.randint(1, len(CROWD)))
        room, answers = played(
            f"m{number}",
            people,
            seed=rng.getrandbits(30),
            rounds=rng.randint(3, 9),
            mode=rng.choice(PARTIES),
            kind=rng.choice(list(Kind)),
            scoring=rng.choice(list(Scoring)),
            silence=0.2,
        )
        archive(room, answers, FINISHED + rng.randint(-1000, 1000))


@pytest.mark.parametrize("seed", range(4))
def test_computed_again_all_numbers_are_the_same(seed: int) -> None:
    histories(seed)
    before = numbers()
    assert Face.objects.filter(fooled__gt=0).count() > 10
    found = rebuild(write=False)
    assert (found.faces, found.players) == ([], [])
    assert found.matches > 3
    Face.objects.update(rating=1.0, trials=F("trials") + 1)
    Player.objects.update(skill=2.0)
    found = rebuild(write=True)
    assert (len(found.faces), len(found.players)) == (Face.objects.count(), Player.objects.count())
    assert numbers() == before
    Face.objects.filter(trials__gt=0).update(rating=1500.0, deviation=350.0, trials=0, fooled=0)
    rebuild(write=True)
    assert numbers() == before


def test_the_command_tells_and_puts_right(capsys: pytest.CaptureFixture[str]) -> None:
    histories(9)
    call_command("rebuild_difficulty", "--check")
    assert "Different: 0 faces, 0 players." in capsys.readouterr().out
    [wrong] = Face.objects.filter(trials__gt=0)[:1]
    Face.objects.filter(id=wrong.id).update(fooled=0, rating=0.0)
    with pytest.raises(CommandError):
        call_command("rebuild_difficulty", "--check", "--json")
    told = json.loads(capsys.readouterr().out)
    assert told["differing"] == {"faces": 1, "players": 0}
    assert told["written"] is False
    assert Face.objects.get(id=wrong.id).rating == 0.0
    call_command("rebuild_difficulty")
    out = capsys.readouterr().out
    assert wrong.id in out
    assert "Different: 1 faces, 0 players." in out
    assert Face.objects.get(id=wrong.id).rating == wrong.rating
    call_command("rebuild_difficulty", "--check", "--json")


def queries_for(players: int) -> int:
    people = tuple(f"q{number}" for number in range(players))
    room, answers = played(f"m{players}", people, silence=0)
    with CaptureQueriesContext(connection) as queries:
        archive(room, answers, FINISHED)
    return len(queries)


def test_more_players_take_hardly_more_queries() -> None:
    few = queries_for(4)
    assert queries_for(60) <= few + 8  # batches of rows: trials, and four standings a player


def test_a_rooms_skill_is_the_mean_of_those_who_have_shown_one() -> None:
    assert mean_skill(["nobody"]) == 1500.0
    Player.objects.create(id="a", name="A", skill=1700.0, skill_deviation=100.0)
    Player.objects.create(id="b", name="B", skill=1400.0, skill_deviation=90.0)
    Player.objects.create(id="new", name="New")
    Player.objects.create(id="c", name="C", skill=9000.0, skill_deviation=90.0)
    assert mean_skill(["a", "b", "new", "nobody"]) == 1550.0
    assert mean_skill([]) == 1500.0
