"""A socket's life, from the handshake on: it survives what a client or a database does, and leaves no ghost."""

import asyncio
import json

import pytest
from channels.testing import WebsocketCommunicator
from django.contrib.auth.models import User
from django.db import OperationalError

from server.players.identity import COOKIE, sign
from server.players.models import Player
from server.rooms import runtime as runtimes
from server.rooms import session as sessions
from server.rooms import starting
from server.rooms.codes import CloseCode
from server.rooms.database import in_database
from server.rooms.memory_store import MemoryStore
from server.rooms.outlets import OUTLET
from server.rooms.protocol import Join, encode
from server.rooms.routing import sockets
from server.rooms.runtime import Runtime
from server.rooms.service import create_room
from server.rooms.session import Session
from server.rooms.tickets import seat_token
from tests.game.table import SHORT
from tests.rooms.moments import until
from tests.rooms.people import Client, Ear
from tests.rooms.stored import lobby

# Channels looks after database connections when a socket ends.
pytestmark = pytest.mark.django_db(transaction=True)

HOST = "host-player-id-1"


class Socket:
    """A client's end of a socket."""

    def __init__(self, code):
        self.code = code
        self.wire = WebsocketCommunicator(sockets, f"/ws/room/{code}/", headers=[(b"host", b"localhost")])

    async def say(self, **message):
        await self.wire.send_to(text_data=json.dumps(message))

    async def next(self, kind):
        while (message := json.loads(await self.wire.receive_from(timeout=10)))["t"] != kind:
            pass
        return message

    async def join(self):
        await self.say(t="join", name="Ann", token=seat_token(self.code, HOST))
        return await self.next("welcome")


@pytest.fixture
async def socket(redis_url, settings):
    """The host's socket, connected and not yet joined."""
    settings.REDIS_URL = redis_url
    running = await runtimes.runtime()
    socket = Socket((await create_room(running.store, HOST, SHORT)).code)
    assert (await socket.wire.connect(timeout=10))[0]
    yield socket
    if not socket.wire.future.done():
        await socket.wire.disconnect(timeout=10)
    await runtimes.stop()


class ShortWay(Ear):
    """A way in and out of a server's own."""

    def listen(self, take):
        self.take = take


async def test_where_the_server_has_a_short_way_it_is_taken(redis_url, settings):
    settings.REDIS_URL = redis_url
    running = await runtimes.runtime()
    socket, way = Socket((await create_room(running.store, HOST, SHORT)).code), ShortWay()
    socket.wire.scope["extensions"] = {OUTLET: way}
    assert (await socket.wire.connect(timeout=10))[0]
    way.take(encode(Join(name="Ann", token=seat_token(socket.code, HOST))))
    await way.until(lambda: [message for message in way.heard if message["t"] == "welcome"])
    assert running.hub.rooms[socket.code].sockets[HOST] is way
    assert await socket.wire.receive_nothing()
    await socket.wire.disconnect(timeout=10)
    await runtimes.stop()


async def here(socket):
    """Return who has a socket in the room, in this process."""
    return list((await runtimes.runtime()).hub.rooms[socket.code].sockets)


async def test_an_error_leaves_no_ghost(socket, monkeypatch):
    def broken(session, text):
        raise ZeroDivisionError

    await socket.join()
    assert await here(socket) == [HOST]
    monkeypatch.setattr(Session, "_read", broken)
    await socket.say(t="clock", sent=1)
    while (told := await socket.wire.receive_output(timeout=10))["type"] == "websocket.send":
        pass
    assert told == {"type": "websocket.close", "code": 1011}
    await socket.wire.disconnect(timeout=10)
    assert await here(socket) == []


async def test_nor_does_a_cancellation(socket):
    await socket.join()
    socket.wire.future.cancel()
    await asyncio.wait([socket.wire.future], timeout=10)
    assert await here(socket) == []


async def test_nor_does_leaving(socket):
    await socket.join()
    await socket.wire.disconnect(timeout=10)
    assert await here(socket) == []


