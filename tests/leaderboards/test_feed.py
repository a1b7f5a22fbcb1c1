"""Feeding: whatever is repeated, late, crossing or racing, the boards end up with the standings' values."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from redis import ConnectionError as RedisConnectionError
from redis import Redis

from server.leaderboards import services, store
from server.leaderboards.boards import BOARDS
from server.leaderboards.services import entry_of, feed, made_whole, prune, rebuild
from server.leaderboards.store import LINGER, OFF, Boards, Entry, Ranking
from server.players.models import ALL_TIME, Player, Standing
from server.players.windows import KINDS
from tests.leaderboards.conftest import Play, boards_now
from tests.leaderboards.standing import figures, stand

POINTS, REVISIONS = "board:{all}:points", "board:{all}:revisions"
ON_POINTS = BOARDS.index("points")  # type: ignore[arg-type]


def with_points(points: int) -> tuple[int | None, ...]:
    return tuple(points if place == ON_POINTS else None for place in range(len(BOARDS)))


def is_right(boards: Boards) -> bool:
    rows = list(Standing.objects.filter(window=boards.window.key).order_by("player_id"))
    return boards.read([row.player_id for row in rows]) == [entry_of(row) for row in rows]


def test_feeding_twice_is_feeding_once(boards: Boards, points: Ranking, play: Play) -> None:
    ids = play()
    feed(ids)
    feed(ids)
    assert is_right(boards)
    assert points.total() == 3
    play()
    assert not is_right(boards)
    feed(ids)
    assert is_right(boards)


def test_a_match_stands_in_all_windows_that_it_ended_in(boards: Boards, play: Play) -> None:
    feed(play())
    feed(play("ann", "dan", ago=400 * 24 * 3600))
    assert {kind: boards_now(kind).totals()["points"] for kind in KINDS} == {"day": 3, "week": 3, "season": 3, "all": 4}
    for kind in KINDS:
        assert is_right(boards_now(kind))
        assert boards_now(kind).totals() | {"d_prime": 0, "rating": 0} == boards_now(kind).totals()


def test_ended_windows_go_by_themselves(boards: Boards, redis: Redis, play: Play) -> None:
    feed(play())
    for kind in KINDS:
        here = boards_now(kind)
        assert rebuild(here)
        for key in (here.keys[BOARDS[ON_POINTS]], here.revisions, here.mark):
            expiry = redis.expiretime(key)
            ends = here.window.ends
            assert expiry == (-1 if ends is None else int((ends + LINGER).timestamp())), key
    feed(play("old", "older", ago=30 * 24 * 3600))  # their day and week have long ended
    assert not [key for key in redis.scan_iter("board:{*") if redis.ttl(key) == -1 and "{all}" not in key]


def test_standings_of_ended_windows_are_pruned_in_small_steps(play: Play) -> None:
    long_ago = timezone.now() - LINGER - timedelta(minutes=1)
    stand("day", **{f"p{number:02}": number for number in range(12)})
    Standing.objects.update(ends=long_ago)
    stand("week", p00=1)
    stand(ALL_TIME, p00=1)
    Standing.objects.create(player_id="p01", window="d1", ends=timezone.now() - LINGER + timedelta(minutes=1))
    assert [prune(5), prune(5), prune(5), prune(5)] == [5, 5, 2, 0]
    assert sorted(Standing.objects.values_list("player_id", flat=True)) == ["p00", "p00", "p01"]
    Standing.objects.filter(window=ALL_TIME).update(window="x", ends=long_ago)
    feed(play())
    assert not Standing.objects.filter(window="x").exists()


def test_feeds_that_arrive_out_of_order_leave_the_newest(boards: Boards, play: Play) -> None:
    play()
    early = [entry_of(row) for row in Standing.objects.filter(window=ALL_TIME)]
    play()
    late = [entry_of(row) for row in Standing.objects.filter(window=ALL_TIME)]
    boards.write(late)
    boards.write(early)
    assert is_right(boards)


def test_a_feed_that_overtakes_a_rebuild_stands(boards: Boards, play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    play()
    write = Boards.write

    def overtaken(self: Boards, entries: Any) -> None:
        """Between the rebuild's reading and writing, another match is archived and fed."""
        stale = list(entries)
        monkeypatch.setattr(Boards, "write", write)
        feed(play())
        write(self, stale)

    monkeypatch.setattr(Boards, "write", overtaken)
    assert rebuild(boards)
    assert Standing.objects.get(player="ann", window=ALL_TIME).matches == 2
    assert is_right(boards)


def test_points_may_be_negative_and_beyond_32_bits(boards: Boards, play: Play) -> None:
    ids = play()
    Standing.objects.filter(player="ann").update(points=-5_000_000_000)
    Standing.objects.filter(player="ben").update(points=9_007_199_254_740_991)
    feed(ids)
    assert is_right(boards)


