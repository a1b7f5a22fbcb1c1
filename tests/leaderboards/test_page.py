"""The leaderboards' page: what it shows, how it is reached, and that it costs the same however much there is."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from server.leaderboards.boards import BOARDS, Board
from server.leaderboards.services import feed, rebuild
from server.leaderboards.store import Boards
from server.players.identity import COOKIE, sign
from server.players.models import Player
from server.players.windows import KINDS
from tests.leaderboards.conftest import Play, boards_now
from tests.leaderboards.standing import stand

Ask = Callable[..., Any]
ME = "p007------------"


@pytest.fixture
def ask(boards: Boards, db: None) -> Ask:
    """Ask for the page as somebody; return the answer."""

    def ask(query: str = "", player: str = ME, language: str = "en") -> Any:
        browser = Client(headers={"host": "localhost", "accept-language": language})
        browser.cookies[COOKIE] = sign(player)
        return browser.get(f"/leaderboard/{query}")

    return ask


@pytest.fixture
def crowd(ask: Ask) -> None:
    stand(**{f"p{number:03}------------": 2 * number for number in range(220)})


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ("", 1),
        ("?page=2", 2),
        ("?page=4", 3),
        ("?page=0", 1),
        ("?page=-1", 1),
        ("?page=x", 1),
        ("?page=٢", 1),
        ("?page=1&page=2", 2),
        ("?page=999999999", 3),
        ("?page=" + "9" * 99, 1),
        ("?what=nothing&when=never", 1),
    ],
)
def test_pages_are_bounded(ask: Ask, crowd: None, query: str, number: int) -> None:
    page = ask(query).context["page"]
    assert (page.number, page.pages, page.total) == (number, 3, 220)
    assert len(page.lines) == (20 if number == 3 else 100)


def test_the_own_line_is_there_on_every_page(ask: Ask, crowd: None) -> None:
    for query in ("", "?page=2", "?page=3", "?name=p1"):
        answer = ask(query)
        assert answer.context["own"].player == ME
        assert answer.content.count(b'id="own"') == 1
        assert answer.content.count(b'class="me"') == (query == "?page=3")
    assert ask("", "nobody----------").context["own"] is None
    assert b"You are not on this board yet." in ask("", "nobody----------").content


def test_around_me_leads_to_the_page_that_i_am_on(ask: Ask, crowd: None) -> None:
    answer = ask("?what=points&when=all&around=me")
    assert (answer.status_code, answer["Location"]) == (302, "/leaderboard/?what=points&when=all&page=3#me")
    assert b'id="me"' in ask(answer["Location"].removeprefix("/leaderboard/").removesuffix("#me")).content
    assert ask("?around=me", "nobody----------").status_code == 200


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("board", BOARDS)
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_board_has_a_page(ask: Ask, board: Board, kind: str, language: str) -> None:
    query = f"?what={board}&when={kind}"
    empty = ask(query, language=language)
    assert empty.status_code == 200
    assert b"<table" not in empty.content
    stand(kind, board.value, ann=12, ben=345)
    rebuild(boards_now(kind))
    answer = ask(query, language=language)
    text = answer.content.decode()
    assert "UTC" in text
    assert text.count('aria-current="true"') == 2, "what, and when"
    assert [line.player for line in answer.context["lines"]] == ["ben", "ann"]
    assert ("3.45" if board is Board.D_PRIME else "345") in text


def test_a_search_says_what_it_found(ask: Ask, crowd: None) -> None:
    assert b"100 names" not in ask("?name=p00").content
    assert b"10 names begin so." in ask("?name=p00").content
    assert b"1 name begins so." in ask("?name=p021-").content
    assert b"Nobody on this board has a name that begins so." in ask("?name=zzz").content
    assert b"Type more letters" in ask("?name=p").content
    assert b'value="&quot;&gt;&lt;b&gt;"' in ask('?name="><b>').content


def test_only_who_wants_is_a_link(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    from server.leaderboards import live

    stand(ann=1, ben=2)
    Player.objects.filter(id="ann").update(public=True)
    monkeypatch.setattr(live, "reverse", lambda _name, args: f"/players/{args[0]}/")
    page = ask().context["page"]
    assert [live.profile(line) for line in page.lines] == ["", "/players/ann/"]


@pytest.mark.parametrize("many", [10, 90])
@pytest.mark.parametrize("query", ["", "?name=p", "?page=1"])
def test_a_page_takes_a_fixed_number_of_queries(
    ask: Ask, many: int, query: str, django_assert_num_queries: Any
) -> None:
    stand(**{f"p{number:03}------------": number for number in range(many)})
    ask()
    with django_assert_num_queries(3 + 3 * ("name" in query)):
        ask(query)


def test_an_archived_match_is_on_the_page(ask: Ask, play: Play) -> None:
    feed(play("ann-------------", "ben-------------"))
    for kind in KINDS:
        answer = ask(f"?when={kind}", "ann-------------")
        assert {line.player for line in answer.context["lines"]} == {"ann-------------", "ben-------------"}
