"""Reading the boards: ranks, ties, pages, searches, and what happens when Redis has nothing or is away."""

import socket
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from redis import Redis

from server.leaderboards import selectors
from server.leaderboards.boards import BOARDS, Board, shown
from server.leaderboards.place import Place
from server.leaderboards.selectors import Page, Source, around, line_of, page, page_of, places_of, search, top
from server.leaderboards.services import feed, rebuild
from server.leaderboards.store import Boards, Ranking
from server.players.models import ALL_TIME, Player, Standing
from server.players.windows import KINDS
from tests.leaderboards.conftest import Play, boards_now
from tests.leaderboards.standing import stand

pytestmark = pytest.mark.django_db

Fill = Callable[..., None]
POINTS = (Board.POINTS, ALL_TIME)


@pytest.fixture(params=["redis", "database"])
def fill(request: pytest.FixtureRequest, settings: Any) -> Fill:
    """Make players; read from Redis in one run and from the database in the other."""
    if request.param == "redis":
        request.getfixturevalue("boards")
    else:
        settings.REDIS_URL = ""
    return stand


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("board", BOARDS)
def test_equal_scores_share_a_rank(fill: Fill, board: Board, kind: str) -> None:
    fill(kind, board.value, a=50, b=70, c=50, d=50, e=10, B=50, _=50)
    fill("week" if kind == "day" else "day", board.value, elsewhere=99)
    assert [(line.rank, line.player, line.score) for line in top(board, kind, 10)] == [
        (1, "b", 70),
        (2, "d", 50),
        (2, "c", 50),
        (2, "a", 50),
        (2, "_", 50),
        (2, "B", 50),
        (7, "e", 10),
    ]
    first = top(board, kind, 1)[0]
    assert (first.name, first.shown) == ("B", shown(board, 70))
    ranks = [line.rank if (line := line_of(board, kind, each)) else None for each in ("b", "a", "d", "e", "elsewhere")]
    assert ranks == [1, 2, 2, 7, None]
    assert {each: tuple(place) for each, place in places_of(board, kind, ["a", "e", "nobody"]).items()} == {
        "a": (2, 50),
        "e": (7, 10),
    }


@pytest.mark.parametrize(
    ("board", "off"),
    [
        (Board.POINTS, {"points": 5, "matches": 0, "best": None}),
        (Board.BEST, {"best": None}),
        (Board.RATING, {"rating": None}),
        (Board.D_PRIME, {"d_prime": None}),
        (Board.STREAK, {"streak": 0}),
    ],
)
def test_who_has_no_score_is_not_on_the_board(fill: Fill, board: Board, off: dict[str, Any]) -> None:
    fill(ALL_TIME, board.value, a=1, b=2)
    Standing.objects.filter(player="b").update(**off)
    assert [line.player for line in top(board, ALL_TIME, 5)] == ["a"]
    assert (line_of(board, ALL_TIME, "b"), page_of(board, ALL_TIME, "b")) == (None, None)
    assert list(around(board, ALL_TIME, "b")) == []
    assert list(search(board, ALL_TIME, "B").lines) == []


def test_what_stands_beside_a_score(fill: Fill) -> None:
    fill(ALL_TIME, "d_prime", a=-123)
    Standing.objects.update(signals=40, noises=30, matches=6, margin=300)
    beside = {board: (line.beside, line.shown) for board in BOARDS if (line := line_of(board, ALL_TIME, "a"))}
    assert beside == {
        Board.RATING: (300, "1"),
        Board.POINTS: (6, "0"),
        Board.BEST: (6, "1"),
        Board.D_PRIME: (70, "\N{MINUS SIGN}1.23"),
        Board.STREAK: (6, "1"),
    }
    assert shown(Board.POINTS, -1234567) == "\N{MINUS SIGN}1,234,567"


