"""Feeding: whatever is repeated, late, crossing or racing, the board ends up with the rows' values."""

from typing import Any

import pytest
from redis import ConnectionError as RedisConnectionError
from redis import Redis

from server.leaderboards import services, store
from server.leaderboards.services import entry_of, feed, rebuild
from server.leaderboards.store import Board, Entry
from server.players.models import Player
from tests.leaderboards.conftest import Play

SCORES = "board:{points}"


def is_right(board: Board) -> bool:
    players = list(Player.objects.order_by("id"))
    return board.read([player.id for player in players]) == [entry_of(player) for player in players]


def test_feeding_twice_is_feeding_once(board: Board, play: Play) -> None:
    ids = play()
    feed(ids)
    feed(ids)
    assert is_right(board)
    assert board.total() == 3
    play()
    assert not is_right(board)
    feed(ids)
    assert is_right(board)


def test_feeds_that_arrive_out_of_order_leave_the_newest(board: Board, play: Play) -> None:
    ids = play()
    early = [entry_of(player) for player in Player.objects.filter(id__in=ids)]
    play()
    late = [entry_of(player) for player in Player.objects.filter(id__in=ids)]
    board.write(late)
    board.write(early)
    assert is_right(board)


def test_a_feed_that_overtakes_a_rebuild_stands(board: Board, play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    play()
    write = Board.write

    def overtaken(self: Board, entries: Any) -> None:
        """Between the rebuild's reading and writing, another match is archived and fed."""
        stale = list(entries)
        monkeypatch.setattr(Board, "write", write)
        feed(play())
        write(self, stale)

    monkeypatch.setattr(Board, "write", overtaken)
    assert rebuild()
    assert Player.objects.get(id="ann").matches == 2
    assert is_right(board)


def test_points_may_be_negative_and_beyond_32_bits(board: Board, play: Play) -> None:
    ids = play()
    Player.objects.filter(id="ann").update(points=-5_000_000_000)
    Player.objects.filter(id="ben").update(points=9_007_199_254_740_991)
    feed(ids)
    assert is_right(board)


def test_a_player_without_matches_is_not_on_the_board(board: Board, play: Play) -> None:
    feed(play())
    Player.objects.filter(id="ann").update(matches=0, points=0, revision=9)
    feed(["ann"])
    assert board.total() == 2
    assert is_right(board)


def test_without_a_redis_there_is_nothing_to_feed(play: Play, settings: Any) -> None:
    settings.REDIS_URL = ""
    feed(play())
    assert not rebuild()


def test_a_redis_that_does_not_answer_is_the_callers_to_hear(play: Play, settings: Any) -> None:
    settings.REDIS_URL = "unix:///nowhere/at/all.sock"
    with pytest.raises(RedisConnectionError):
        feed(play())


def test_a_rebuild_fills_an_empty_board_and_removes_strangers(board: Board, play: Play, redis: Redis) -> None:
    play()
    board.write([Entry("ghost", 4, 99_999)])
    redis.zadd(SCORES, {"phantom": 5})
    assert rebuild()
    assert board.whole()
    assert is_right(board)
    assert sorted(redis.zrange(SCORES, 0, -1)) == sorted(redis.hkeys(f"{SCORES}:revisions")) == ["ann", "ben", "cleo"]


def test_a_deleted_guest_who_comes_back_during_the_rebuild_is_not_lost(
    board: Board, play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    play()
    board.write([Entry("back", 50, 10)])  # deleted since
    forget = Board.forget

    def meanwhile(self: Board, entries: Any) -> None:
        feed(play("ann", "back"))  # with revision 1: refused
        forget(self, entries)

    monkeypatch.setattr(Board, "forget", meanwhile)
    assert rebuild()
    assert board.score("back") == Player.objects.get(id="back").points
    assert is_right(board)


def test_a_board_emptied_during_its_rebuild_is_not_taken_for_whole(
    board: Board, play: Play, redis: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    play()
    monkeypatch.setattr(services, "_drop_strangers", lambda *_: redis.flushall())
    assert not rebuild()
    assert not board.whole()
    monkeypatch.undo()
    assert not board.whole()


def test_one_rebuild_at_a_time_unless_it_is_taken_over(board: Board, play: Play, redis: Redis) -> None:
    play()
    assert board.begin("other", takeover=False)
    assert not rebuild()
    assert rebuild(takeover=True)
    assert board.whole()
    assert not board.finish("other")
    assert redis.ttl(f"{SCORES}:rebuild") > 0 or not redis.exists(f"{SCORES}:rebuild")


def test_a_rebuild_takes_all_batches(board: Board, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "CHUNK", 7)
    monkeypatch.setattr(store, "BATCH", 3)
    Player.objects.bulk_create(
        Player(id=f"p{number:03}", name="x", points=number, matches=1, revision=1) for number in range(50)
    )
    assert rebuild()
    assert board.total() == 50
    assert is_right(board)


def test_the_scripts_speak_of_no_game() -> None:
    for script in store.LUA.glob("*.lua"):
        words = script.read_text(encoding="utf-8").lower()
        assert not any(word in words for word in ("player", "points", "match", "room", "face")), script
