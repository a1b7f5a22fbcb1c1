"""The list of the own matches: hosted and played ones, newest first, paged, and nobody else's."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from server.matches.models import PRACTICE, Match
from tests.matches.conftest import HOST, OWNER, PLAYERS, STRANGER, Browse, Keep
from tests.matches.played import FINISHED
from tests.pages.markup import Markup


def _listed(page: Markup) -> list[str]:
    return [
        attrs["href"].split("/")[2]
        for attrs in page.all("a")
        if attrs["href"].startswith("/matches/") and attrs["href"] != "/matches/"
    ]


def test_hosted_and_played_newest_first(keep: Keep, browse: Browse) -> None:
    keep("m1", at=FINISHED + 1)
    keep("m2", at=FINISHED + 3, players=("dora------------",), hosts=(PLAYERS[0], ""))
    keep("m3", at=FINISHED + 2, players=("dora------------",), hosts=(OWNER, OWNER))
    for player, keys in ((PLAYERS[0], ["m2", "m1"]), (OWNER, ["m3", "m1"]), (HOST, ["m1"]), (STRANGER, []), ("", [])):
        assert _listed(Markup(browse(player).get("/matches/"))) == keys
    page = Markup(browse(PLAYERS[0]).get("/matches/"))
    assert page.text.count("hosted") == 2  # one is in what the page says of itself
    assert page.text.count("rank ") == 1
    assert page.inline() == []


def test_practice_is_listed_without_room_place_and_points(keep: Keep, browse: Browse) -> None:
    keep(players=(OWNER,), hosts=(OWNER, OWNER))
    Match.objects.update(mode=PRACTICE)
    told = Markup(browse(OWNER).get("/matches/")).text
    assert "Practice" in told.split("newest first.")[1]
    assert not [word for word in ("Room ", "rank ", "1 player") if word in told]
    assert told.count("hosted") == 1  # what the page says of itself


@pytest.mark.django_db
def test_an_empty_list_says_so(browse: Browse) -> None:
    assert "None yet." in Markup(browse(STRANGER).get("/matches/")).text
    assert "你的比赛" in Markup(browse(STRANGER, "zh-hans").get("/matches/")).text


def test_twenty_a_page_in_few_queries(keep: Keep, browse: Browse) -> None:
    for number in range(23):
        keep(f"m{number}", at=FINISHED + number)
    with CaptureQueriesContext(connection) as queries:
        first = Markup(browse(HOST).get("/matches/"))
    assert len(queries) <= 8
    assert _listed(first) == [f"m{number}" for number in range(22, 2, -1)]
    assert _listed(Markup(browse(HOST).get("/matches/", {"page": 2}))) == ["m2", "m1", "m0"]
    assert browse(HOST).get("/matches/", {"page": "x"}).status_code == 200
