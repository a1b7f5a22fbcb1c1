"""The archive: complete, exactly once, and agreeing with the scores that people saw."""

import logging
from datetime import UTC, datetime

import msgspec
import pytest
from django.db.models import Count, Sum

from game.room import Named, Options, Scoring
from server.decks.models import Deck, Face
from server.matches.models import Match, Result, Round, Trial
from server.matches.services import archive, rename
from server.players.models import ALL_TIME, Player, Standing
from server.players.nicknames import NAME_LENGTH, clean_name
from tests.game.table import HOST, Table
from tests.matches.played import FINISHED, played

pytestmark = pytest.mark.django_db


def test_a_match_is_kept_down_to_each_verdict() -> None:
    room, answers = played("m1", rounds=5, silence=0.3, seed=3)
    assert archive(room, answers, FINISHED) == sorted(room.scores)
    match = Match.objects.get()
    assert (match.key, match.room, match.deck, match.scoring) == ("m1", room.code, "starter", "bet")
    assert (match.players, match.rounds, int(match.seed)) == (3, 5, room.seed)
    assert match.finished == datetime.fromtimestamp(FINISHED, UTC)
    assert msgspec.convert(match.options, Options) == room.options
    for number, face in enumerate(room.faces):
        kept = Round.objects.get(match=match, number=number)
        assert (kept.face_key, kept.face, kept.truth) == (face.id, None, face.truth)
        assert kept.said_real == sum(row.verdict == "real" for row in answers[number].values())
        assert kept.said_ai == sum(row.verdict == "ai" for row in answers[number].values())
        assert kept.silent == 3 - len(answers[number])
        for player in room.scores:
            trial = Trial.objects.get(result__player=player, round=kept)
            row = answers[number].get(player)
            assert trial.verdict == (row.verdict if row else "")
            assert trial.took == (round(row.took * 1000) if row else None)
            assert trial.right == (row is not None and row.verdict is face.truth)
            assert trial.implausible == (row is not None and row.took < 0.12)


@pytest.mark.parametrize("scoring", Scoring)
@pytest.mark.parametrize("seed", range(4))
def test_points_are_the_sums_of_the_rows(scoring: Scoring, seed: int, caplog: pytest.LogCaptureFixture) -> None:
    room, answers = played("m1", rounds=6, seed=seed, scoring=scoring, silence=0.2)
    archive(room, answers, FINISHED)
    sums = Result.objects.annotate(sum=Sum("trials__points"), asked_for=Count("trials"))
    for result in sums:
        score = room.scores[result.player_id]
        assert (result.points, result.rank, result.name) == (score.points, score.rank, score.name)
        assert result.sum == result.points
        points = Standing.objects.filter(player=result.player, window=ALL_TIME).values_list("points", flat=True)
        assert list(points) == ([result.points] if scoring is Scoring.BET else [])
        assert result.asked == result.asked_for == 6
        assert result.time == round(score.time * 1000)
        assert result.right == result.trials.filter(right=True).count()
        assert result.answered == result.trials.exclude(verdict="").count()
    assert not caplog.records


def test_archiving_again_changes_nothing() -> None:
    room, answers = played("m1")
    first = archive(room, answers, FINISHED)
    before = [list(model.objects.order_by("pk").values()) for model in (Match, Round, Result, Trial, Player, Standing)]
    assert archive(room, answers, FINISHED + 100) == first
    assert [
        list(model.objects.order_by("pk").values()) for model in (Match, Round, Result, Trial, Player, Standing)
    ] == before


def test_sums_grow_over_matches_and_the_last_name_stands() -> None:
    total = 0
    for number in range(3):
        room, answers = played(f"m{number}", seed=number)
        scores = dict(room.scores)
        scores["ben"] = msgspec.structs.replace(scores["ben"], name=f"Ben {number}")
        room = msgspec.structs.replace(room, scores=scores)
        archive(room, answers, FINISHED + number)
        total += room.scores["ben"].points
    ben = Player.objects.get(id="ben")
    standing = ben.standings.get(window=ALL_TIME)
    assert (standing.points, standing.matches, standing.revision, ben.name) == (total, 3, 3, "Ben 2")
    assert ben.name_key == "ben 2"
    assert ben.created == datetime.fromtimestamp(FINISHED, UTC)
    assert ben.last_seen == datetime.fromtimestamp(FINISHED + 2, UTC)


def test_a_friendly_match_is_kept_and_adds_nothing_to_sums() -> None:
    archive(*played("m1"), FINISHED)
    before = list(Standing.objects.order_by("id").values())
    room, answers = played("m2", ("ann", "ben", "new"), scoring=Scoring.FRIENDLY)
    scores = {**room.scores, "ben": msgspec.structs.replace(room.scores["ben"], name="Benny")}
    assert archive(msgspec.structs.replace(room, scores=scores), answers, FINISHED + 9) == ["ann", "ben", "new"]
    assert Trial.objects.filter(result__match__key="m2").count() == 9
    assert list(Standing.objects.order_by("id").values()) == before
    ben = Player.objects.get(id="ben")
    assert ben.name == "Benny"
    assert ben.last_seen == datetime.fromtimestamp(FINISHED + 9, UTC)


def test_a_difference_is_told_and_the_points_that_people_saw_stand(caplog: pytest.LogCaptureFixture) -> None:
    room, answers = played("m-odd", silence=0)
    shown = msgspec.structs.replace(room.scores["ben"], points=123_456)
    room = msgspec.structs.replace(room, scores={**room.scores, "ben": shown})
    with caplog.at_level(logging.ERROR):
        assert archive(room, answers, FINISHED) == sorted(room.scores)
    assert Result.objects.get(player="ben").points == 123_456
    assert Standing.objects.get(player="ben", window=ALL_TIME).points == 123_456
    assert "m-odd" in caplog.text
    assert "ben" in caplog.text


