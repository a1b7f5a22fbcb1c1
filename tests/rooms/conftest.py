"""Stores to test against: the same suite runs on each."""

from collections.abc import AsyncIterator, Iterator

import pytest

from game.room import Room
from server.decks.models import Deck
from server.rooms.memory_store import Memory, MemoryStore
from server.rooms.redis_store import RedisStore
from server.rooms.runtime import Runtime
from server.rooms.store import Store
from tests.rooms.desk import Desk
from tests.rooms.engines import Connect, debian_redis, emptied
from tests.rooms.faces import small_deck
from tests.rooms.people import Processes
from tests.rooms.stored import lobby, question


@pytest.fixture(scope="session")
def old_redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The system's Redis 7, next to the bundled Valkey of `redis_url`."""
    with debian_redis(tmp_path_factory.mktemp("old-redis")) as url:
        yield url


@pytest.fixture(params=["memory", "valkey", "redis"])
async def connect(request: pytest.FixtureRequest) -> AsyncIterator[Connect]:
    """Make stores on the same data, one for each process that the test plays."""
    stores: list[Store] = []
    if request.param == "memory":
        memory = Memory()
        make: Connect = lambda: MemoryStore(memory)  # noqa: E731
    else:
        url = emptied(request.getfixturevalue("redis_url" if request.param == "valkey" else "old_redis_url"))
        make = lambda: RedisStore(url)  # noqa: E731

    def connected() -> Store:
        stores.append(make())
        return stores[-1]

    yield connected
    for store in stores:
        await store.close()


@pytest.fixture
def store(connect: Connect) -> Store:
    return connect()


@pytest.fixture
async def room(store: Store) -> Room:
    """A room in its lobby, in the store."""
    room = lobby()
    assert await store.commit(None, room)
    return room


@pytest.fixture
async def asked(store: Store) -> Room:
    """A room in the middle of a question, in the store."""
    room = question()
    assert await store.commit(None, room)
    return room


@pytest.fixture
async def process(redis_url: str, settings) -> AsyncIterator[Processes]:
    """Start server processes' worth of runtime, all on one Redis, empty: rooms of earlier tests would go on in it."""
    emptied(redis_url)
    settings.REDIS_URL = redis_url
    running = []

    async def start() -> Runtime:
        running.append(await Runtime(RedisStore(redis_url)).start())
        return running[-1]

    yield start
    for runtime in running:
        await runtime.stop()


@pytest.fixture
def deck(transactional_db) -> Deck:
    return small_deck("test")


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    """One process's ingest, of a room in the middle of a question."""
    desk = Desk()
    assert await desk.store.commit(None, desk.room)
    yield desk
    await desk.errands.stop()
