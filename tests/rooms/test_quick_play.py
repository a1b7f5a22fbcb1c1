"""Play now: who comes plays in a room with others, and a room that runs itself needs nobody to start, go on or end."""

import asyncio

import pytest
from msgspec import to_builtins
from msgspec.structs import replace

from game.room import FILLED, Options, Phase, Room
from server.decks.models import Deck
from server.leaderboards import selectors as boards
from server.leaderboards.boards import Board
from server.matches.models import Result
from server.players.models import ALL_TIME
from server.rooms.alarms import LATER
from server.rooms.database import in_database
from server.rooms.quick_play import open_room, place
from server.rooms.runtime import Runtime
from server.rooms.service import create_room
from tests.rooms.boards import PUBLIC, board, public_room
from tests.rooms.people import HOST, QUICK, Client, Processes

pytestmark = pytest.mark.django_db(transaction=True)
NEWCOMER = "newcomer-id-1"


async def opened(process: Runtime) -> Room:
    return await open_room(process.store, "test", 3)


async def placed(process: Runtime, player: str = NEWCOMER) -> Room | None:
    return await place(process.store, player, lambda: opened(process))


async def nowhere() -> None:
    return None


async def found(process: Runtime, player: str = NEWCOMER) -> str | None:
    """Return the room that a newcomer is sent to, where no new one may be opened."""
    room = await place(process.store, player, nowhere)
    return room and room.code


# ---- which room ------------------------------------------------------------------------------------------------------
async def test_newcomers_of_one_moment_meet_in_one_room(process: Processes, deck: Deck) -> None:
    one, two = await process(), await process()
    rooms = await asyncio.gather(*(placed(each, f"newcomer-{i}") for i in range(5) for each in (one, two)))
    assert len({room.code for room in rooms}) == 1
    assert (rooms[0].host, rooms[0].owner, rooms[0].options.public) == ("", "", True)


async def test_the_liveliest_room_is_preferred_to_a_new_one(process: Processes, deck: Deck) -> None:
    one, two = await process(), await process()
    quiet, lively = await public_room(one), await public_room(one, host="another-host-id-1")
    await Client(one, quiet.code).join("Ann")
    for name in ("Bob", "Cat"):
        await Client(two, lively.code).join(name)
    await board(one.store, lambda told: lively.code in told and told[lively.code].players == 2)
    await board(one.store, lambda told: quiet.code in told)
    assert (await placed(one)).code == lively.code


async def test_nobody_is_sent_where_they_cannot_come_in(process: Processes, deck: Deck) -> None:
    one = await process()
    code = (await public_room(one, replace(PUBLIC, seats=3))).code
    host, guest = Client(one, code, cookie=HOST), Client(one, code, cookie=NEWCOMER)
    await host.join("Ann")
    await guest.join("Bob")
    await board(one.store, lambda told: code in told and told[code].taken == 2)
    assert await found(one, "somebody-else") == code
    assert await found(one, "one-too-many") is None, "the last seat may be taken by who was sent before"
    await host.say(t="remove", player=NEWCOMER)
    await host.ear.until(lambda: guest.ear.closed)
    assert await found(one) is None, "sent out for good"


async def test_a_running_match_is_joined_between_its_rounds(process: Processes, deck: Deck) -> None:
    one = await process()
    code = (await public_room(one, replace(PUBLIC, seconds=60))).code
    host = Client(one, code, cookie=HOST)
    await host.join("Ann")
    await host.say(t="start")
    await host.next("question", round=0)
    await board(one.store, lambda told: code in told and told[code].round == 1)
    assert await found(one) is None, "a question has just opened"
    await host.answer(0)
    await host.next("reveal", round=0)
    await board(one.store, lambda told: told[code].phase is Phase.REVEAL)
    assert await found(one) == code
    await Client(one, code).join("Bob")
    await host.ear.until(lambda: any(m["here"] == 2 for m in host.all("people")))


# ---- a room that runs itself -----------------------------------------------------------------------------------------
@pytest.fixture
def soon(monkeypatch) -> None:
    """What rooms that run themselves wait for passes at once."""
    monkeypatch.setattr("game.attendance.SELF_START", (0.3, 0.1))
    monkeypatch.setattr("game.rounds.SELF_PODIUM", 0.5)
    monkeypatch.setattr("server.rooms.presence.AWAY", 0.05)


