"""Headers that cost nothing: our pages get no powers that a game needs not, our files go to no other site."""

from collections.abc import Awaitable, Callable

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.http import HttpRequest
from django.http.response import HttpResponseBase

DENIED = ("camera", "microphone", "geolocation", "payment", "usb", "serial", "midi", "display-capture")
HEADERS = {
    "Permissions-Policy": ", ".join(f"{power}=()" for power in DENIED),
    "Cross-Origin-Resource-Policy": "same-origin",
}

Answer = HttpResponseBase | Awaitable[HttpResponseBase]


class FixedHeaders:
    """Middleware that sets the headers on every answer."""

    sync_capable = True
    async_capable = True

    def __init__(self, get_response: Callable[[HttpRequest], Answer]) -> None:
        """Follow the neighbour: asynchronous under ASGI, synchronous in tests of views."""
        self._get_response = get_response
        if iscoroutinefunction(get_response):
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest) -> Answer:
        """Answer like the handler within: at once, or as a coroutine."""
        answer = self._get_response(request)
        return with_headers(answer) if isinstance(answer, HttpResponseBase) else _later(answer)


async def _later(answer: Awaitable[HttpResponseBase]) -> HttpResponseBase:
    return with_headers(await answer)


def with_headers(response: HttpResponseBase) -> HttpResponseBase:
    """Set the headers, where the answer does not say otherwise."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    return response
