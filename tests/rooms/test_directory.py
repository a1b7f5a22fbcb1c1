"""The board of open rooms: what is on it, and how soon a room is off it that nobody can come into."""

import asyncio

import pytest
from msgspec import to_builtins
from msgspec.structs import replace

from game.commands import Lock
from game.room import IDLE, SELF_START, Mode, Phase
from server.decks.models import Deck
from server.rooms.notices import LATE, PATIENT, gathers_from, notice_of
from server.rooms.service import create_room
from tests.game.table import HOST as ANN
from tests.game.table import NOON, SHORT, Table
from tests.rooms.boards import AT_ONCE, PUBLIC, board, empty, public_room
from tests.rooms.people import HOST, QUICK, Client, Processes, room_of

pytestmark = pytest.mark.django_db(transaction=True)


async def test_processes_agree_on_who_is_in_an_open_room(process: Processes, deck: Deck) -> None:
    one, two = await process(), await process()
    room = await public_room(one)
    host, guest = Client(one, room.code, cookie=HOST), Client(two, room.code)
    await host.join("Ann")
    await board(two.store, lambda found: found.get(room.code) and found[room.code].players == 1)
    await guest.join("Bob")
    told = (await board(one.store, lambda found: found[room.code].players == 2))[room.code]
    assert (told.phase, told.seats, told.taken, told.link) == (Phase.LOBBY, PUBLIC.seats, 2, room.link)
    assert told.gathers
    assert not told.runs_itself
    await host.say(t="start")
    told = (await board(two.store, lambda found: found[room.code].phase is Phase.QUESTION))[room.code]
    assert (told.round, told.of) == (1, 3)


async def test_only_open_rooms_are_told_of(process: Processes, deck: Deck) -> None:
    one = await process()
    private = Client(one, await room_of(one), cookie=HOST)
    await private.join("Ann")
    room = await public_room(one, host="another-host-id-1")
    assert await board(one.store, lambda found: not found) == {}, "nobody is there yet"
    await Client(one, room.code).join("Bob")
    assert set(await board(one.store)) == {room.code}


async def test_a_locked_room_is_off_at_once_and_back_when_it_opens(process: Processes, deck: Deck) -> None:
    one, two = await process(), await process()
    code = (await public_room(one)).code
    host, guest = Client(one, code, cookie=HOST), Client(two, code)
    await host.join("Ann")
    await guest.join("Bob")
    await board(two.store, lambda found: code in found and found[code].players == 2)
    await host.say(t="lock", locked=True)
    await empty(two.store)
    await host.say(t="lock", locked=False)
    await board(two.store, lambda found: code in found)


async def test_a_room_made_private_is_off_at_once(process: Processes, deck: Deck) -> None:
    one = await process()
    code = await room_of(one)
    host = Client(one, code, cookie=HOST)
    await host.join("Ann")
    await host.say(t="configure", options=to_builtins(PUBLIC))
    await board(one.store, lambda found: code in found)
    await host.say(t="configure", options=to_builtins(QUICK))
    await empty(one.store)


async def test_a_full_room_is_off_at_once(process: Processes, deck: Deck) -> None:
    one, two = await process(), await process()
    code = (await public_room(one, replace(PUBLIC, seats=2))).code
    await Client(one, code, cookie=HOST).join("Ann")
    await board(two.store, lambda found: code in found)
    await Client(two, code).join("Bob")
    await empty(one.store)


async def test_a_room_that_everybody_has_left_is_off(process: Processes, deck: Deck, monkeypatch) -> None:
    monkeypatch.setattr("server.rooms.presence.AWAY", 0.05)
    one, two = await process(), await process()
    code = (await public_room(one)).code
    host, guest = Client(one, code, cookie=HOST), Client(two, code)
    await host.join("Ann")
    await guest.join("Bob")
    await board(one.store, lambda found: code in found and found[code].players == 2)
    host.leave()
    await board(one.store, lambda found: found[code].players == 1)
    guest.leave()
    await empty(one.store)


async def test_a_notice_that_is_on_its_way_does_not_outlive_the_open_door(process: Processes, deck: Deck) -> None:
    """The door is locked while a process posts that it is open."""
    one = await process()
    code = (await public_room(one)).code
    await Client(one, code, cookie=HOST).join("Ann")
    await board(one.store)
    post, held, go = one.store.post, asyncio.Event(), asyncio.Event()

    async def slow(*words):
        held.set()
        await go.wait()
        await post(*words)

    one.store.post = slow
    one.directory.refresh(one.hub.rooms[code])
    async with asyncio.timeout(AT_ONCE):
        await held.wait()
        assert await one.service.change(code, Lock(HOST, locked=True)) is None
    go.set()
    await empty(one.store)


async def test_a_room_without_a_host_is_on_the_board(process: Processes, deck: Deck) -> None:
    one = await process()
    room = await create_room(one.store, "", PUBLIC)
    await Client(one, room.code).join("Ann")
    assert (await board(one.store))[room.code].runs_itself


# ---- who is sent there -----------------------------------------------------------------------------------------------
def table(host: str = ANN, **options) -> Table:
    table = Table(replace(SHORT, public=True, **options), host=host)
    table.join("ann", "bob", "cat")
    return table


def test_a_lobby_gathers_until_its_host_has_waited_for_long():
    room = table().room
    assert gathers_from(room, NOON) == 0
    assert gathers_from(room, room.deadline - IDLE + PATIENT + 1) is None
    assert gathers_from(replace(room, away=NOON), NOON) is None
    assert gathers_from(replace(room, locked=True), NOON) is None
    assert gathers_from(replace(room, options=SHORT), NOON) is None


def test_a_lobby_that_should_have_started_gathers_no_more():
    room = replace(table(host="").room, starts=NOON + SELF_START[0])
    assert gathers_from(room, NOON) == 0
    assert gathers_from(room, room.starts + LATE + 1) is None


def test_a_match_gathers_between_its_rounds_until_the_last():
    match = table()
    match.start()
    assert gathers_from(match.room, match.now) == 0
    match.open()
    assert match.room.opened < gathers_from(match.room, match.now) < match.room.deadline
    match.tick()
    assert gathers_from(match.room, match.now) == 0
    assert gathers_from(replace(match.room, paused=match.now), match.now) is None
    match.open()
    match.tick()
    match.open()
    assert gathers_from(match.room, match.now) is None
    match.tick()
    assert gathers_from(match.room, match.now) is None


@pytest.mark.parametrize("options", [{"late": False}, {"mode": Mode.SUDDEN_DEATH}])
def test_a_match_that_takes_nobody_late_gathers_nobody(options):
    match = table(**options)
    match.start()
    match.open()
    match.tick()
    assert gathers_from(match.room, match.now) is None
    notice = notice_of(match.room, 3, 3, match.now)
    assert (notice.gathers, notice.seated) == (False, options != {"late": False})
