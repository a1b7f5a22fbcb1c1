"""What watches over the server asks: is the process alive, and can it serve a game?"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import cast

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase

from server.rooms.database import in_database
from server.rooms.runtime import running, store

PATIENCE = 2.0  # seconds for each part
LATE = 5.0  # seconds: some process looks four times a second


Answer = HttpResponseBase | Awaitable[HttpResponseBase]
Handler = Callable[[HttpRequest], Answer]


class Probes:
    """Middleware before all others, as probes come from inside: past the proxy that ends TLS, under any host's name.

    /healthz: the event loop turns. Nothing else is asked: no restart brings a Redis or a database back.
    /readyz: 200 if each part works, and the process is not about to leave; else 503, and which does not.
    """

    sync_capable = True
    async_capable = True

    def __init__(self, get_response: Handler) -> None:
        """Follow the neighbour: asynchronous under ASGI; tests of views call synchronously, and nobody probes those."""
        self._get_response = get_response
        self._is_async = iscoroutinefunction(get_response)
        if self._is_async:
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest) -> Answer:
        """Answer a probe, or pass the request on."""
        return self._answer(request) if self._is_async else self._get_response(request)

    async def _answer(self, request: HttpRequest) -> HttpResponseBase:
        match request.path:
            case "/healthz":
                return HttpResponse("ok\n", content_type="text/plain", headers={"Cache-Control": "no-store"})
            case "/readyz":
                return await _ready()
            case _:
                return await cast("Awaitable[HttpResponseBase]", self._get_response(request))


async def _ready() -> HttpResponse:
    redis, database, alarms = await asyncio.gather(*map(_works, (_redis(), _database(), _alarms())))
    here = running()
    told = {
        "redis": redis,
        "database": database,
        "alarms": alarms,
        "staying": here is None or not here.leaving,
    }
    return JsonResponse(
        {part: "ok" if works else "failed" for part, works in told.items()},
        status=200 if all(told.values()) else 503,
        headers={"Cache-Control": "no-store"},
    )


async def _works(asked: Awaitable[bool]) -> bool:
    try:
        async with asyncio.timeout(PATIENCE):
            return await asked
    except Exception:  # noqa: BLE001 - whatever it is, this part does not work
        return False


async def _redis() -> bool:
    return await store().time() > 0


async def _database() -> bool:
    def answers() -> bool:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            return bool(cursor.fetchone() == (1,))

    return await in_database(answers)


async def _alarms() -> bool:
    """Tell whether rooms are woken in time: an alarm that is taken up is set anew, so none is overdue for long."""
    due = await store().next_alarm()
    return due is None or await store().time() - due < LATE
