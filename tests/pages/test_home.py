"""The first page: the way in, one face to try, the best of the board."""

import pytest
from django.test import Client
from django.urls import reverse

from server.decks.models import Deck
from server.players.identity import COOKIE, sign
from server.players.models import Player
from tests.pages.conftest import Visit
from tests.pages.markup import Markup


@pytest.mark.parametrize(
    ("language", "lang", "title"),
    [("en", "en", "One of them was never born."), ("zh-CN", "zh-hans", "从未诞生")],
)
def test_home_speaks_the_browsers_language(visit: Visit, language: str, lang: str, title: str) -> None:
    response = visit(language).get("/")
    page = Markup(response)
    assert response.status_code == 200
    assert page.one("html")["lang"] == lang
    assert title in page.text


def test_the_code_field_joins_without_script(visit: Visit) -> None:
    page = Markup(visit().get("/"))
    form = page.one("form", id="join")
    field = page.one("input", id="code")
    assert (form["method"], form["action"]) == ("get", reverse("join"))
    assert (field["name"], field["maxlength"], field["inputmode"]) == ("code", "16", "text")
    assert "autofocus" not in field
    assert page.one("label")["for"] == "code"


def test_hosting_is_a_form_with_a_token(visit: Visit) -> None:
    page = Markup(visit().get("/"))
    assert page.one("form", action=reverse("host"))["method"] == "post"
    assert (
        len(page.all("input", name="csrfmiddlewaretoken")) == 4
    )  # this one, the language's, to play now and to practise


def test_playing_now_comes_first_and_needs_no_name(visit: Visit) -> None:
    page = Markup(visit().get("/"))
    assert page.one("form", action=reverse("play"))["method"] == "post"
    forms = [form["action"] for form in page.all("form")]
    assert forms.index(reverse("play")) < forms.index(reverse("join")) < forms.index(reverse("host"))
    primary = [tag for tag, attrs in page.tags if attrs.get("class", "").split() == ["button", "primary"]]
    assert primary == ["button"]
    assert reverse("rooms") in page.links()


@pytest.mark.parametrize("missing", ["KWTZ", "kwtz", " kwtzb ", "k w t z"])
def test_an_unknown_code_is_explained_at_the_field(visit: Visit, missing: str) -> None:
    page = Markup(visit().get("/", {"missing": missing}))
    field = page.one("input", id="code")
    code = "".join(missing.split()).upper()
    assert f"No room {code}. Check the letters." in page.text
    assert (field["aria-invalid"], field["value"]) == ("true", code)
    assert "autofocus" in field
    assert page.one("p", id=field["aria-describedby"])["role"] == "alert"


@pytest.mark.parametrize("missing", ["", "KW", "KWTZBB", "K1TZ", "<script>alert(1)</script>", "ΑΒΓΔ"])
def test_what_is_no_code_is_not_repeated(visit: Visit, missing: str) -> None:
    response = visit().get("/", {"missing": missing})
    page = Markup(response)
    assert "A code has four or five letters." in page.text
    assert page.one("input", id="code")["value"] == ""
    assert b"alert(1)" not in response.content


def test_no_error_when_nothing_is_missing(visit: Visit) -> None:
    page = Markup(visit().get("/"))
    assert "aria-invalid" not in page.one("input", id="code")
    assert "Check the letters" not in page.text


def test_the_face_to_try_needs_a_deck(visit: Visit) -> None:
    assert not Markup(visit().get("/")).all("section", id="try")


def test_the_face_to_try_says_where_faces_come_from(visit: Visit, deck: Deck) -> None:
    page = Markup(visit().get("/"))
    assert page.one("section", id="try")["data-from"] == reverse("sample")
    assert [button["value"] for button in page.all("button") if "verdict" in button.get("class", "")] == ["real", "ai"]


def test_an_empty_board_says_so(visit: Visit) -> None:
    assert "Nobody yet." in Markup(visit().get("/")).text


def test_the_best_are_shown_and_ones_own_line_is_marked(visit: Visit, players: list[Player]) -> None:
    browser: Client = visit()
    browser.cookies[COOKIE] = sign(players[0].id)
    page = Markup(browser.get("/"))
    assert "4,200" in page.text
    assert "\N{MINUS SIGN}1,500" in page.text
    assert len(page.all("li", **{"class": "me"})) == 1


def test_only_reading_is_allowed(visit: Visit) -> None:
    assert visit().post("/").status_code == 405
