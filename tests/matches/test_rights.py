"""Who may read a report: its hosts all of it, its players the own part, anybody else not even that it is there."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from game.room import Kind
from server.decks.models import Deck, Face
from server.matches.models import Match, Round
from tests.matches.conftest import HOST, OWNER, PLAYERS, STRANGER, Browse, Fetch, Keep

FILES = ("answers.csv", "players.csv", "report.xlsx")


@pytest.fixture
def pictured(keep: Keep) -> Match:
    """A match of pairs whose faces have pictures."""
    match = keep(kind=Kind.PAIR)
    deck = Deck.objects.create(slug="starter", title="Starter")
    for round_ in match.round_set.all():
        for side, key, truth in (
            ("face", round_.face_key, round_.truth),
            ("partner", round_.partner_key, "ai" if round_.truth == "real" else "real"),
        ):
            made: dict[str, Any] = {"truth": truth, "kind": "photo" if truth == "real" else "gan", "picture": key}
            face = Face.objects.create(
                id=key, deck=deck, source="x", licence="x", sha256=key, width=1, height=1, size=1, **made
            )
            setattr(round_, side, face)
            Path(settings.MEDIA_ROOT, key).write_bytes(key.encode())
        round_.save()
    return match


@pytest.mark.parametrize("player", [OWNER, HOST])
def test_hosts_see_everybody(keep: Keep, browse: Browse, player: str) -> None:
    keep()
    page = browse(player).get("/matches/m1/").content.decode()
    assert "Match report" in page
    for name in PLAYERS:
        assert f"<bdi>{name.title()}</bdi>" in page


def test_players_see_themselves_alone(keep: Keep, browse: Browse) -> None:
    keep(silence=0)
    page = browse(PLAYERS[1]).get("/matches/m1/").content.decode()
    assert PLAYERS[1].title() in page
    assert "Your match" in page
    for other in (PLAYERS[0], PLAYERS[2]):
        assert other.title() not in page
    assert page.count('class="thumbs"') == 3


@pytest.mark.parametrize("player", [STRANGER, ""])
def test_for_anybody_else_there_is_nothing(keep: Keep, browse: Browse, fetch: Fetch, player: str) -> None:
    keep()
    browser = browse(player)
    told, unknown = browser.get("/matches/m1/"), browser.get("/matches/m2/")
    assert told.status_code == unknown.status_code == 404
    assert "A report appears a moment after its match" in told.content.decode()
    csrf = [line for line in told.content.decode().splitlines() if "csrf" not in line]
    assert csrf == [
        line.replace("/matches/m2/", "/matches/m1/")
        for line in unknown.content.decode().splitlines()
        if "csrf" not in line
    ]
    for file in FILES:
        assert fetch(f"/matches/m1/{file}", player).status_code == 404
    assert browser.get("/matches/m1/faces/0.jpg").status_code == 404


def test_a_forged_cookie_is_no_host(keep: Keep, browse: Browse) -> None:
    keep()
    browser = browse()
    browser.cookies["player"] = f"{HOST}:forged"
    assert browser.get("/matches/m1/").status_code == 404


def test_who_hosted_another_match_sees_nothing_of_this(keep: Keep, browse: Browse) -> None:
    keep("m1")
    keep("m2", players=("dora------------",), hosts=(STRANGER, STRANGER))
    assert browse(STRANGER).get("/matches/m2/").status_code == 200
    assert browse(STRANGER).get("/matches/m1/").status_code == 404
    assert browse(OWNER).get("/matches/m2/").status_code == 404


def test_a_room_that_ran_itself_has_no_host(keep: Keep, browse: Browse) -> None:
    match = keep(hosts=("", ""))
    assert match.hosts == []
    assert browse("").get("/matches/m1/").status_code == 404
    assert "Your match" in browse(PLAYERS[0]).get("/matches/m1/").content.decode()


@pytest.mark.parametrize("player", [HOST, PLAYERS[0]])
def test_pictures_of_both_faces(pictured: Match, browse: Browse, player: str) -> None:
    browser = browse(player)
    first = pictured.round_set.get(number=0)
    for side, key in (("", first.face_key), ("b", first.partner_key)):
        response = browser.get(f"/matches/m1/faces/0{side}.jpg")
        assert (response.status_code, response.content, response["Content-Type"]) == (200, key.encode(), "image/jpeg")
        assert "private" in response["Cache-Control"]
        assert "Cookie" in response["Vary"]
    assert browser.get("/matches/m1/faces/7.jpg").status_code == 404
    assert browser.get("/matches/m2/faces/0.jpg").status_code == 404


def test_pictures_are_for_who_may_read_that_round(pictured: Match, browse: Browse) -> None:
    for player in (STRANGER, ""):
        assert browse(player).get("/matches/m1/faces/0.jpg").status_code == 404
    pictured.results.get(player=PLAYERS[0]).trials.filter(round__number=0).delete()  # who came later was not asked
    assert browse(PLAYERS[0]).get("/matches/m1/faces/0.jpg").status_code == 404
    assert browse(PLAYERS[0]).get("/matches/m1/faces/1.jpg").status_code == 200
    assert browse(PLAYERS[1]).get("/matches/m1/faces/0.jpg").status_code == 200


def test_a_face_that_was_taken_down_is_gone(pictured: Match, browse: Browse) -> None:
    Face.objects.filter(id=pictured.round_set.get(number=0).face_key).delete()
    assert Round.objects.get(number=0).face is None
    browser = browse(HOST)
    assert browser.get("/matches/m1/faces/0.jpg").status_code == 404
    assert browser.get("/matches/m1/faces/0b.jpg").status_code == 200
    assert browser.get("/matches/m1/").content.decode().count("taken down") == 1


@pytest.mark.parametrize("player", [HOST, PLAYERS[0], STRANGER])
def test_nobody_keeps_a_report_in_between(keep: Keep, browse: Browse, fetch: Fetch, player: str) -> None:
    keep()
    for response in (browse(player).get("/matches/m1/"), *(fetch(f"/matches/m1/{file}", player) for file in FILES)):
        assert "no-store" in response["Cache-Control"]
        assert "private" in response["Cache-Control"]


def test_a_report_is_only_read(keep: Keep, browse: Browse) -> None:
    keep()
    for address in ("/matches/", "/matches/m1/", "/matches/m1/answers.csv", "/matches/m1/faces/0.jpg"):
        assert browse(HOST).post(address).status_code == 405