def test_pages_carry_on_where_the_last_ended(fill: Fill) -> None:
    fill(**{f"p{number:02}": 10 * (number // 4) for number in range(22)})  # ties across the edges of pages
    pages = [page(*POINTS, number, size=5) for number in range(1, 6)]
    assert [len(each.lines) for each in pages] == [5, 5, 5, 5, 2]
    assert {(each.pages, each.total) for each in pages} == {(5, 22)}
    lines = [line for each in pages for line in each.lines]
    assert len({line.player for line in lines}) == 22
    for index, line in enumerate(lines):
        assert line.rank == 1 + sum(other.score > line.score for other in lines)
        assert line_of(*POINTS, line.player) == line
        assert page_of(*POINTS, line.player, size=5) == index // 5 + 1
        assert list(around(*POINTS, line.player, each=3)) == lines[max(0, index - 3) : index + 4]


@pytest.mark.parametrize(("asked", "given"), [(-3, 1), (0, 1), (1, 1), (3, 3), (4, 3), (10**9, 3)])
def test_a_page_out_of_range_is_the_nearest(fill: Fill, asked: int, given: int) -> None:
    fill(**{f"p{number}": number for number in range(25)})
    assert page(*POINTS, asked, size=10).number == given


def test_an_empty_board_has_one_empty_page(fill: Fill) -> None:
    found = page(*POINTS)
    assert found == Page([], 1, 1, 0, found.window)
    assert list(top(*POINTS, 5)) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("an", ["anton", "anna", "ann"]),
        ("ANN", ["anna", "ann"]),
        ("  anna ", ["anna"]),
        ("nn", []),
        ("zz", []),
        ("", []),
        ("%", []),
        ("_", ["_x"]),
        ("\u200b", []),
    ],
)
def test_names_are_found_by_how_they_begin(fill: Fill, text: str, found: list[str]) -> None:
    fill(ann=1, anna=2, anton=3, bo=9, _x=1)
    fill("day", annabel=5)
    hits = search(*POINTS, text)
    assert ([line.player for line in hits.lines], hits.more) == (found, False)
    assert all(line == line_of(*POINTS, line.player) for line in hits.lines)


def test_a_search_is_bounded(fill: Fill, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(**{f"p{number:02}": number for number in range(30)})
    monkeypatch.setattr(selectors, "HITS", 10)
    found = search(*POINTS, "p")
    assert ([line.score for line in found.lines], found.more) == (list(range(29, 19, -1)), True)
    monkeypatch.setattr(selectors, "CANDIDATES", 5)
    found = search(*POINTS, "p")
    assert ([line.score for line in found.lines], found.more) == ([4, 3, 2, 1, 0], True)


def test_boards_that_redis_lost_are_there_again(boards: Boards, redis: Redis) -> None:
    stand(a=1, b=2)
    assert [line.player for line in top(*POINTS, 5)] == ["b", "a"]
    redis.flushall()
    assert [line.player for line in top(*POINTS, 5)] == ["b", "a"]
    assert boards.whole()
    assert boards.totals()["points"] == 2


def test_boards_with_only_the_latest_feed_are_not_believed(boards: Boards, redis: Redis, play: Play) -> None:
    play("ann", "ben")
    for kind in KINDS:
        rebuild(boards_now(kind))
    redis.flushall()
    feed(play("cleo", "ann"))  # the first thing that the emptied Redis hears
    assert [page(Board.POINTS, kind).total for kind in KINDS] == [3, 3, 3, 3]


def test_while_another_rebuilds_the_database_answers(boards: Boards) -> None:
    stand(a=1, b=2)
    assert boards.begin("other", takeover=False)
    assert [line.player for line in top(*POINTS, 5)] == ["b", "a"]
    assert not boards.whole()


def test_a_redis_that_is_away_is_not_missed(settings: Any, caplog: pytest.LogCaptureFixture) -> None:
    settings.REDIS_URL = "unix:///nowhere/at/all.sock"
    stand(a=5)
    assert [line.player for line in page(*POINTS).lines] == ["a"]
    assert line_of(*POINTS, "a") is not None
    assert "Redis does not answer" in caplog.text


def test_a_redis_that_hangs_is_not_waited_for(settings: Any) -> None:
    stand(a=5)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()  # takes connections, and never answers
        settings.REDIS_URL = f"redis://127.0.0.1:{silent.getsockname()[1]}/0"
        began = time.monotonic()
        assert [line.player for line in page(*POINTS).lines] == ["a"]
        assert time.monotonic() - began < 3


@pytest.mark.parametrize("many", [3, 60])
def test_queries_do_not_grow(boards: Boards, many: int, django_assert_num_queries: Any) -> None:
    stand(**{f"p{number}": number for number in range(many)})
    rebuild(boards)
    for queries, read in (
        (1, lambda: page(*POINTS)),
        (1, lambda: around(*POINTS, "p1", each=50)),
        (1, lambda: line_of(*POINTS, "p1")),
        (3, lambda: search(*POINTS, "p")),
        (0, lambda: page_of(*POINTS, "p1")),
    ):
        with django_assert_num_queries(queries):
            read()


@pytest.mark.parametrize("many", [3, 60])
def test_queries_do_not_grow_without_redis(settings: Any, many: int, django_assert_num_queries: Any) -> None:
    settings.REDIS_URL = ""
    stand(**{f"p{number}": number for number in range(many)})
    for queries, read in (
        (4, lambda: page(*POINTS)),
        (6, lambda: around(*POINTS, "p1", each=50)),
        (3, lambda: line_of(*POINTS, "p1")),
        (5, lambda: search(*POINTS, "p")),
        (3, lambda: page_of(*POINTS, "p1")),
        (2, lambda: places_of(*POINTS, [f"p{number}" for number in range(many)])),
        (1, lambda: places_of(*POINTS, ["nobody"])),
    ):
        with django_assert_num_queries(queries):
            read()


def test_a_board_is_read_once_for_all_who_ask_for_their_place(settings: Any, django_assert_num_queries: Any) -> None:
    """Not counted anew for each of them: with a million players that takes seconds."""
    settings.REDIS_URL = ""
    stand(**{f"p{number}": number // 3 for number in range(30)})
    asked = [f"p{number}" for number in range(0, 30, 4)]
    with django_assert_num_queries(2) as said:
        places = places_of(*POINTS, asked)
    assert not [query for query in said if query["sql"].upper().count("SELECT") > 1]
    assert places == {player: Place(28 - 3 * (int(player[1:]) // 3), int(player[1:]) // 3) for player in asked}


@pytest.mark.parametrize("board", BOARDS)
def test_the_database_has_an_index_for_all_time(settings: Any, board: Board, django_assert_num_queries: Any) -> None:
    from django.db import connection

    from server.leaderboards.rows import Rows
    from server.players.windows import windows_at

    window = windows_at(Player(id="x").created)[-1]
    with django_assert_num_queries(1) as said:
        Rows(window, board).lines(0, 100)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # Whatever is quickest with a table of nothing: is there a way without sorting at all?
            cursor.execute("SET LOCAL enable_sort = off")
        cursor.execute(f"{'EXPLAIN QUERY PLAN' if connection.vendor == 'sqlite' else 'EXPLAIN'} {said[0]['sql']}")
        plan = " ".join(str(row) for row in cursor.fetchall())
    assert f"all_time_{board.value}" in plan
    assert "TEMP B-TREE" not in plan
    assert "Sort" not in plan


def test_somebody_deleted_since_is_left_out(boards: Boards) -> None:
    stand(a=1, b=2, c=3)
    rebuild(boards)
    Player.objects.filter(id="b").delete()
    assert [(line.rank, line.player) for line in top(*POINTS, 5)] == [(1, "c"), (3, "a")]


def test_both_sources_answer_alike() -> None:
    methods = [name for name in vars(Source) if not name.startswith("_")]
    assert sorted(methods) == sorted(name for name in vars(Ranking) if not name.startswith("_"))


def test_a_search_reads_an_index_and_no_players(fill: Fill) -> None:
    fill(ann=3)
    if connection.vendor != "sqlite":
        return
    plan = selectors._named("p").values("id")[:10].explain()
    assert "COVERING INDEX player_name_key (name_key>? AND name_key<?)" in plan
    assert "TEMP B-TREE" not in plan