def test_who_has_come_to_nothing_is_on_no_board(boards: Boards, play: Play) -> None:
    feed(play())
    empty = {"matches": 0, "points": 0, "best": None, "streak": 0, "d_prime": None, "rating": None, "revision": 9}
    Standing.objects.filter(player="ann").update(**empty)
    feed(["ann"])
    assert boards.read(["ann"]) == [Entry("ann", 9, OFF)]
    assert boards.totals()["points"] == 2
    assert is_right(boards)


def test_without_a_redis_there_is_nothing_to_feed(play: Play, settings: Any) -> None:
    settings.REDIS_URL = ""
    feed(play())


def test_a_redis_that_does_not_answer_is_the_callers_to_hear(play: Play, settings: Any) -> None:
    settings.REDIS_URL = "unix:///nowhere/at/all.sock"
    with pytest.raises(RedisConnectionError):
        feed(play())


def test_a_rebuild_fills_empty_boards_and_removes_strangers(boards: Boards, play: Play, redis: Redis) -> None:
    play()
    boards.write([Entry("ghost", 4, with_points(99_999))])
    redis.zadd(POINTS, {"phantom": 5})
    redis.zadd("board:{all}:streak", {"spook": 5})
    assert rebuild(boards)
    assert boards.whole()
    assert is_right(boards)
    assert sorted(redis.zrange(POINTS, 0, -1)) == sorted(redis.hkeys(REVISIONS)) == ["ann", "ben", "cleo"]
    assert redis.zscore("board:{all}:streak", "spook") is None


def test_a_deleted_guest_who_comes_back_during_the_rebuild_is_not_lost(
    boards: Boards, points: Ranking, play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    play()
    boards.write([Entry("back", 50, with_points(10))])  # deleted since
    forget = Boards.forget

    def meanwhile(self: Boards, entries: Any) -> None:
        feed(play("ann", "back"))  # with revision 1: refused
        forget(self, entries)

    monkeypatch.setattr(Boards, "forget", meanwhile)
    assert rebuild(boards)
    assert points.places(["back"])["back"].score == figures()["back"]
    assert is_right(boards)


def test_boards_emptied_during_their_rebuild_are_not_taken_for_whole(
    boards: Boards, play: Play, redis: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    play()
    monkeypatch.setattr(services, "_drop_strangers", lambda *_: redis.flushall())
    assert not rebuild(boards)
    assert not boards.whole()


def test_one_rebuild_at_a_time_unless_it_is_taken_over(boards: Boards, play: Play, redis: Redis) -> None:
    play()
    assert boards.begin("other", takeover=False)
    assert not rebuild(boards)
    assert rebuild(boards, takeover=True)
    assert boards.whole()
    assert not boards.finish("other")
    assert redis.ttl("board:{all}:rebuild") > 0 or not redis.exists("board:{all}:rebuild")


def test_a_rebuild_takes_all_batches(boards: Boards, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "CHUNK", 7)
    monkeypatch.setattr(store, "BATCH", 3)
    stand(**{f"p{number:03}": number for number in range(50)})
    assert rebuild(boards)
    assert boards.totals() == dict.fromkeys(BOARDS, 50)
    assert is_right(boards)


def test_nobody_waits_for_a_long_rebuild(boards: Boards, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[Any] = []

    class Beside:
        def __init__(self, *, target: Any, args: Any, **_: Any) -> None:
            self.call = lambda: target(*args)

        def start(self) -> None:
            begun.append(self.call)

    monkeypatch.setattr(services, "Thread", Beside)
    monkeypatch.setattr(services, "close_old_connections", lambda: None)
    monkeypatch.setattr(services.connection, "close", lambda: None)
    monkeypatch.setattr(services, "AT_ONCE", 3)
    stand(a=1, b=2, c=3)
    assert made_whole(boards)
    boards._client.flushall()
    stand(d=4)
    assert not made_whole(boards)
    assert not made_whole(boards)
    assert boards.totals()["points"] == 0
    begun[0]()
    assert made_whole(boards)
    assert len(begun) == 1
    assert is_right(boards)


def test_a_player_who_is_gone_or_merged_leaves_the_boards(boards: Boards, play: Play) -> None:
    from django.db import transaction

    from server.matches.standings import recount

    feed(play("ann", "ben", "cleo"))
    Player.objects.filter(id="ann").update(gone=True)
    Player.objects.filter(id="ben").update(merged_into="cleo")
    with transaction.atomic():
        recount(["ann", "ben", "cleo"])
    feed(["ann", "ben", "cleo"])
    assert boards.totals() | {"points": 1, "best": 1, "streak": 1} == boards.totals()
    feed(play("ann", "ben", "cleo"))
    assert boards.totals()["points"] == 1
    assert is_right(boards)


def test_the_scripts_speak_of_no_game() -> None:
    for script in store.LUA.glob("*.lua"):
        words = script.read_text(encoding="utf-8").lower()
        assert not any(word in words for word in ("player", "points", "match", "room", "face")), script
