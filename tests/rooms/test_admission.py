"""Too many sockets from one network: refused with a word, closed with a code after which clients come back later."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from channels.testing import WebsocketCommunicator

from server.rooms import consumers
from server.rooms.admission import admit
from server.rooms.codes import CloseCode
from server.rooms.guesses import MISSES
from server.rooms.memory_store import MemoryStore
from server.rooms.networks import Networks
from server.rooms.routing import sockets
from server.rooms.runtime import Runtime
from server.rooms.store import StoreUnavailableError
from server.rooms.tickets import seat_token
from tests.rooms.people import Client
from tests.rooms.stored import lobby

pytestmark = pytest.mark.django_db(transaction=True)  # Channels looks after database connections when a socket ends

SCHOOL = "203.0.113.9"
REFUSED = '{"t":"refused","code":"too_many_joins","about":"join"}'


@pytest.fixture
async def process(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Runtime]:
    """The process that all sockets of a test come to."""
    running = Runtime(MemoryStore())

    async def runtime() -> Runtime:
        return running

    monkeypatch.setattr(consumers, "runtime", runtime)
    yield running
    await running.stop()


async def opened(address: str) -> WebsocketCommunicator:
    """Open a socket from an address."""
    socket = WebsocketCommunicator(sockets, "/ws/room/BCDF/", headers=[(b"host", b"localhost")])
    socket.scope["client"] = [address, 40000]
    connected, _ = await socket.connect(timeout=10)
    assert connected
    return socket


async def refused(socket: WebsocketCommunicator) -> bool:
    """Tell whether a socket was told to come back later."""
    await socket.send_to(text_data='{"t":"clock","sent":1}')
    told = await socket.receive_from(timeout=10)
    if '"time"' in told:
        return False
    assert told == REFUSED
    assert await socket.receive_output(timeout=10) == {"type": "websocket.close", "code": CloseCode.CROWDED}
    return True


async def test_so_many_join_in_a_minute(process: Runtime, settings) -> None:
    settings.JOINS_PER_MINUTE = 2
    lines = [await opened(address) for address in (SCHOOL, SCHOOL, SCHOOL, f"::ffff:{SCHOOL}", "203.0.113.10")]
    assert [await refused(line) for line in lines] == [False, False, True, True, False]
    await lines[2].send_to(text_data='{"t":"join"}')  # who stays on the line is not heard
    assert await lines[2].receive_nothing(timeout=0.01)
    for line in lines:
        await line.disconnect(timeout=10)
    assert await refused(await opened(SCHOOL)), "leaving does not give a join back"


async def test_so_many_are_open_at_once(process: Runtime) -> None:
    process.networks = Networks(2)
    first, second, third = [await opened(f"2001:db8:1:2::{number}") for number in range(3)]
    assert [await refused(line) for line in (first, second, third)] == [False, False, True]
    await third.disconnect(timeout=10)
    await first.disconnect(timeout=10)
    more = [await opened(f"2001:db8:1:2::{number}") for number in (3, 4)]
    assert [await refused(line) for line in more] == [False, True]


async def test_all_messages_of_one_network_are_counted_together(process: Runtime) -> None:
    one, two = [await admit(process, SCHOOL) for _ in range(2)]
    other = await admit(process, "203.0.113.10")
    assert one
    assert two
    assert other
    now = 1e9  # the buckets are full
    network = process.networks.enter(SCHOOL, now)
    assert network
    while network.take(10, now):
        pass
    assert not one.throttle.take(10, now)
    assert not two.throttle.take(10, now)
    assert other.throttle.take(10, now)
    assert not one.throttle.abused


class Away(MemoryStore):
    """A store that does not answer."""

    async def allow(self, *_what: object) -> bool:  # type: ignore[override]
        raise StoreUnavailableError


async def test_without_a_store_clients_go_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    running = Runtime(Away())

    async def runtime() -> Runtime:
        return running

    monkeypatch.setattr(consumers, "runtime", runtime)
    line = await opened(SCHOOL)
    assert await line.receive_output(timeout=10) == {"type": "websocket.close", "code": CloseCode.SERVER_MOVES}
    await line.disconnect(timeout=10)
    network = running.networks.enter(SCHOOL, 0.0)
    assert network
    assert network.sockets == 1, "who was not let in is not counted"


async def test_an_address_that_guesses_codes_is_told_nothing_at_a_socket(process: Runtime) -> None:
    await process.store.commit(None, lobby())

    async def join(code: str, **more: str) -> Client:
        client = Client(process, code)
        client.session._entrance._address = SCHOOL
        await client.say(t="join", name="Ann", **more)
        return client

    for client in await asyncio.gather(*(join("ZZZZ") for _ in range(MISSES))):
        assert (client.codes, client.ear.closed) == (["no_such_room"], CloseCode.NO_SUCH_ROOM)
    for code in ("BCDF", "ZZZZ"):  # there is one, there is none: the same word
        client = await join(code)
        assert (client.codes, client.ear.closed) == (["too_fast"], CloseCode.CROWDED)
    forged = await join("BCDF", role="watcher", token="BCDF:somebody:forged")
    assert forged.codes == ["bad_token"], "it opens no door to watchers either"
    assert (await join("BCDF", token=seat_token("BCDF", "somebody"))).all("welcome"), "its page was let in"
    assert await Client(process, "BCDF").join("Bob")


def test_clients_come_back_after_each_of_these() -> None:
    """Codes up to 4099 end it for a client; below 3000 the web server sends none but 1000."""
    assert all(4100 <= code < 5000 for code in (CloseCode.CROWDED, CloseCode.SERVER_MOVES, CloseCode.SILENT))
    assert all(3000 <= code < 5000 for code in CloseCode)
