"""rebuild_leaderboards: finds what was planted, sets it right, and leaves what is right alone."""

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db.models import F
from redis import Redis

from game.room import Scoring
from server.leaderboards import audit, selectors
from server.leaderboards.boards import BOARDS, Board
from server.leaderboards.services import entry_of, feed
from server.leaderboards.store import Boards, Entry, Ranking
from server.players.models import ALL_TIME, Player, Standing
from tests.leaderboards.conftest import Play
from tests.leaderboards.standing import figures

POINTS, REVISIONS = "board:{all}:points", "board:{all}:revisions"


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit, "PAUSE", 0.01)


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("rebuild_leaderboards", *arguments, stdout=out)
    return out.getvalue()


def refused(*arguments: str) -> str:
    out = StringIO()
    with pytest.raises(CommandError) as told:
        call_command("rebuild_leaderboards", *arguments, stdout=out)
    return f"{out.getvalue()}{told.value}"


def rows() -> list[Any]:
    return [list(model.objects.order_by("pk").values()) for model in (Player, Standing)]


def test_what_is_right_passes_and_stays(boards: Boards, play: Play) -> None:
    feed(play())
    feed(play("ann", "dan"))
    before = rows()
    assert "No differences" in run("--check")
    assert "all: rating 0, points 4, best 4" in run()
    assert rows() == before


def test_friendly_matches_count_for_nothing_anywhere(boards: Boards, points: Ranking, play: Play) -> None:
    feed(play("ann", "ben"))
    right = figures()
    feed(play("ann", "cleo", scoring=Scoring.FRIENDLY))
    for _repaired in range(2):
        assert "No differences" in run("--check")
        assert dict(points.lines(0, 9)) == right
        assert boards.totals()["streak"] <= 2
        assert selectors.page(Board.POINTS, ALL_TIME).total == 2
        assert selectors.line_of(Board.POINTS, ALL_TIME, "cleo") is None
        # As they were counted once: found, and set right.
        Standing.objects.filter(player="ann").update(points=F("points") + 500, matches=F("matches") + 1)
        assert "standing of ann in all" in refused("--check")
        assert "No differences" in run()


def test_nothing_at_all_is_right(boards: Boards, db: None) -> None:
    assert "all: rating 0, points 0" in run("--check")


@pytest.mark.parametrize(
    "planted",
    [
        {"points": 1},
        {"points": 1, "revision": 77},
        {"matches": 5},
        {"matches": 0},
        {"best": None},
        {"streak": 9},
        {"hits": 60, "signals": 70, "d_prime": 300},
        {"rating": 1600},
    ],
)
@pytest.mark.parametrize("window", ["day", ALL_TIME])
@pytest.mark.parametrize("fed", [False, True])
def test_a_standing_that_is_not_its_results_is_found_and_set_right(
    boards: Boards, points: Ranking, play: Play, planted: dict[str, int], window: str, fed: bool
) -> None:
    feed(play())
    row = Standing.objects.filter(player="ben", window__startswith=window[0]).exclude(window="x")
    right = row.values(*audit.FIGURES).get()
    row.update(**planted)
    if fed:
        feed(["ben"])
    told = refused("--check")
    assert "standing of ben" in told
    assert "ann" not in told
    assert refused("--check") == told, "a check changes nothing"
    run()
    assert row.values(*audit.FIGURES).get() == right
    assert points.places(["ben"])["ben"].score == figures()["ben"]
    assert "No differences" in run("--check")


def test_a_missing_standing_is_found_and_counted(boards: Boards, play: Play) -> None:
    feed(play())
    right = figures()
    Standing.objects.filter(player="ann").delete()
    assert "standing of ann" in refused("--check")
    run()
    assert figures() == right
    assert "No differences" in run("--check")


