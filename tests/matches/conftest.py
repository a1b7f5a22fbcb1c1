"""Matches that are kept, and the browsers of who may read them."""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec
import pytest
from asgiref.sync import async_to_sync
from django.conf import settings
from django.test import AsyncClient, Client

from server.matches.models import Match
from server.matches.services import archive
from server.players.identity import COOKIE, sign
from tests.matches.played import FINISHED, played

OWNER, HOST, STRANGER = "owner-----------", "host------------", "stranger--------"
PLAYERS = ("ann-------------", "ben-------------", "cleo------------")

Keep = Callable[..., Match]
Browse = Callable[..., Client]
Fetch = Callable[..., Any]


@pytest.fixture
def keep(db: None) -> Keep:
    """Play a match to its end and archive it. `names`: what players are called in it."""

    def keep(
        key: str = "m1",
        *,
        at: float = FINISHED,
        names: Mapping[str, str] | None = None,
        hosts: tuple[str, str] = (OWNER, HOST),
        **options: Any,
    ) -> Match:
        room, answers = played(key, **{"players": PLAYERS, **options})
        scores = {
            player: msgspec.structs.replace(score, name=(names or {}).get(player, score.name))
            for player, score in room.scores.items()
        }
        archive(
            msgspec.structs.replace(room, scores=scores, owner=hosts[0], starter=hosts[0], host=hosts[1]), answers, at
        )
        return Match.objects.get(key=key)

    return keep


@pytest.fixture
def browse() -> Browse:
    """Make the browser of a player, or one without a cookie."""

    def browse(player: str = "", language: str = "en") -> Client:
        client = Client(headers={"host": "localhost", "accept-language": language})
        if player:
            client.cookies[COOKIE] = sign(player)
        return client

    return browse


@pytest.fixture
def fetch() -> Fetch:
    """Fetch a file as a browser does; its whole content is in `body`."""

    async def fetched(address: str, player: str, language: str) -> Any:
        client = AsyncClient(headers={"host": "localhost"})
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        if player:
            client.cookies[COOKIE] = sign(player)
        response: Any = await client.get(address)
        response.body = (
            b"".join([chunk async for chunk in response.streaming_content]) if response.streaming else response.content
        )
        return response

    def fetch(address: str, player: str = "", language: str = "en") -> Any:
        return async_to_sync(fetched)(address, player, language)

    return fetch