@pytest.mark.parametrize("known", [False, True], ids=["by an event", "by the socket itself"])
async def test_a_join_that_is_heard_late_takes_nobodys_place(known):
    """A process stood still; its browser came back elsewhere long ago, and must not be thrown out there."""
    store = MemoryStore()
    await store.commit(None, lobby())
    there, frozen = Runtime(store), Runtime(store)
    live = Client(there, "BCDF")
    live.session._entrance._cookie = HOST
    await live.join()
    late = Client(frozen, "BCDF")
    late.session._entrance._cookie = HOST
    late.ear.open = not known
    joining = late.session.hear(json.dumps({"t": "join", "name": "Ann"}))
    if not known:
        late.session.left()
    await joining
    assert (await store.presence("BCDF", 0.0), list(there.hub.rooms["BCDF"].sockets)) == (
        [f"{HOST} {there.presence._process}"],
        [HOST],
    )
    assert (live.ear.closed, late.ear.heard) == (None, [])
    for runtime in (there, frozen):
        await runtime.stop()


async def test_a_deeply_nested_message_is_malformed_and_no_more(socket):
    await socket.join()
    text = '{"x":' + "[" * 1000 + "]" * 1000 + ',"t":"answer"}'
    assert len(text) == 2019
    await socket.wire.send_to(text_data=text)
    assert await socket.next("refused") == {"t": "refused", "code": "malformed", "about": ""}
    await socket.say(t="clock", sent=5)
    assert (await socket.next("time"))["sent"] == 5
    assert await here(socket) == [HOST]


async def test_a_database_in_trouble_costs_a_start_and_not_the_socket(socket, monkeypatch, caplog):
    def locked(*_of):
        raise OperationalError

    monkeypatch.setattr(starting, "drawn", locked)
    await socket.join()
    await socket.say(t="start")
    assert await socket.next("refused") == {"t": "refused", "code": "try_again", "about": "start"}
    assert "a message could not be handled" in caplog.messages
    await socket.say(t="clock", sent=5)
    assert (await socket.next("time"))["sent"] == 5
    assert await here(socket) == [HOST]


async def test_who_never_joins_is_closed(monkeypatch):
    monkeypatch.setattr(sessions, "PATIENCE", 0.001)
    client = Client(Runtime(MemoryStore()), "BCDF")
    await until(lambda: client.ear.closed)
    assert client.ear.closed == CloseCode.SILENT


async def test_who_has_joined_may_be_silent(monkeypatch):
    store = MemoryStore()
    await store.commit(None, lobby())
    runtime = Runtime(store)
    client = Client(runtime, "BCDF")
    assert not client.session._deadline.cancelled()
    await client.join()
    assert client.session._deadline.cancelled()
    client.leave()
    await runtime.stop()


async def test_who_waits_long_to_be_let_in_is_not_closed_as_silent(monkeypatch):
    """A thousand come at once: the wait is ours. Whoever is refused must say something again."""
    monkeypatch.setattr(sessions, "PATIENCE", 0.05)
    store = MemoryStore()
    await store.commit(None, lobby())
    runtime = Runtime(store)
    gate, known = asyncio.Event(), runtime.crowd.known

    async def slow(local):
        await gate.wait()
        return await known(local)

    monkeypatch.setattr(runtime.crowd, "known", slow)
    client = Client(runtime, "BCDF")
    joining = asyncio.create_task(client.join())
    await asyncio.sleep(0.2)
    assert client.ear.closed is None
    gate.set()
    assert (await joining)["seated"]
    refused = Client(runtime, "BCDF")
    await refused.say(t="join", name="\u200b")
    assert refused.codes == ["bad_name"]
    await until(lambda: refused.ear.closed)
    assert refused.ear.closed == CloseCode.SILENT
    await runtime.stop()


@pytest.mark.parametrize(("claimed", "speaks"), [(False, True), (True, False)])
async def test_a_cookie_alone_speaks_for_a_guest_and_for_no_accounts_player(redis_url, settings, claimed, speaks):
    """A copy of it may be anybody's: a page that knows the session gives a token."""
    settings.REDIS_URL = redis_url

    def known() -> None:
        user = User.objects.create_user("ann") if claimed else None
        Player.objects.create(id=HOST, name="Ann", user=user)

    await in_database(known)
    running = await runtimes.runtime()
    code = (await create_room(running.store, HOST, SHORT)).code
    for name, cookie in {"Ann": sign(HOST), "Bea": sign(HOST, claimed=True)}.items():
        socket = Socket(code)
        socket.wire.scope["headers"].append((b"cookie", f"{COOKIE}={cookie}".encode()))
        assert (await socket.wire.connect(timeout=10))[0]
        await socket.say(t="join", name=name)
        came = await socket.next("welcome")
        assert (came["player"] == HOST) is (speaks and cookie == sign(HOST))
        await socket.wire.disconnect(timeout=10)
    await runtimes.stop()
