"""The archive in every mode and with every kind of question: complete, and agreeing with what people saw."""

import itertools

import msgspec
import pytest
from django.db.models import Sum

from game.commands import End, HandOver, Pause, Resume, Skip, Start
from game.decisions import Transition
from game.room import Bot, Kind, Mode, Options, Phase, Scoring
from server.decks.models import Deck, Face
from server.matches.models import Match, Result, Round, Trial
from server.matches.services import archive
from server.players.models import Player
from tests.game.table import EVERYBODY, HOST, SEALS, Table, pool
from tests.matches.played import FINISHED, PARTIES, played, rows_of

pytestmark = pytest.mark.django_db
CROWD = tuple(f"p{number}" for number in range(8))


@pytest.mark.parametrize(("mode", "kind", "scoring"), list(itertools.product(PARTIES, Kind, Scoring)))
def test_points_and_trials_agree(mode: Mode, kind: Kind, scoring: Scoring, caplog: pytest.LogCaptureFixture) -> None:
    room, answers = played("m1", CROWD, seed=5, rounds=8, mode=mode, kind=kind, scoring=scoring)
    assert archive(room, answers, FINISHED) == sorted(CROWD)
    assert not caplog.records
    match = Match.objects.get()
    assert (match.mode, match.kind, match.scoring, match.rounds) == (mode, kind, scoring, len(room.faces))
    for result in Result.objects.annotate(sum=Sum("trials__points")):
        score = room.scores[result.player_id]
        assert (result.points, result.rank, result.sum) == (score.points, score.rank, score.points)
        assert result.team == (score.team if mode is Mode.TEAMS else None)
        assert result.out == (score.out or None)
        assert result.asked == len(score.trail.replace(".", ""))
        for trial in result.trials.select_related("round"):
            row = answers[trial.round.number].get(result.player_id)
            assert trial.right == (row is not None and row.verdict is room.faces[trial.round.number].truth)
            assert (trial.at.timestamp() if trial.at else None) == (pytest.approx(row.at, abs=1e-5) if row else None)
    if mode is Mode.SUDDEN_DEATH:
        assert Result.objects.filter(out__isnull=False).exists()


@pytest.mark.parametrize("kind", Kind)
def test_pairs_keep_both_faces(kind: Kind) -> None:
    room, answers = played("m1", rounds=8, kind=kind, seed=2)
    partner = next((face for face in room.partners if face), None)
    if partner:
        deck = Deck.objects.create(slug="starter", title="Starter")
        made = {"kind": "photo" if partner.truth == "real" else "gan", "source": "x", "licence": "x", "sha256": "x"}
        Face.objects.create(id=partner.id, deck=deck, truth=partner.truth, width=1, height=1, size=1, **made)
    archive(room, answers, FINISHED)
    rounds = list(Round.objects.order_by("number"))
    assert [round_.face_key for round_ in rounds] == [face.id for face in room.faces]
    assert [round_.partner_key for round_ in rounds] == [face.id if face else "" for face in room.partners]
    kept = [face is not None and face == partner for face in room.partners]
    assert [round_.partner_id is not None for round_ in rounds] == kept
    pairs = [bool(round_.partner_key) for round_ in rounds]
    assert (all(pairs), any(pairs)) == {
        Kind.SINGLE: (False, False),
        Kind.PAIR: (True, True),
        Kind.MIXED: (False, True),
    }[kind]


def test_a_match_ended_early_keeps_what_was_revealed(caplog: pytest.LogCaptureFixture) -> None:
    table = Table(Options(rounds=5))
    table.join(HOST, "bob")
    table.start()
    table.play(ann=(True, 1.0), bob=(False, 2.0))
    table.play(ann=(True, 1.0), bob=None)
    table.open()
    table.submit("bob")
    assert isinstance(table.ask(End(HOST)), Transition)
    assert table.room.phase is Phase.PODIUM
    archive(table.room, rows_of(table), FINISHED)
    assert not caplog.records
    assert (Match.objects.get().rounds, Round.objects.count(), Trial.objects.count()) == (2, 2, 4)


def test_a_skipped_round_counts_for_nobody(caplog: pytest.LogCaptureFixture) -> None:
    table = Table(Options(rounds=3))
    table.join(HOST, "bob")
    table.start()
    table.play(ann=(True, 1.0), bob=(True, 2.0))
    table.open()
    table.submit("bob")
    assert isinstance(table.ask(Skip(HOST, 1)), Transition)
    table.play(ann=(True, 1.0), bob=(False, 2.0))
    table.to_podium()
    archive(table.room, rows_of(table), FINISHED)
    assert not caplog.records
    assert [round_.counted for round_ in Round.objects.order_by("number")] == [True, False, True]
    assert not Trial.objects.filter(round__number=1).exists()
    assert set(Result.objects.values_list("asked", flat=True)) == {2}


def test_a_pause_is_no_part_of_the_time_and_shows_on_the_clock(caplog: pytest.LogCaptureFixture) -> None:
    table = Table(Options(rounds=3))
    table.join(HOST)
    table.start()
    table.open()
    opened = table.room.opened
    table.now += 1
    assert isinstance(table.ask(Pause(HOST)), Transition)
    table.now += 60
    assert isinstance(table.ask(Resume(HOST)), Transition)
    table.submit(HOST, took=3.0)
    table.to_podium()
    archive(table.room, rows_of(table), FINISHED)
    assert not caplog.records
    trial = Trial.objects.get(round__number=0)
    assert (trial.took, trial.at and trial.at.timestamp()) == (3000, pytest.approx(opened + 63))


def _with_bots(*people: str) -> Table:
    """Play a room that runs itself to its podium: people as given, bots up to four."""
    table = Table(Options(rounds=3))
    table.room = msgspec.structs.replace(table.room, host="", owner="")
    table.join(*people)
    bots = tuple(Bot(f"bot-{number}", f"Robot {number}") for number in range(4))
    assert isinstance(table.ask(Start("", "m1", 7, pool(), SEALS, picture_size=1024, bots=bots)), Transition)
    table.to_podium()
    return table


def test_bots_are_nobody() -> None:
    table = _with_bots("bob", "cat")
    assert sum(score.bot for score in table.room.scores.values()) == 2
    assert archive(table.room, rows_of(table), FINISHED) == ["bob", "cat"]
    assert set(Result.objects.values_list("player_id", flat=True)) == {"bob", "cat"}
    assert not Player.objects.filter(id__startswith="bot").exists()
    match = Match.objects.get()
    assert (match.players, match.hosts, Trial.objects.count()) == (2, [], 6)
    for round_ in match.round_set.all():
        assert (round_.answered, round_.silent) == (0, 2)


def test_a_match_of_bots_alone_leaves_nothing() -> None:
    table = _with_bots("bob")
    alone = {player: score for player, score in table.room.scores.items() if score.bot}
    assert alone
    assert archive(msgspec.structs.replace(table.room, scores=alone), rows_of(table), FINISHED) is None
    assert not Match.objects.exists()
    assert not Player.objects.exists()


@pytest.mark.parametrize(("handed", "hosts"), [(False, [HOST]), (True, ["bob", HOST])])
def test_who_hosts_at_the_start_or_at_the_end_may_read_it(handed: bool, hosts: list[str]) -> None:
    table = Table(Options(rounds=3))
    table.join(HOST, "bob")
    table.start()
    table.play(ann=(True, 1.0))
    if handed:
        assert isinstance(table.ask(HandOver(HOST, "bob", EVERYBODY)), Transition)
    table.to_podium()
    archive(table.room, rows_of(table), FINISHED)
    assert Match.objects.get().hosts == hosts
