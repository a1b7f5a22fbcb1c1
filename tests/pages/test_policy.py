"""Every page keeps to the strict policy, and no link on a page is dead."""

from urllib.parse import urljoin

import pytest
from django.urls import reverse

from server.decks.models import Deck
from server.players.models import Player
from tests.pages.conftest import Visit
from tests.pages.markup import Markup

ACCOUNT = ["/account/", "/account/claim/", "/account/sign-in/", "/account/delete/"]
PAGES = ["/", "/?missing=KWTZ", "/leaderboard/", "/credits/", "/nowhere/", *ACCOUNT]


@pytest.mark.parametrize("language", ["en", "zh-CN"])
@pytest.mark.parametrize("address", PAGES)
def test_nothing_inline_and_a_policy_that_forbids_it(
    visit: Visit, deck: Deck, players: list[Player], address: str, language: str
) -> None:
    response = visit(language).get(address)
    policy = response["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert "Cross-Origin-Opener-Policy" not in response  # an error on the console of every phone on plain http
    assert Markup(response).inline() == []


@pytest.mark.parametrize("address", PAGES)
def test_no_link_is_dead(visit: Visit, deck: Deck, players: list[Player], address: str) -> None:
    browser = visit()
    links = {urljoin(address, link) for link in Markup(browser.get(address)).links()}
    assert links
    links.discard(reverse("rooms"))  # needs a store: tests/rooms/test_public_pages.py goes there
    assert {link: browser.get(link).status_code for link in links} == dict.fromkeys(links, 200)


@pytest.mark.parametrize("address", ["/", "/leaderboard/", "/credits/"])
def test_each_page_has_one_title_and_marks_where_we_are(visit: Visit, deck: Deck, address: str) -> None:
    page = Markup(visit().get(address))
    assert len(page.all("h1")) == 1
    assert len(page.all("main")) == 1
    current = [link["href"] for link in page.all("a") if link.get("aria-current") == "page"]
    assert current == ([address] if address != "/" else [])


def test_pages_without_an_icon_of_their_own_find_ours(visit: Visit) -> None:
    response = visit().get("/favicon.ico", follow=True)
    assert (response.status_code, response["Content-Type"]) == (200, "image/svg+xml")
