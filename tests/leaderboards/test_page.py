"""The leaderboard's page: what its template is given."""

from typing import Any

import pytest
from django.test import RequestFactory

from server.leaderboards import views
from server.leaderboards.services import feed
from server.leaderboards.store import Board
from tests.leaderboards.conftest import Play


@pytest.fixture
def given(board: Board, play: Play, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Ask for the page; return the template's context."""
    feed(play(*(f"p{number:03}" for number in range(120))))
    contexts: list[dict[str, Any]] = []
    monkeypatch.setattr(views, "render", lambda _request, _template, context: contexts.append(context))

    def given(query: str, player: str) -> dict[str, Any]:
        request: Any = RequestFactory().get(f"/leaderboard/{query}")
        request.player_id = player
        views.leaderboard(request)
        return contexts[-1]

    return given


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ("", 1),
        ("?page=2", 2),
        ("?page=3", 2),
        ("?page=0", 1),
        ("?page=-1", 1),
        ("?page=x", 1),
        ("?page=٢", 1),
        ("?page=1&page=2", 2),
        ("?page=999999999", 2),
        ("?page=" + "9" * 99, 1),
    ],
)
def test_pages_are_bounded(given: Any, query: str, number: int) -> None:
    page = given(query, "nobody")["page"]
    assert (page.number, page.pages, page.total) == (number, 2, 120)
    assert len(page.lines) == (100 if number == 1 else 20)


def test_the_own_line_is_there_on_every_page(given: Any) -> None:
    context = given("?page=2", "p007")
    assert context["me"] == "p007"
    assert context["own"].player == "p007"
    assert context["own"].name == "P007"
    assert given("", "nobody")["own"] is None
