"""What a host does with people, as they hear of it: new names, and the way out."""

import asyncio
import codecs

import pytest
from msgspec.structs import replace

from server.decks.models import Deck
from server.matches.models import Result
from server.players.models import Player
from server.rooms import archive as archives
from server.rooms.codes import CloseCode
from server.rooms.database import in_archive
from server.rooms.service import create_room
from tests.rooms.people import HOST, QUICK, Client, Processes, room_of

RUDE = codecs.decode("Fuvgurnq", "rot13")

pytestmark = pytest.mark.django_db(transaction=True)


async def test_a_new_name_is_told_to_its_bearer_and_shown_to_all(process: Processes, deck: Deck) -> None:
    one, two = await process(), await process()
    code = await room_of(one)
    host, guest = Client(one, code, cookie=HOST), Client(two, code)
    await host.join("Ann")
    told = await guest.join("Bob")
    await host.say(t="rename", player=told["player"], name="  Robert ")
    assert (await guest.next("named"))["name"] == "Robert"
    await host.ear.until(lambda: any(p["name"] == "Robert" for m in host.all("people") for p in m.get("list", ())))
    assert (await Client(one, code).join("Carl"))["people"]["list"][1]["name"] == "Robert"
    again = Client(one, code)
    assert (await again.join("Bob", token=told["token"]))["name"] == "Robert"


@pytest.mark.parametrize(
    ("name", "code"), [(" \u202e ", "bad_name"), ("ANN", "name_taken"), ("\u0410nn", "name_taken")]
)
async def test_a_name_that_will_not_do(process: Processes, deck: Deck, name: str, code: str) -> None:
    runtime = await process()
    room = await room_of(runtime)
    host, guest = Client(runtime, room, cookie=HOST), Client(runtime, room)
    await host.join("Ann")
    player = (await guest.join("Bob"))["player"]
    before = await runtime.store.load(room)
    await host.say(t="rename", player=player, name=name)
    assert [(m["code"], m["about"]) for m in host.all("refused")] == [(code, "rename")]
    assert await runtime.store.load(room) == before


async def test_who_is_removed_hears_it_and_stays_out(process: Processes, deck: Deck) -> None:
    one, two = await process(), await process()
    code = await room_of(one)
    host, guest = Client(one, code, cookie=HOST), Client(two, code, cookie="guest-player-id1")
    await host.join("Ann")
    told = await guest.join("Bob")
    await host.say(t="remove", player=told["player"])
    await guest.ear.until(lambda: guest.ear.closed)
    assert guest.ear.closed == CloseCode.REMOVED
    await host.ear.until(lambda: host.all("people") and host.all("people")[-1]["seats"] == 1)
    for back in (
        {"name": "Bob", "token": told["token"]},
        {"name": "Bob"},
        {"token": told["token"]},
        {},
    ):
        again = Client(one, code, cookie="guest-player-id1")
        await again.say(t="join", **back)
        assert (again.codes, again.ear.closed) == (["removed"], CloseCode.REMOVED)


async def test_who_is_removed_in_a_round_answers_no_more_and_stops_nobody(process: Processes, deck: Deck) -> None:
    runtime = await process()
    code = await room_of(runtime)
    host, guest = Client(runtime, code, cookie=HOST), Client(runtime, code)
    await host.join("Ann")
    player = (await guest.join("Bob"))["player"]
    await host.say(t="start")
    question = await host.next("question", round=0)
    await host.say(t="remove", player=player)
    await guest.ear.until(lambda: guest.ear.closed)
    await guest.answer(0)
    assert guest.codes == ["not_playing"]
    await host.answer(0)
    reveal = await host.next("reveal", round=0)
    assert (reveal["players"], [line["name"] for line in reveal["top"]]) == (1, ["Ann"])
    assert reveal["until"] - question["opened"] < 2 + 3, "all who are left have answered"


async def test_names_that_look_alike_are_refused_whichever_process_is_asked(process: Processes, deck: Deck) -> None:
    one, two = await process(), await process()
    code = await room_of(one)
    first, second, third = Client(one, code), Client(two, code), Client(two, code)
    await first.join("Paul")
    await second.say(t="join", name="P\u0430u1")  # a Cyrillic a, a one
    assert second.codes == ["name_taken"]
    assert second.ear.closed is None, "another name may be tried"
    await second.join("Paula")
    await third.join("4242")


async def test_a_seat_keeps_its_name_whatever_is_asked_for_on_return(process: Processes, deck: Deck) -> None:
    runtime = await process()
    code = await room_of(runtime)
    first, second = Client(runtime, code), Client(runtime, code)
    token = (await first.join("Ann"))["token"]
    await second.join("Bob")
    for name in ("Bob", "\u200b", "Ann"):
        back = Client(runtime, code)
        assert (await back.join(name, token=token))["name"] == "Ann"


async def test_a_rude_name_gets_no_seat(process: Processes, deck: Deck) -> None:
    runtime = await process()
    code = await room_of(runtime)
    client = Client(runtime, code)
    await client.say(t="join", name=RUDE)
    assert client.codes == ["rude_name"]
    assert (await client.join("Rudi"))["people"]["seats"] == 1


