"""Looking for people among hundreds: pages in order of arrival, by a part of the name, for anybody in the room."""

import pytest

from game.decisions import Record
from game.room import SEATS, Named, Seat, new_room
from server.rooms.memory_store import MemoryStore
from server.rooms.protocol import PEOPLE
from server.rooms.runtime import Runtime
from tests.rooms.moments import until
from tests.rooms.people import Client
from tests.rooms.stored import following

MANY = 150


@pytest.fixture
async def hall():
    """A room with 150 seats; Kim the 7th was given another name, Kim the 8th was removed."""
    runtime = Runtime(MemoryStore())
    await runtime.start()
    lobby = new_room("BCDF", "host", runtime.clock.now())
    await runtime.store.commit(None, lobby)
    seats = [
        Record(SEATS, f"player-{number}", Seat(f"{'Kim' if number % 2 else 'Ada'} {number}", number))
        for number in range(MANY)
    ]
    await runtime.store.record(lobby, SEATS, seats, announce=False)
    room = following(lobby, names={"player-7": Named("Zebra", "zebra")}, removed=("player-8",))
    await runtime.store.commit(lobby, room)
    client = Client(runtime, "BCDF", "player-3")
    await client.say(t="join")
    yield client
    await runtime.stop()


async def found(client: Client, text: str = "", page: int = 0) -> dict:
    before = len(client.all("found"))
    await client.say(t="find", text=text, page=page)
    return (await client.ear.until(lambda: client.all("found")[before:]))[0]


async def test_everybody_is_on_some_page_once(hall):
    first = await found(hall)
    assert (first["total"], first["pages"], len(first["list"])) == (MANY - 1, 3, PEOPLE)
    players = [person["player"] for page in range(3) for person in (await found(hall, page=page))["list"]]
    assert players == [f"player-{number}" for number in range(MANY) if number != 8]


async def test_a_page_behind_the_last_is_the_last(hall):
    assert (await found(hall, page=1000))["page"] == 2


@pytest.mark.parametrize(
    ("text", "total"), [("kim", 74), ("KIM 1", 31), ("zebra", 1), ("kim 7", 5), ("nobody", 0), ("  ada 8 ", 5)]
)
async def test_a_part_of_the_name_as_it_is_now_will_do(hall, text, total):
    page = await found(hall, text)
    assert (page["total"], page["text"]) == (total, text)
    assert all(text.strip().casefold() in person["name"].casefold() for person in page["list"])


async def test_who_is_here_is_told(hall):
    assert [
        person["player"] for page in range(3) for person in (await found(hall, page=page))["list"] if person["here"]
    ]


async def test_asking_too_often_is_refused_and_costs_the_socket_nothing(hall):
    for _ in range(15):
        await hall.say(t="find", text="kim")
    await until(lambda: "too_fast" in hall.codes)
    assert len(hall.all("found")) >= 10
    assert hall.ear.closed is None


async def test_strangers_find_nobody(hall):
    stranger = Client(hall.session._runtime, "BCDF", "eve")
    await stranger.say(t="find")
    assert stranger.codes == ["not_seated"]


@pytest.mark.parametrize("fields", [{"text": "x" * 101}, {"page": -1}, {"page": 1001}, {"page": "1"}])
async def test_what_is_out_of_bounds_is_malformed(hall, fields):
    await hall.say(t="find", **fields)
    assert hall.codes == ["malformed"]
