"""Knows every visitor: puts the player's id on the request, and the cookie on the pages that lack it."""

from collections.abc import Awaitable, Callable
from typing import cast

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import patch_cache_control, patch_vary_headers

from server.players.guests import is_guest, no_guests
from server.players.identity import COOKIE, Known, known, new_player_id, sign
from server.players.models import Player

LIFETIME = 400 * 24 * 3600  # seconds; browsers keep no cookie longer

Response = HttpResponseBase
Handler = Callable[[HttpRequest], Response] | Callable[[HttpRequest], Awaitable[Response]]


class GuestRequest(HttpRequest):
    """A request as views see it behind this middleware. `claimed`: the player is that of the account signed in with.
    `guest`: who this browser was before it signed in, if that one had played; it is that one again without the account.
    """

    player_id: str
    claimed: bool
    guest: str


class GuestMiddleware:
    """Sets `request.player_id`: the account's player for who is signed in, else the cookie's, else a fresh one.

    A cookie that was given to an account's player says nothing without the session: who was signed out elsewhere, by
    another password or because the account is gone, is here who it was before; so is a stranger who shows a copy of the
    cookie that its player had as a guest. A visitor without a session costs one query, who has no cookie of ours none.
    """

    sync_capable = True
    async_capable = True

    def __init__(self, get_response: Handler) -> None:
        self._get_response = get_response
        self._is_async = iscoroutinefunction(get_response)
        if self._is_async:
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest) -> Response | Awaitable[Response]:
        """Answer like the handler within: at once, or as a coroutine."""
        if self._is_async:
            return self._later(request)
        user = request.user if _has_session(request) else None
        own = _players_of(user.pk).first() if user and user.is_authenticated else None
        guest = _guest(request)
        stranger = not own and guest and no_guests(guest).exists()
        before = _recognise(request, own, "" if stranger else guest)
        return _introduce(request, cast("Response", self._get_response(request)), before)

    async def _later(self, request: HttpRequest) -> Response:
        user = await request.auser() if _has_session(request) else None
        own = await _players_of(user.pk).afirst() if user and user.is_authenticated else None
        guest = _guest(request)
        stranger = not own and guest and await no_guests(guest).aexists()
        before = _recognise(request, own, "" if stranger else guest)
        response = await cast("Awaitable[Response]", self._get_response(request))
        return _introduce(request, response, before)


def become(request: HttpRequest, player_id: str, *, claimed: bool, guest: str = "") -> None:
    """Let the browser be another player from this request on; the answer will carry the cookie, whatever it is."""
    visitor = cast("GuestRequest", request)
    visitor.player_id, visitor.claimed, visitor.guest = player_id, claimed, guest


def become_guest(request: HttpRequest) -> None:
    """Let the browser be the guest again that it was before it signed in, else somebody new."""
    guest = cast("GuestRequest", request).guest
    become(request, guest if guest and is_guest(guest) else new_player_id(), claimed=False)


def _has_session(request: HttpRequest) -> bool:
    return settings.SESSION_COOKIE_NAME in request.COOKIES


def _players_of(user: int | None) -> QuerySet[Player, str]:
    """Return the id of an account's player. Staff that never played with their account have none, and stay guests."""
    return Player.objects.filter(user=user).order_by().values_list("id", flat=True)


def _guest(request: HttpRequest) -> str:
    """Return the guest whom the cookie names, as who the browser is or was before it signed in; empty: none."""
    said = known(request.COOKIES)
    if said is None:
        return ""
    return said.guest if said.claimed else said.player


def _recognise(request: HttpRequest, own: str | None, guest: str) -> Known:
    """Name the request's player; return who it was before any view was asked."""
    if own:
        become(request, own, claimed=True, guest="" if guest == own else guest)
    else:
        become(request, guest or new_player_id(), claimed=False)
    return _now(request)


def _introduce(request: HttpRequest, response: Response, before: Known) -> Response:
    """Give the cookie to whom it does not name, with a page or when a view made somebody of him.

    Pictures, files and data stay free of it, and so cacheable.
    """
    now = _now(request)
    page = response.headers.get("Content-Type", "").startswith("text/html")
    if not page and now == before:
        return response
    patch_vary_headers(response, ("Cookie",))
    if now != known(request.COOKIES):
        response.set_cookie(
            COOKIE,
            sign(now.player, claimed=now.claimed, guest=now.guest),
            max_age=LIFETIME,
            secure=settings.HTTPS,
            httponly=True,
            samesite="Lax",
        )
        # An identity that a cache hands to the next visitor would make two people one.
        patch_cache_control(response, private=True)
    return response


def _now(request: HttpRequest) -> Known:
    visitor = cast("GuestRequest", request)
    return Known(visitor.player_id, visitor.claimed, visitor.guest)