async def test_place_and_name_of_who_was_removed_are_free_again(process: Processes, deck: Deck) -> None:
    one, two = await process(), await process()
    code = (await create_room(one.store, HOST, replace(QUICK, seats=2))).code
    host, troll = Client(one, code, cookie=HOST), Client(two, code)
    await host.join("Ann")
    told = await troll.join("Maria")
    late = Client(two, code)
    await late.say(t="join", name="Zoe")
    assert late.codes == ["room_full"]
    await host.say(t="rename", player=told["player"], name="Mario")
    await host.say(t="remove", player=told["player"])
    maria = Client(two, code)
    assert (await maria.join("Maria"))["seated"]


async def test_a_question_ends_when_the_only_silent_player_is_removed(process: Processes, deck: Deck) -> None:
    runtime = await process()
    code = (await create_room(runtime.store, HOST, replace(QUICK, seconds=60))).code
    host, guest = Client(runtime, code, cookie=HOST), Client(runtime, code)
    await host.join("Ann")
    player = (await guest.join("Bob"))["player"]
    await host.say(t="start")
    await host.next("question", round=0)
    await host.answer(0)
    await host.next("ack")
    await host.say(t="remove", player=player)
    await host.next("reveal", round=0)


async def test_a_name_is_not_given_to_two_who_take_it_at_the_same_moment(
    process: Processes, deck: Deck, monkeypatch
) -> None:
    """Somebody sits down between the reading of the seats and the commit of a new name."""
    runtime = await process()
    code = await room_of(runtime)
    host, guest, late = Client(runtime, code, cookie=HOST), Client(runtime, code), Client(runtime, code)
    await host.join("Ann")
    player = (await guest.join("Bob"))["player"]
    rows, overtaken, here = runtime.store.rows, [], asyncio.current_task()

    async def overtake(room, table):
        read = await rows(room, table)
        if not overtaken and asyncio.current_task() is here:  # not the crowd's, which counts now and then
            overtaken.append(True)
            await late.join("Rob")
        return read

    monkeypatch.setattr(runtime.store, "rows", overtake)
    await host.say(t="rename", player=player, name="Rob")
    assert host.codes == ["name_taken"]


async def test_who_is_removed_on_the_way_in_does_not_come_in(process: Processes, deck: Deck, monkeypatch) -> None:
    runtime = await process()
    code = await room_of(runtime)
    host, guest = Client(runtime, code, cookie=HOST), Client(runtime, code, cookie="guest-player-id1")
    await host.join("Ann")
    arrive = runtime.presence.arrive

    async def meanwhile(local, player):
        await arrive(local, player)
        await host.say(t="remove", player=player)

    monkeypatch.setattr(runtime.presence, "arrive", meanwhile)
    await guest.say(t="join", name="Bob")
    assert guest.ear.closed == CloseCode.REMOVED
    assert not guest.all("welcome")
    assert list(runtime.hub.rooms[code].sockets.values()) == [host.ear]


async def test_while_a_match_runs_the_host_alone_hears_of_people(process: Processes, deck: Deck) -> None:
    runtime = await process()
    code = await room_of(runtime)
    host, guest, late = Client(runtime, code, cookie=HOST), Client(runtime, code), Client(runtime, code)
    await host.join("Ann")
    await guest.join("Bob")
    await host.say(t="start")
    await host.next("question", round=0)
    before = len(guest.all("people"))
    await late.join("Late")
    await host.ear.until(lambda: host.all("people")[-1]["seats"] == 3)
    assert len(guest.all("people")) == before


@pytest.mark.parametrize("archived", [True, False])
async def test_a_name_given_at_the_podium_is_the_one_that_stays(
    process: Processes, deck: Deck, monkeypatch, *, archived: bool
) -> None:
    """Whether the match was in the database already or was on its way there."""
    runtime = await process()
    code = await room_of(runtime)
    host, guest = Client(runtime, code, cookie=HOST), Client(runtime, code)
    await host.join("Ann")
    player = (await guest.join("Nasty"))["player"]
    rename = {"t": "rename", "player": player, "name": "Nice"}
    keep = archives.archive

    def meanwhile(*args, **more):
        renaming = asyncio.run_coroutine_threadsafe(host.say(**rename), loop)
        loop.call_soon_threadsafe(lambda: None)
        kept = keep(*args, **more)
        held.append(renaming)
        return kept

    loop, held = asyncio.get_running_loop(), []
    if not archived:
        monkeypatch.setattr(archives, "archive", meanwhile)
    await host.say(t="start")
    for number in range(3):
        await host.next("question", round=number)
        await host.answer(number)
        await guest.answer(number)
    await host.next("podium", archived=True)
    if archived:
        await host.say(**rename)
    else:
        await asyncio.wrap_future(held[0])

    def names() -> set[str]:
        return {Result.objects.get(player_id=player).name, Player.objects.get(id=player).name}

    async with asyncio.timeout(10):
        while await in_archive(names) != {"Nice"}:  # noqa: ASYNC110  (a row has no event; where it is written, one by one)
            await asyncio.sleep(0.01)
