"""What a page of strangers must not be able to do: forms, cookies, and what Django checks before going live."""

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from server.audits.server_process import surroundings
from server.headers import HEADERS
from tests.pages.markup import Markup
from tests.servers import ROOT

pytestmark = pytest.mark.django_db

# What addresses are made with; a new parameter needs a word here.
WORDS = {"code": "BCDF", "match": "match-id", "number": "0", "face_id": "x", "object_id": "1", "app_label": "decks"}
WORDS |= {
    "content_type_id": "1",
    "id": "1",
    "url": "x",
    "side": "b",
    "key": "match-id",
    "uidb36": "1",
    "slug": "starter",
    "pk": "1",
    "player_id": "player----------",
    "token": "x",
}
POST_FORM = re.compile(r'<form\b[^>]*method="?post[^>]*>.*?</form>', re.IGNORECASE | re.DOTALL)


def endpoints(resolver: URLResolver, space: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Yield each endpoint with its namespace."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from endpoints(entry, f"{space}{entry.namespace}:" if entry.namespace else space)
        else:
            yield space, entry


def addresses() -> list[str]:
    """Return an address of every endpoint of the server."""
    found = []
    for space, entry in endpoints(get_resolver()):
        words = {name: WORDS[name] for name in entry.pattern.regex.groupindex}
        if entry.name:
            found.append(reverse(space + entry.name, kwargs=words))
        else:
            found.append("/admin/x" if words else f"/{entry.pattern}")
    return found


def test_no_address_takes_a_post_without_a_token() -> None:
    browser = Client(enforce_csrf_checks=True, headers={"host": "localhost"})
    answers = {address: browser.post(address).status_code for address in addresses()}
    assert {"/host/", "/language/", "/r/BCDF/", "/admin/login/", "/sample/x/"} <= set(answers)
    assert set(answers.values()) == {403}


def test_no_endpoint_is_exempt() -> None:
    assert not [entry for _, entry in endpoints(get_resolver()) if getattr(entry.callback, "csrf_exempt", False)]


def test_a_token_from_elsewhere_does_not_help() -> None:
    browser = Client(enforce_csrf_checks=True, headers={"host": "localhost"})
    browser.cookies["csrftoken"] = "a" * 32
    assert browser.post("/language/", {"csrfmiddlewaretoken": "b" * 32}).status_code == 403
    told = {"csrfmiddlewaretoken": "a" * 32, "language": "en"}
    assert browser.post("/language/", told, headers={"origin": "http://evil.example"}).status_code == 403
    assert browser.post("/language/", told, headers={"origin": "null"}).status_code == 403
    assert browser.post("/language/", told, headers={"origin": "http://localhost"}).status_code == 302


def test_every_form_that_posts_holds_a_token() -> None:
    forms = {
        (path.name, form): "{% csrf_token %}" in form
        for path in ROOT.glob("server/*/templates/**/*.html")
        for form in POST_FORM.findall(path.read_text())
    }
    assert len(forms) >= 2
    assert all(forms.values()), [name for name, held in forms.items() if not held]


def cookies(browser: Client) -> dict[str, tuple[Any, Any, Any]]:
    """Return what browsers are told about each cookie: secure, for no script, from no other site."""
    return {
        name: (bool(cookie["secure"]), bool(cookie["httponly"]), cookie["samesite"])
        for name, cookie in browser.cookies.items()
    }


@pytest.fixture
def everything(admin_user: Any) -> Callable[[], Client]:
    """A browser that has every cookie we give."""

    def visit() -> Client:
        browser = Client(headers={"host": "localhost"})
        browser.get("/")
        browser.post("/language/", {"language": "zh-hans"})
        browser.post("/admin/login/", {"username": "admin", "password": "password"})
        return browser

    return visit


def test_cookies_are_for_no_script_and_no_other_site(everything: Callable[[], Client]) -> None:
    told = cookies(everything())
    assert set(told) == {"player", "csrftoken", "sessionid", "django_language"}
    assert set(told.values()) == {(False, True, "Lax")}


def test_behind_https_all_cookies_are_secure(everything: Callable[[], Client], settings: Any) -> None:
    settings.HTTPS = True
    for cookie in ("SESSION", "CSRF", "LANGUAGE"):
        setattr(settings, f"{cookie}_COOKIE_SECURE", True)
    told = cookies(everything())
    assert set(told) == {"player", "csrftoken", "sessionid", "django_language"}
    assert set(told.values()) == {(True, True, "Lax")}


def manage(code: str, data: Path, https: str) -> str:
    """Run Python on the settings of a server of its own."""
    run = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=surroundings(data, {"UNCANNY_HTTPS": https, "DJANGO_SETTINGS_MODULE": "server.settings"}),
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    return run.stdout


# Checks, then asks for the one page that needs neither database nor Redis, plainly and as a proxy that ends TLS would.
ASK = """
import json, django
django.setup()
from django.conf import settings
from django.core.management import call_command
call_command("check", deploy=True, fail_level="WARNING")
from django.test import Client
browser = lambda: Client(headers={"host": "localhost"})
plain = browser().get("/favicon.ico")
tls = browser().get("/favicon.ico", headers={"x-forwarded-proto": "https"})
print(json.dumps({
    "plain": [plain.status_code, plain["Location"], dict(plain.headers)],
    "tls": [tls.status_code, tls["Location"], dict(tls.headers)],
    "cookies": [getattr(settings, f"{name}_COOKIE_SECURE") for name in ("SESSION", "CSRF", "LANGUAGE")],
    "silenced": sorted(settings.SILENCED_SYSTEM_CHECKS),
}))
"""


def test_with_https_nothing_is_left_to_warn_of(tmp_path: Path) -> None:
    told = json.loads(manage(ASK, tmp_path, "1").splitlines()[-1])
    assert told["plain"][:2] == [301, "https://localhost/favicon.ico"]
    assert told["tls"][:2] == [302, "/static/pages/favicon.svg"]
    headers = told["tls"][2]
    assert headers["Strict-Transport-Security"] == f"max-age={365 * 24 * 3600}"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert told["cookies"] == [True] * 3
    assert told["silenced"] == ["security.W005", "security.W021"]


def test_on_plain_http_only_what_needs_tls_is_let_pass(tmp_path: Path) -> None:
    told = json.loads(manage(ASK, tmp_path, "").splitlines()[-1])
    assert told["plain"][:2] == told["tls"][:2] == [302, "/static/pages/favicon.svg"]
    assert "Strict-Transport-Security" not in told["tls"][2]
    assert told["cookies"] == [False] * 3
    assert told["silenced"] == ["security.W004", "security.W008", "security.W012", "security.W016"]


@pytest.mark.parametrize("address", ["/leaderboard/", "/nowhere/", "/favicon.ico", "/r/BCDF/qr.svg", "/admin/login/"])
def test_every_answer_is_hardened(address: str) -> None:
    answer = Client(headers={"host": "localhost"}).get(address)
    assert {name: answer.get(name) for name in HEADERS} == HEADERS
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["X-Frame-Options"] == "DENY"
    assert "unsafe" not in answer["Content-Security-Policy"]


def test_no_page_of_the_admin_lets_scripts_in(admin_client: Client) -> None:
    pages = [address for address in addresses() if address.startswith("/admin/") and "logout" not in address]
    assert len(pages) > 20
    for address in pages:
        answer = admin_client.get(address, headers={"host": "localhost"})
        assert "default-src 'self'" in answer["Content-Security-Policy"], address
        assert "unsafe" not in answer["Content-Security-Policy"], address
        if answer.get("Content-Type", "").startswith("text/html"):
            assert Markup(answer).inline() == [], address


@pytest.mark.urls("tests.pages.test_errors")
@pytest.mark.parametrize("address", ["/400/", "/403/", "/nowhere/", "/500/"])
def test_no_error_lets_scripts_in(address: str, caplog: pytest.LogCaptureFixture) -> None:
    browser = Client(headers={"host": "localhost"}, raise_request_exception=False)
    answer = browser.get(address)
    assert answer.status_code >= 400
    assert "default-src 'self'" in answer["Content-Security-Policy"]
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert {name: answer.get(name) for name in HEADERS} == HEADERS


def test_a_foreign_name_gets_the_headers_too() -> None:
    answer = Client(headers={"host": "evil.example"}).get("/")
    assert answer.status_code == 400
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
