"""The language switch: a button that works without script, and is remembered."""

from django.conf import settings
from django.urls import reverse

from tests.pages.conftest import Visit
from tests.pages.markup import Markup


def test_the_switch_offers_the_other_language(visit: Visit) -> None:
    assert Markup(visit("en").get("/")).one("button", name="language")["value"] == "zh-hans"
    assert Markup(visit("zh-CN").get("/")).one("button", name="language")["value"] == "en"


def test_the_switch_comes_back_to_the_same_page(visit: Visit) -> None:
    browser = visit()
    page = Markup(browser.get("/leaderboard/?page=1"))
    back = page.one("input", name="next")["value"]
    assert back == "/leaderboard/?page=1"
    answer = browser.post(reverse("set_language"), {"language": "zh-hans", "next": back})
    assert (answer.status_code, answer["Location"]) == (302, back)
    assert Markup(browser.get(back)).one("html")["lang"] == "zh-hans"
    assert browser.cookies[settings.LANGUAGE_COOKIE_NAME].value == "zh-hans"


def test_the_switch_leads_nowhere_else(visit: Visit) -> None:
    answer = visit().post(reverse("set_language"), {"language": "en", "next": "https://example.com/"})
    assert answer["Location"] == "/"
