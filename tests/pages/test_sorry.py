"""The page that asks for patience: it leads back to where one wanted to go, by itself where that is safe."""

import pytest
from django.http import HttpResponse
from django.shortcuts import render
from django.test import RequestFactory

from tests.pages.markup import Markup


def _sorry(method: str, status: int) -> Markup:
    request = RequestFactory().generic(method, "/r/KWTZ/?from=qr")
    page: HttpResponse = render(request, "rooms/sorry.html", {"status": status}, status=status)
    return Markup(page)


@pytest.mark.parametrize(("method", "status", "reloads"), [("GET", 503, 1), ("GET", 429, 0), ("POST", 503, 0)])
def test_it_reloads_only_what_was_asked_for_while_the_game_gets_ready(method: str, status: int, reloads: int) -> None:
    page = _sorry(method, status)
    assert len(page.all("meta", **{"http-equiv": "refresh"})) == reloads
    assert page.inline() == []


@pytest.mark.parametrize(("method", "ways"), [("GET", ["/r/KWTZ/?from=qr", "/"]), ("POST", ["/"])])
def test_the_way_back(method: str, ways: list[str]) -> None:
    buttons = [link["href"] for link in _sorry(method, 503).all("a") if "button" in link.get("class", "")]
    assert buttons == ways
