"""Reading the board: ranks, ties, pages, and what happens when Redis has nothing or is away."""

import socket
import time
from collections.abc import Callable
from typing import Any

import pytest
from redis import Redis

from server.leaderboards import selectors
from server.leaderboards.selectors import line_of, page, top
from server.leaderboards.services import rebuild
from server.leaderboards.store import Board
from server.players.models import Player

pytestmark = pytest.mark.django_db

Fill = Callable[..., None]


def people(**points: int) -> None:
    """Make players with these points, and one who has not finished a match."""
    Player.objects.bulk_create(
        Player(id=id_, name=id_.title(), points=figure, matches=2, revision=2) for id_, figure in points.items()
    )
    Player.objects.create(id="newcomer", name="Newcomer")


@pytest.fixture(params=["redis", "database"])
def fill(request: pytest.FixtureRequest, settings: Any) -> Fill:
    """Make players; read from Redis in one run and from the database in the other."""
    if request.param == "redis":
        request.getfixturevalue("board")
    else:
        settings.REDIS_URL = ""
    return people


def test_equal_points_share_a_rank(fill: Fill) -> None:
    fill(a=50, b=70, c=50, d=50, e=-10, B=50, _=50)
    assert [(line.rank, line.player, line.points) for line in top(10)] == [
        (1, "b", 70),
        (2, "d", 50),
        (2, "c", 50),
        (2, "a", 50),
        (2, "_", 50),
        (2, "B", 50),
        (7, "e", -10),
    ]
    assert top(1)[0].name == "B"
    assert top(1)[0].matches == 2
    ranks = [line.rank if (line := line_of(player)) else None for player in ("b", "a", "d", "e", "newcomer", "nobody")]
    assert ranks == [1, 2, 2, 7, None, None]


def test_pages_carry_on_where_the_last_ended(fill: Fill) -> None:
    fill(**{f"p{number:02}": 10 * (number // 4) for number in range(22)})  # ties across the edges of pages
    pages = [page(number, size=5) for number in range(1, 6)]
    assert [len(each.lines) for each in pages] == [5, 5, 5, 5, 2]
    assert {(each.pages, each.total) for each in pages} == {(5, 22)}
    lines = [line for each in pages for line in each.lines]
    assert len({line.player for line in lines}) == 22
    for line in lines:
        assert line.rank == 1 + sum(other.points > line.points for other in lines)
        own = line_of(line.player)
        assert own == line


@pytest.mark.parametrize(("asked", "given"), [(-3, 1), (0, 1), (1, 1), (3, 3), (4, 3), (10**9, 3)])
def test_a_page_out_of_range_is_the_nearest(fill: Fill, asked: int, given: int) -> None:
    fill(**{f"p{number}": number for number in range(25)})
    assert page(asked, size=10).number == given


def test_an_empty_board_has_one_empty_page(fill: Fill) -> None:
    fill()
    assert page(1) == selectors.Page([], 1, 1, 0)
    assert list(top(5)) == []


def test_a_board_that_redis_lost_is_there_again(board: Board, redis: Redis) -> None:
    people(a=1, b=2)
    assert [line.player for line in top(5)] == ["b", "a"]
    redis.flushall()
    assert [line.player for line in top(5)] == ["b", "a"]
    assert board.whole()
    assert board.total() == 2


def test_a_board_with_only_the_latest_feed_is_not_believed(board: Board, redis: Redis, play: Any) -> None:
    play("ann", "ben")
    rebuild()
    redis.flushall()
    from server.leaderboards.services import feed

    feed(play("cleo", "ann"))  # the first thing that the emptied Redis hears
    assert page(1).total == 3


def test_while_another_rebuilds_the_database_answers(board: Board) -> None:
    people(a=1, b=2)
    assert board.begin("other", takeover=False)
    assert [line.player for line in top(5)] == ["b", "a"]
    assert not board.whole()


def test_a_redis_that_is_away_is_not_missed(settings: Any, caplog: pytest.LogCaptureFixture) -> None:
    settings.REDIS_URL = "unix:///nowhere/at/all.sock"
    Player.objects.create(id="a", name="A", points=5, matches=1, revision=1)
    assert [line.player for line in page(1).lines] == ["a"]
    assert line_of("a") is not None
    assert "Redis does not answer" in caplog.text


def test_a_redis_that_hangs_is_not_waited_for(db: None, settings: Any) -> None:
    Player.objects.create(id="a", name="A", points=5, matches=1, revision=1)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()  # takes connections, and never answers
        settings.REDIS_URL = f"redis://127.0.0.1:{silent.getsockname()[1]}/0"
        began = time.monotonic()
        assert [line.player for line in page(1).lines] == ["a"]
        assert time.monotonic() - began < 3


def test_names_come_in_one_query(board: Board, django_assert_num_queries: Any) -> None:
    people(**{f"p{number}": number for number in range(30)})
    rebuild()
    with django_assert_num_queries(1):
        page(1)


def test_somebody_deleted_since_is_left_out(board: Board) -> None:
    people(a=1, b=2, c=3)
    rebuild()
    Player.objects.filter(id="b").delete()
    assert [(line.rank, line.player) for line in top(5)] == [(1, "c"), (3, "a")]
