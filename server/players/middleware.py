"""Knows every visitor: puts the player's id on the request, and the cookie on the pages that lack it."""

from collections.abc import Awaitable, Callable
from typing import cast

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import patch_cache_control, patch_vary_headers

from server.players.identity import COOKIE, new_player_id, player_of, sign

LIFETIME = 400 * 24 * 3600  # seconds; browsers keep no cookie longer

Response = HttpResponseBase
Handler = Callable[[HttpRequest], Response] | Callable[[HttpRequest], Awaitable[Response]]


class GuestRequest(HttpRequest):
    """A request as views see it behind this middleware."""

    player_id: str


class GuestMiddleware:
    """Sets `request.player_id`: the cookie's player, or a fresh one where there is no cookie that we signed."""

    sync_capable = True
    async_capable = True

    def __init__(self, get_response: Handler) -> None:
        self._get_response = get_response
        self._is_async = iscoroutinefunction(get_response)
        if self._is_async:
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest) -> Response | Awaitable[Response]:
        """Answer like the handler within: at once, or as a coroutine."""
        known = _recognise(request)
        if self._is_async:
            return self._later(request, known=known)
        return _introduce(request, cast("Response", self._get_response(request)), known=known)

    async def _later(self, request: HttpRequest, *, known: bool) -> Response:
        response = await cast("Awaitable[Response]", self._get_response(request))
        return _introduce(request, response, known=known)


def _recognise(request: HttpRequest) -> bool:
    """Name the request's player; False when that is a stranger who needs a cookie."""
    player = player_of(request.COOKIES)
    cast("GuestRequest", request).player_id = player or new_player_id()
    return player is not None


def _introduce(request: HttpRequest, response: Response, *, known: bool) -> Response:
    """Give a stranger the cookie with the first page. Pictures, files and data stay free of it, and so cacheable."""
    if not response.headers.get("Content-Type", "").startswith("text/html"):
        return response
    patch_vary_headers(response, ("Cookie",))
    if not known:
        response.set_cookie(
            COOKIE,
            sign(cast("GuestRequest", request).player_id),
            max_age=LIFETIME,
            secure=settings.HTTPS,
            httponly=True,
            samesite="Lax",
        )
        # An identity that a cache hands to the next visitor would make two people one.
        patch_cache_control(response, private=True)
    return response
