"""The page for those who must wait: the game is not ready, or they try too often."""

from asgiref.sync import sync_to_async
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from server.rooms.guesses import WINDOW

BUSY = 10  # seconds after which to ask again while the game is getting ready


async def sorry(request: HttpRequest, status: int) -> HttpResponse:
    """Answer with 429 or 503, and say when to come again."""
    response = await sync_to_async(render)(request, "rooms/sorry.html", {"status": status}, status=status)
    response["Retry-After"] = str(WINDOW if status == 429 else BUSY)
    return response