async def play(client: Client, rounds: int) -> None:
    for number in range(rounds):
        await client.next("question", round=number)
        await client.answer(number)
        await client.next("reveal", round=number)


@pytest.mark.usefixtures("soon")
async def test_one_person_plays_with_bots_who_leave_no_trace(process: Processes, deck: Deck) -> None:
    one = await process()
    code = (await create_room(one.store, "", replace(PUBLIC, reveal=2))).code
    ann = Client(one, code)
    welcome = await ann.join("Ann")
    assert welcome["house"]["host"] == ""
    assert await ann.next("lobby", starts=(await ann.ear.until(lambda: ann.all("lobby")))[0]["starts"])
    await play(ann, 3)
    podium = await ann.next("podium", archived=True)
    assert podium["players"] == FILLED
    bots = [line["name"] for line in podium["top"] if line.get("bot")]
    assert len(bots) == FILLED - 1
    assert [line["name"] for line in podium["top"] if not line.get("bot")] == ["Ann"]
    assert [result.name for result in await in_database(lambda: list(Result.objects.all()))] == ["Ann"]
    assert [line.name for line in await in_database(boards.top, Board.POINTS, ALL_TIME, 10)] == ["Ann"]
    # It goes on by itself, with who is there.
    await ann.ear.until(lambda: any(m["v"] > podium["v"] for m in ann.all("lobby")))
    await ann.ear.until(lambda: len(ann.all("countdown")) == 2)


@pytest.mark.usefixtures("soon")
async def test_a_deserted_room_closes_and_leaves_nothing(process: Processes, deck: Deck, monkeypatch) -> None:
    monkeypatch.setattr("game.attendance.DESERTED", 0.2)
    monkeypatch.setattr("server.rooms.redis_store.LINGER", 1)
    monkeypatch.setattr("server.rooms.alarms.LINGER", 1)
    monkeypatch.setattr("game.attendance.SELF_START", (60.0, 60.0))
    one = await process()
    code = (await opened(one)).code
    ann = Client(one, code)
    await ann.join("Ann")
    await ann.ear.until(lambda: ann.all("lobby"))  # it counts down
    ann.leave()

    async def keys() -> list[bytes]:
        return await one.store._line.call("KEYS", f"*{code}*")

    async with asyncio.timeout(10):
        while await keys():  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    assert await one.store.load(code) is None
    assert code not in await board(one.store, lambda told: code not in told)


async def test_nobody_gives_orders_where_nobody_hosts(process: Processes, deck: Deck) -> None:
    one = await process()
    code = (await opened(one)).code
    ann, bob = Client(one, code), Client(one, code)
    await ann.join("Ann")
    player = (await bob.join("Bob"))["player"]
    orders = [
        {"t": "start"},
        {"t": "configure", "options": to_builtins(QUICK)},
        {"t": "rename", "player": player, "name": "Bill"},
        {"t": "remove", "player": player},
        {"t": "lock", "locked": True},
        {"t": "hand_over", "player": player},
        {"t": "play_along", "plays": False},
        {"t": "pause"},
        {"t": "end"},
        {"t": "rematch"},
    ]
    for order in orders:
        await ann.say(**order)
    assert ann.codes == ["not_host"] * len(orders)


@pytest.mark.usefixtures("soon")
async def test_without_a_deck_it_waits_and_does_not_spin(process: Processes, deck: Deck, caplog) -> None:
    one = await process()
    code = (await create_room(one.store, "", Options(deck="gone", rounds=3, public=True))).code
    ann = Client(one, code)
    await ann.join("Ann")
    async with asyncio.timeout(10):
        while not [record for record in caplog.records if "cannot start" in record.message]:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    room = await one.store.load(code)
    async with asyncio.timeout(10):
        while await one.store._line.call("ZSCORE", "alarms", code) < room.starts + LATER - 1:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    assert room.phase is Phase.LOBBY
    assert ann.ear.closed is None