def test_late_comers_are_asked_only_what_they_were_there_for() -> None:
    table = Table(Options(rounds=3))
    table.join(HOST)
    table.start()
    table.play(ann=(True, 1.0))
    table.join("late")
    table.play(ann=(True, 1.0), late=(True, 2.0))
    table.play(ann=None, late=None)
    table.to_podium()
    archive(table.room, [table.answers(number) for number in range(3)], FINISHED)
    assert list(Trial.objects.filter(result__player="late").values_list("round__number", flat=True)) == [1, 2]
    assert Result.objects.get(player="late").asked == 2
    # The one who came late was not asked in the first round, nobody answered in the third.
    first, second, third = Round.objects.order_by("number")
    assert (first.said_real + first.said_ai, first.silent) == (1, 0)
    assert (second.said_real + second.said_ai, second.silent) == (2, 0)
    assert (third.said_real + third.said_ai, third.silent) == (0, 2)


def test_a_match_without_anybody_leaves_nothing() -> None:
    table = Table(Options(rounds=3))
    table.join(HOST)
    table.present.clear()
    table.start()
    table.to_podium()
    assert archive(table.room, [{}, {}, {}], FINISHED) is None
    assert not Match.objects.exists()


def test_rounds_know_their_faces_and_outlive_them() -> None:
    room, answers = played("m1")
    deck = Deck.objects.create(slug="starter", title="Starter")
    for number, face in enumerate(room.faces[:2]):
        kind = "photo" if face.truth == "real" else "gan"
        Face.objects.create(
            id=face.id,
            deck=deck,
            truth=face.truth,
            kind=kind,
            source="x",
            licence="x",
            sha256=str(number),
            width=1,
            height=1,
            size=1,
        )
    archive(room, answers, FINISHED)
    assert list(Round.objects.values_list("face_id", flat=True)) == [room.faces[0].id, room.faces[1].id, None]
    Face.objects.filter(id=room.faces[0].id).delete()
    assert Round.objects.get(number=0).face is None
    assert Round.objects.get(number=0).face_key == room.faces[0].id


def test_the_largest_seed_fits() -> None:
    room, answers = played("m1", seed=2**64 - 1)
    archive(room, answers, FINISHED)
    assert int(Match.objects.get().seed) == 2**64 - 1


def test_openings_are_kept_to_the_moment() -> None:
    room, answers = played("m1", silence=0)
    archive(room, answers, FINISHED)
    kept = [opened.timestamp() for opened in Round.objects.order_by("number").values_list("opened", flat=True)]
    assert kept == pytest.approx(room.openings, abs=1e-5)
    assert Match.objects.get().started.timestamp() == pytest.approx(room.openings[0], abs=1e-5)


def test_the_lag_of_each_answer_is_kept() -> None:
    room, answers = played("m1", rounds=4, silence=0.3, seed=3)
    lags = {"ann": 0.005, "ben": 0.0804, "cleo": 1.25}  # the last is past what is forgiven, and kept as it is
    rows = [
        {player: msgspec.structs.replace(row, lag=lags[player]) for player, row in answers_.items()}
        for answers_ in answers
    ]
    archive(room, rows, FINISHED)
    kept = {
        (trial.result.player_id, trial.verdict != "", trial.lag) for trial in Trial.objects.select_related("result")
    }
    said = {(player, True, lag) for player, lag in (("ann", 5), ("ben", 80), ("cleo", 1250))}
    silent = {(player, False, None) for player in lags}
    assert said <= kept <= said | silent
    assert kept & silent


def test_the_longest_names_fit() -> None:
    room, answers = played("m1", ("ann", "ben"))
    names = {"ann": clean_name("🇩🇪" * 30), "ben": clean_name("q\u0323\u0307" * 30)}
    scores = {player: msgspec.structs.replace(room.scores[player], name=name) for player, name in names.items()}
    archive(msgspec.structs.replace(room, scores=scores), answers, FINISHED)
    for player, name in names.items():
        assert name is not None
        assert Player.objects.get(id=player).name == Result.objects.get(player=player).name == name
    assert names["ann"] == "🇩🇪" * 20
    assert len(names["ben"] or "") == NAME_LENGTH == 60
    for result in Result.objects.all():
        result.clean_fields()
        result.player.clean_fields()


def test_what_a_host_calls_somebody_is_said_in_that_match_alone() -> None:
    room, answers = played("m1")
    archive(room, answers, FINISHED)
    room, answers = played("m2", players=(HOST, "ben", "zoe"))
    given = {player: Named("Champion", "champion") for player in ("ben", "zoe")}
    scores = {
        player: msgspec.structs.replace(score, name=given[player].name) if player in given else score
        for player, score in room.scores.items()
    }
    archive(msgspec.structs.replace(room, names=given, scores=scores), answers, FINISHED)
    assert dict(Result.objects.filter(match__key="m2", player__in=given).values_list("player", "name")) == {
        "ben": "Champion",
        "zoe": "Champion",
    }
    assert Player.objects.get(id="ben").name == "Ben"
    assert Player.objects.get(id="zoe").name == "Champion", "who is new here has no other name"
    rename("m2", "ben", "Winner")
    assert Result.objects.get(match__key="m2", player="ben").name == "Winner"
    assert Player.objects.get(id="ben").name == "Ben"
