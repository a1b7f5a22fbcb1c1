"""rebuild_leaderboards: finds what was planted, sets it right, and leaves what is right alone."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db.models import F
from redis import Redis

from game.room import Scoring
from server.leaderboards import audit, selectors
from server.leaderboards.services import feed
from server.leaderboards.store import Board, Entry
from server.players.models import Player
from tests.leaderboards.conftest import Play

SCORES = "board:{points}"


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


def test_what_is_right_passes_and_stays(board: Board, play: Play) -> None:
    feed(play())
    feed(play("ann", "dan"))
    before = list(Player.objects.order_by("id").values())
    assert "No differences. 4 players" in run("--check")
    assert "No differences" in run()
    assert list(Player.objects.order_by("id").values()) == before


def test_friendly_matches_count_for_nothing_anywhere(board: Board, play: Play) -> None:
    feed(play("ann", "ben"))
    feed(play("ann", "cleo", scoring=Scoring.FRIENDLY))
    points = dict(Player.objects.exclude(id="cleo").values_list("id", "points"))
    for _repaired in range(2):
        assert "No differences. 2 players" in run("--check")
        assert dict(board.ranking(0, 9)) == points
        assert (selectors.page(1).total, selectors.line_of("cleo")) == (2, None)
        # As they were counted once: found, and set right.
        Player.objects.filter(id__in=("ann", "cleo")).update(points=F("points") + 500, matches=F("matches") + 1)
        assert "row of ann" in refused("--check")
        assert "No differences. 2 players" in run()


def test_nothing_at_all_is_right(board: Board, db: None) -> None:
    assert "No differences. 0 players" in run("--check")


@pytest.mark.parametrize(
    "planted",
    [{"points": 1}, {"points": 1, "revision": 77}, {"matches": 5}, {"matches": 0}, {"points": 7, "matches": 9}],
)
@pytest.mark.parametrize("fed", [False, True])
def test_a_row_that_is_not_its_results_is_found_and_set_right(
    board: Board, play: Play, planted: dict[str, int], fed: bool
) -> None:
    feed(play())
    right = Player.objects.filter(id="ben").values("points", "matches").get()
    Player.objects.filter(id="ben").update(**planted)
    if fed:
        feed(["ben"])
    told = refused("--check")
    assert "row of ben" in told
    assert "ann" not in told
    assert refused("--check") == told, "a check changes nothing"
    run()
    assert Player.objects.filter(id="ben").values("points", "matches").get() == right
    assert board.score("ben") == right["points"]
    assert "No differences" in run("--check")


def test_what_is_planted_in_redis_is_found_and_set_right(board: Board, redis: Redis, play: Play) -> None:
    feed(play("ann", "ben", "cleo", "dan", "eve", "fay", "gus", "hal"))
    redis.zadd(SCORES, {"ann": 1_000_000})
    redis.zrem(SCORES, "ben")
    redis.hset(f"{SCORES}:revisions", "cleo", 50)
    redis.hdel(f"{SCORES}:revisions", "dan")
    board.write([Entry("eve", 60, -5)])
    redis.hset(f"{SCORES}:revisions", "fay", "nonsense")
    board.write([Entry("ghost", 3, 12)])
    redis.zadd(SCORES, {"phantom": 12})
    redis.hset(f"{SCORES}:revisions", "phantom", "nonsense")
    told = refused("--check")
    for player in ("ann", "ben", "cleo", "dan", "eve", "fay", "ghost", "phantom"):
        assert f"board entry of {player}:" in told
    assert "8 differences" in told
    assert "gus" not in told
    assert "No differences. 8 players" in run()
    assert "No differences. 8 players" in run("--check")


def test_an_emptied_redis_is_found_and_filled(board: Board, redis: Redis, play: Play) -> None:
    feed(play())
    redis.flushall()
    assert "3 differences" in refused("--check")
    run()
    assert "No differences. 3 players" in run("--check")


def test_a_feed_that_is_on_its_way_is_no_difference(board: Board, play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = play()
    monkeypatch.setattr(audit.time, "sleep", lambda _seconds: feed(ids))
    assert "No differences" in run("--check")


def test_a_late_feed_of_a_wrong_row_cannot_undo_the_repair(board: Board, play: Play) -> None:
    from server.leaderboards.services import entry_of

    feed(play())
    Player.objects.filter(id="ben").update(points=1, revision=9)
    late = entry_of(Player.objects.get(id="ben"))
    run()
    board.write([late])
    assert "No differences" in run("--check")


def test_a_long_list_is_cut(board: Board, play: Play) -> None:
    feed(play(*(f"p{number:03}" for number in range(70))))
    Player.objects.update(points=1)
    told = refused("--check")
    assert told.count("row of") == 50
    assert "... and 20 more" in told
    assert "140 differences" in told


def test_without_a_redis_it_says_so(db: None, settings: Any) -> None:
    settings.REDIS_URL = ""
    assert "REDIS_URL" in refused("--check")
    settings.REDIS_URL = "unix:///nowhere/at/all.sock"
    assert "does not answer" in refused("--check")
