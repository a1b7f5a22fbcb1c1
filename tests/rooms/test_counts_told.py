"""Who is told how many have answered: who has, and who does not have to."""

import asyncio

import pytest
from msgspec.structs import replace

from server.decks.models import Deck
from server.rooms.service import create_room
from tests.rooms.people import HOST, QUICK, Client, Processes, room_of

pytestmark = pytest.mark.django_db(transaction=True)


async def test_how_many_have_answered_is_told_to_those_who_have(process: Processes, deck: Deck) -> None:
    here, there = await process(), await process()
    code = (await create_room(here.store, HOST, replace(QUICK, seconds=60))).code
    host, al, cy, watcher = (
        Client(here, code, cookie=HOST),
        Client(there, code),
        Client(here, code),
        Client(there, code),
    )
    for client, name in ((host, "Ann"), (al, "Al"), (cy, "Cy")):
        await client.join(name)
    await watcher.say(t="join", role="watcher")
    await host.say(t="start")
    await asyncio.gather(*(client.next("question", round=0) for client in (host, al, cy, watcher)))
    await al.answer(0)
    await watcher.next("count", answered=1)
    await al.next("count", answered=1)
    token, token_of_cy = (client.all("welcome")[0]["token"] for client in (al, cy))
    al.leave()
    again = Client(here, code)  # on the other process, which took no answer of Al's
    await again.say(t="join", token=token)
    assert (await again.next("welcome"))["phase"]["answered"] == 1
    late = Client(there, code)  # takes a seat and plays from the next round on
    assert (await late.join("Di"))["phase"]["answered"] == 1
    cy.leave()
    cy = Client(there, code)
    await cy.say(t="join", token=token_of_cy)
    assert "answered" not in (await cy.next("welcome"))["phase"], "a reload tells no more"
    await host.answer(0)
    for client in (host, again, watcher, late):
        await client.next("count", answered=2)
    await cy.answer(0)
    await cy.next("reveal", round=0)
    assert not cy.all("count"), "nobody is pressed by the haste of others"


async def test_a_question_told_once_more_keeps_its_count(process: Processes, deck: Deck) -> None:
    runtime = await process()
    code = await room_of(runtime)
    host, guest, watcher = Client(runtime, code, cookie=HOST), Client(runtime, code), Client(runtime, code)
    await host.join("Ann")
    player = (await guest.join("Bob"))["player"]
    await watcher.say(t="join", role="watcher")
    await host.say(t="start")
    await host.next("question", round=0)
    await host.answer(0)
    await host.next("count", answered=1)
    await host.say(t="rename", player=player, name="Rob")
    for client in (host, watcher):
        assert (await client.next("question", answered=1))["round"] == 0
    again = await guest.ear.until(lambda: guest.all("question")[1:])
    assert "answered" not in again[0], "nor then to who has still to answer"


async def test_an_answer_of_somebody_removed_is_counted_no_longer(process: Processes, deck: Deck) -> None:
    runtime = await process()
    code = (await create_room(runtime.store, HOST, replace(QUICK, seconds=60))).code
    clients = [Client(runtime, code, cookie=HOST), *(Client(runtime, code) for _ in range(3))]
    host, al, cy, di = clients
    told = [await client.join(name) for client, name in zip(clients, ("Ann", "Al", "Cy", "Di"), strict=True)]
    await host.say(t="start")
    await host.next("question", round=0)
    await al.answer(0)
    await al.next("count", answered=1)
    await host.say(t="remove", player=told[1]["player"])
    again = await host.ear.until(lambda: next((m for m in host.all("question") if m["players"] == 3), None))
    assert again.get("answered", 0) == 0
    await host.answer(0)
    await cy.answer(0)
    await host.next("count", answered=2)
    await di.answer(0)
    await host.next("reveal", round=0)
    assert max(m["answered"] for m in host.all("count")) <= 3
