"""Knows every visitor: puts the player's id on the request, and the cookie on the pages that lack it."""

from collections.abc import Awaitable, Callable
from typing import cast

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.conf import settings
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import patch_cache_control, patch_vary_headers

from server.players.identity import COOKIE, Known, known, new_player_id, sign
from server.players.models import Player

LIFETIME = 400 * 24 * 3600  # seconds; browsers keep no cookie longer

Response = HttpResponseBase
Handler = Callable[[HttpRequest], Response] | Callable[[HttpRequest], Awaitable[Response]]


class GuestRequest(HttpRequest):
    """A request as views see it behind this middleware. `claimed`: the player is that of the account signed in with."""

    player_id: str
    claimed: bool


class GuestMiddleware:
    """Sets `request.player_id`: the account's player for who is signed in, else the cookie's, else a fresh one.

    A cookie that was given to an account's player says nothing without the session: who was signed out elsewhere, by
    another password or because the account is gone, is a stranger here. Visitors without a session cost no query.
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
        before = _recognise(request, _players_of(user.pk).first() if user and user.is_authenticated else None)
        return _introduce(request, cast("Response", self._get_response(request)), before)

    async def _later(self, request: HttpRequest) -> Response:
        user = await request.auser() if _has_session(request) else None
        before = _recognise(request, await _players_of(user.pk).afirst() if user and user.is_authenticated else None)
        response = await cast("Awaitable[Response]", self._get_response(request))
        return _introduce(request, response, before)


def become(request: HttpRequest, player_id: str, *, claimed: bool) -> None:
    """Let the browser be another player from this request on; the answer will carry the cookie, whatever it is."""
    visitor = cast("GuestRequest", request)
    visitor.player_id, visitor.claimed = player_id, claimed


def disown(request: HttpRequest) -> None:
    """Make a stranger of a visitor whose cookie, from before, names the player of an account that is not signed in, or
    a guest who is part of one. For pages that tell or change what is kept of a player; one query.
    """
    visitor = cast("GuestRequest", request)
    if not visitor.claimed:
        named = Player.objects.filter(id=visitor.player_id)
        if named.filter(Q(user__isnull=False) | Q(merged_into__isnull=False)).exists():
            become(request, new_player_id(), claimed=False)


def _has_session(request: HttpRequest) -> bool:
    return settings.SESSION_COOKIE_NAME in request.COOKIES


def _players_of(user: int | None) -> QuerySet[Player, str]:
    """Return the id of an account's player. Staff that never played with their account have none, and stay guests."""
    return Player.objects.filter(user=user).order_by().values_list("id", flat=True)


def _recognise(request: HttpRequest, own: str | None) -> Known:
    """Name the request's player; return who it was before any view was asked."""
    said = known(request.COOKIES)
    if own is not None:
        become(request, own, claimed=True)
    elif said is not None and not said.claimed:
        become(request, said.player, claimed=False)
    else:
        become(request, new_player_id(), claimed=False)
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
            sign(now.player, claimed=now.claimed),
            max_age=settings.SESSION_COOKIE_AGE if now.claimed else LIFETIME,
            secure=settings.HTTPS,
            httponly=True,
            samesite="Lax",
        )
        # An identity that a cache hands to the next visitor would make two people one.
        patch_cache_control(response, private=True)
    return response


def _now(request: HttpRequest) -> Known:
    visitor = cast("GuestRequest", request)
    return Known(visitor.player_id, visitor.claimed)
