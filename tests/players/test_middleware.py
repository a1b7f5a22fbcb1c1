"""The guest's cookie: given once, kept, replaced when forged, and never on what may be cached."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.contrib.auth import get_user_model
from django.http import HttpRequest, HttpResponse
from django.test import AsyncClient, Client, RequestFactory

from server.players.identity import ID_LENGTH, new_player_id, player_of, read, said, sign
from server.players.middleware import LIFETIME, GuestMiddleware, become
from server.players.models import Player
from server.players.successors import hand_over

pytestmark = pytest.mark.django_db
Visit = Callable[..., tuple[HttpResponse, str]]


def sync_visit(cookie: str | None = None, content_type: str = "text/html; charset=utf-8") -> tuple[HttpResponse, str]:
    request = _request(cookie)
    seen: list[str] = []

    def page(request: HttpRequest) -> HttpResponse:
        seen.append(request.player_id)  # type: ignore[attr-defined]
        return HttpResponse("", content_type=content_type)

    return GuestMiddleware(page)(request), seen[0]  # type: ignore[return-value]


def async_visit(cookie: str | None = None, content_type: str = "text/html; charset=utf-8") -> tuple[HttpResponse, str]:
    request = _request(cookie)
    seen: list[str] = []

    async def page(request: HttpRequest) -> HttpResponse:
        seen.append(request.player_id)  # type: ignore[attr-defined]
        return HttpResponse("", content_type=content_type)

    async def visit() -> Any:
        answer = GuestMiddleware(page)(request)
        assert isinstance(answer, Awaitable)
        return await answer

    return async_to_sync(visit)(), seen[0]


@pytest.fixture(params=[sync_visit, async_visit])
def visit(request: pytest.FixtureRequest) -> Visit:
    return request.param


def _request(cookie: str | None) -> HttpRequest:
    request = RequestFactory().get("/")
    if cookie is not None:
        request.COOKIES["player"] = cookie
    return request


def test_a_stranger_gets_a_cookie_that_names_him_from_then_on(visit: Visit) -> None:
    response, player = visit()
    cookie = response.cookies["player"]
    assert len(player) == ID_LENGTH
    assert read(cookie.value) == player
    assert (cookie["httponly"], cookie["samesite"], cookie["secure"]) == (True, "Lax", "")
    assert cookie["max-age"] == LIFETIME
    assert "private" in response["Cache-Control"]
    response, again = visit(cookie.value)
    assert again == player
    assert not response.cookies
    assert "Cookie" in response["Vary"]


@pytest.mark.parametrize(
    "forge", [lambda good: good[:-1] + "x", lambda good: good.split(":")[0], lambda _: "", lambda _: "é:é"]
)
def test_a_forged_cookie_is_replaced(visit: Visit, forge: Callable[[str], str]) -> None:
    victim = new_player_id()
    response, player = visit(forge(sign(victim)))
    assert player != victim
    assert read(response.cookies["player"].value) == player


def test_a_signature_of_another_purpose_does_not_count() -> None:
    from django.core.signing import Signer

    assert read(Signer(salt="elsewhere").sign(new_player_id())) is None
    assert read(sign("short")) is None


@pytest.mark.parametrize("content_type", ["image/jpeg", "image/svg+xml", "text/css", "application/json", "text/csv"])
def test_what_may_be_cached_carries_no_cookie(visit: Visit, content_type: str) -> None:
    response, player = visit(content_type=content_type)
    assert len(player) == ID_LENGTH
    assert not response.cookies
    assert not response.has_header("Vary")
    assert not response.has_header("Cache-Control")


def test_the_cookie_is_secure_behind_https(visit: Visit, settings: Any) -> None:
    settings.HTTPS = True
    assert visit()[0].cookies["player"]["secure"] is True


def test_the_handshake_reads_the_same_cookie() -> None:
    player = new_player_id()
    assert player_of({"player": sign(player)}) == player
    assert player_of({"player": player}) is None
    assert player_of({}) is None


def test_ids_are_random_and_of_one_length() -> None:
    ids = {new_player_id() for _ in range(1000)}
    assert len(ids) == 1000
    assert {len(id_) for id_ in ids} == {ID_LENGTH}


def test_a_cookie_of_an_account_s_player_says_so_and_nothing_else(visit: Visit) -> None:
    player = new_player_id()
    cookie = sign(player, claimed=True)
    assert read(cookie) == player_of({"player": cookie}) == player  # sockets: pages have seen to the session
    assert said(cookie) == (player, True, "")
    response, seen = visit(cookie)  # without a session
    assert seen != player
    assert said(response.cookies["player"].value) == (seen, False, "")


def test_without_the_session_the_browser_is_the_guest_again_that_it_was(visit: Visit) -> None:
    guest = new_player_id()
    cookie = sign(new_player_id(), claimed=True, guest=guest)
    response, seen = visit(cookie)
    assert seen == guest
    assert said(response.cookies["player"].value) == (guest, False, "")
    Player.objects.create(id=guest, merged_into=Player.objects.create(id=new_player_id()))
    assert visit(cookie)[1] != guest


@pytest.mark.parametrize("leave", ["departed", "gone"])
def test_who_shows_the_cookie_of_somebody_who_left_is_a_stranger(visit: Visit, leave: str) -> None:
    guest = new_player_id()
    if leave == "gone":
        Player.objects.create(id=guest, gone=True)
    else:
        hand_over(guest, Player.objects.create(id=new_player_id()))
    assert visit(sign(guest))[1] != guest


@pytest.mark.parametrize("visits", [Client, AsyncClient])
@pytest.mark.django_db(transaction=True)
def test_the_session_says_who_it_is(visits: type[Client] | type[AsyncClient]) -> None:
    user = get_user_model().objects.create_user("ann")
    own = Player.objects.create(id=new_player_id(), user=user)
    browser: Any = visits(headers={"host": "localhost"})
    browser.force_login(user)
    guest = new_player_id()
    browser.cookies["player"] = sign(guest)
    fetch = browser.get if visits is Client else async_to_sync(browser.get)
    response = fetch("/credits/")
    cookie = response.cookies["player"]
    assert said(cookie.value) == (own.id, True, guest)
    assert cookie["max-age"] == LIFETIME
    assert "private" in response["Cache-Control"]
    assert "player" not in fetch("/credits/").cookies


def test_who_becomes_somebody_else_is_told_with_whatever_answer() -> None:
    def page(request: HttpRequest) -> HttpResponse:
        become(request, "another---------", claimed=False)
        return HttpResponse("{}", content_type="application/json")

    response = GuestMiddleware(page)(_request(sign(new_player_id())))
    assert read(response.cookies["player"].value) == "another---------"  # type: ignore[union-attr]
