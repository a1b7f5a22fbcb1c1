"""The look of the leaderboard: ranks as they are, the own row marked and always there."""

import pytest
from django.test import Client

from server.players.identity import COOKIE, sign
from server.players.models import Player
from tests.pages.conftest import Visit, stand
from tests.pages.markup import Markup


def _as(browser: Client, player: Player) -> Client:
    browser.cookies[COOKIE] = sign(player.id)
    return browser


def test_an_empty_board_invites(visit: Visit) -> None:
    page = Markup(visit().get("/leaderboard/"))
    assert "Nobody yet." in page.text
    assert not page.all("table")


def test_equals_share_a_rank(visit: Visit, players: list[Player]) -> None:
    words = Markup(visit().get("/leaderboard/")).text.split()
    assert words[words.index("Bo") - 1] == words[words.index("Ann") - 1] == "1"
    assert words[words.index("Cy") - 1] == "3"


def test_the_own_row_is_marked_in_place(visit: Visit, players: list[Player]) -> None:
    page = Markup(_as(visit(), players[1]).get("/leaderboard/"))
    assert len(page.all("tr", **{"class": "me"})) == 1
    assert len(page.all("p", id="own")) == 1


@pytest.mark.parametrize("number", [1, 2])
def test_the_own_row_is_there_on_every_page(visit: Visit, players: list[Player], number: int) -> None:
    stand(**{f"crowd{place}": place for place in range(1, 111)})
    page = Markup(_as(visit(), players[2]).get("/leaderboard/", {"page": number}))  # the very last
    assert len(page.all("p", id="own")) == 1
    assert len(page.all("tr", **{"class": "me"})) == (number == 2)
    assert f"Page {number} of 2" in page.text
    assert len(page.all("a", rel="next")) == (number == 1)
    assert len(page.all("a", rel="prev")) == (number == 2)


def test_names_are_only_text(visit: Visit, players: list[Player]) -> None:
    Player.objects.filter(name="Ann").update(name="<b>&\u202e")
    response = visit().get("/leaderboard/")
    assert b"<bdi>&lt;b&gt;&amp;" in response.content