@pytest.mark.parametrize("planted", [{"rating": 40.0}, {"rating_deviation": 1.0}, {"rated": 3}])
def test_a_rating_that_is_not_its_results_is_found_and_set_right(
    boards: Boards, play: Play, planted: dict[str, Any]
) -> None:
    feed(play())
    before = rows()
    Player.objects.filter(id="ben").update(**planted)
    told = refused("--check")
    assert "rating of ben: expected 25.000000" in told
    assert "1 differences" in told
    run()
    assert rows() == before


def test_what_is_planted_in_redis_is_found_and_set_right(boards: Boards, redis: Redis, play: Play) -> None:
    feed(play("ann", "ben", "cleo", "dan", "eve", "fay", "gus", "hal"))
    some = (None, -5, None, None, None)
    redis.zadd(POINTS, {"ann": 1_000_000})
    redis.zrem("board:{all}:best", "ben")
    redis.hset(REVISIONS, "cleo", 50)
    redis.hdel(REVISIONS, "dan")
    boards.write([Entry("eve", 60, some)])
    redis.hset(REVISIONS, "fay", "nonsense")
    boards.write([Entry("ghost", 3, some)])
    redis.zadd("board:{all}:streak", {"phantom": 12})
    redis.hset(REVISIONS, "phantom", "nonsense")
    told = refused("--check")
    for player in ("ann", "ben", "cleo", "dan", "eve", "fay", "ghost", "phantom"):
        assert f"board entry of {player} in all:" in told
    assert "8 differences" in told
    assert "gus" not in told
    assert "No differences" in run()
    assert "points 8" in run("--check")


def test_emptied_boards_are_found_and_filled(boards: Boards, redis: Redis, play: Play) -> None:
    feed(play())
    redis.flushall()
    assert "12 differences" in refused("--check"), "of three in four windows"
    run()
    assert "No differences" in run("--check")


def test_differences_as_json(boards: Boards, redis: Redis, play: Play) -> None:
    feed(play())
    assert json.loads(run("--check", "--json"))["differences"] == 0
    redis.zadd(POINTS, {"ann": 1_000_000})
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("rebuild_leaderboards", "--check", "--json", stdout=out)
    found = json.loads(out.getvalue())
    assert found["differences"] == 1
    assert found["shown"][0]["player"] == "ann"
    assert found["shown"][0]["window"] == "all"
    assert found["players"]["all"].keys() == {board.value for board in BOARDS}


def test_a_feed_that_is_on_its_way_is_no_difference(
    boards: Boards, play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = play()
    monkeypatch.setattr(audit.time, "sleep", lambda _seconds: feed(ids))
    assert "No differences" in run("--check")


def test_a_match_that_is_archived_during_the_check_is_no_difference(
    boards: Boards, play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    feed(play())
    said = audit.said

    def meanwhile(players: Any) -> Any:
        monkeypatch.setattr(audit, "said", said)
        Player.objects.filter(id="ann").update(rated=0)  # as if half of what it reads came from before
        return said(players) | {"ann": (said(["ann"])["ann"][0], 5)}

    monkeypatch.setattr(audit, "said", meanwhile)
    assert "No differences" in run("--check")


def test_a_late_feed_of_a_wrong_row_cannot_undo_the_repair(boards: Boards, play: Play) -> None:
    feed(play())
    Standing.objects.filter(player="ben", window=ALL_TIME).update(points=1, revision=9)
    late = entry_of(Standing.objects.get(player="ben", window=ALL_TIME))
    run()
    boards.write([late])
    assert "No differences" in run("--check")


def test_a_long_list_is_cut(boards: Boards, play: Play) -> None:
    feed(play(*(f"p{number:03}" for number in range(70))))
    Standing.objects.filter(window=ALL_TIME).update(points=12_345_678)
    told = refused("--check")
    assert told.count("standing of") == 50
    assert told.count("board entry of") == 50
    assert "... and 40 more" in told
    assert "140 differences" in told


def test_without_a_redis_it_says_so(db: None, settings: Any) -> None:
    settings.REDIS_URL = ""
    assert "REDIS_URL" in refused("--check")
    settings.REDIS_URL = "unix:///nowhere/at/all.sock"
    assert "does not answer" in refused("--check")
