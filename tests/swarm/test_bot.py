"""A bot answers in time, whatever else it does."""

import asyncio
import random

import httpx
import pytest
from msgspec.structs import replace

from server.swarm import gallery
from server.swarm.bot import Bot
from server.swarm.conversation import Conversation
from server.swarm.gallery import Gallery
from server.swarm.ledger import Ledger
from server.swarm.plan import SLACK
from server.swarm.seals import Seals
from server.swarm.sockets import Sockets
from server.swarm.tally import Tally
from server.swarm.vault import Vault
from tests.swarm.command import planned
from tests.swarm.test_gallery import QUESTION

URL = "http://one"


@pytest.fixture
def stuck(monkeypatch: pytest.MonkeyPatch) -> list[httpx.Request]:
    """A server that answers nothing any more. What it was asked."""
    asked: list[httpx.Request] = []

    async def never(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return await asyncio.get_running_loop().create_future()

    transport = httpx.MockTransport(never)
    monkeypatch.setattr(gallery, "new_client", lambda url: httpx.AsyncClient(base_url=url, transport=transport))
    return asked


async def test_looking_too_early_never_makes_an_answer_late(stuck: list[httpx.Request]) -> None:
    plan, tally = planned("--url", URL, "--players", "2", "--rooms", "1"), Tally()
    talk = Conversation("Bot", plan.options, Ledger(plan.options, tally), tally.complain)
    pictures = Gallery("BCDF", plan.urls, tally, Vault(Seals(tally.told), tally))
    bot = Bot(plan, talk, room=0, tally=tally, sockets=Sockets(plan.urls), gallery=pictures, rng=random.Random(1))
    bot._url = URL
    heard = asyncio.get_running_loop().time()
    talk.view = replace(QUESTION, deadline=QUESTION.opened + SLACK + 0.1, playing=True)
    talk.part.hand(0).heard = heard
    await bot._answer(0, 0.0, peeks=True)
    assert len(stuck) == 1
    hand = talk.part.hand(0)
    assert hand.sent is not None
    assert hand.sent_at - heard < SLACK + 0.1
    await pictures.close()
    assert tally.complaints == []
