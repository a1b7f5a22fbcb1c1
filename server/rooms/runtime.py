"""What a process has one of: store, clock, hub, and the tasks that keep them going."""

import asyncio
from collections.abc import Awaitable, Callable
from weakref import WeakKeyDictionary

from django.conf import settings

from game.room import Room
from server.accounts.tidying import tidy
from server.players import manners
from server.players.guests import is_guest
from server.rooms.alarms import Alarms
from server.rooms.archive import Archive
from server.rooms.attendance import Attendance
from server.rooms.chores import Chores
from server.rooms.clock import StoreClock
from server.rooms.courier import Courier
from server.rooms.crowd import Crowd
from server.rooms.database import in_archive, in_database
from server.rooms.directory import Directory
from server.rooms.errands import Errands
from server.rooms.hub import Hub
from server.rooms.ingest import Ingest
from server.rooms.local_room import LocalRoom
from server.rooms.networks import Networks
from server.rooms.outlets import Outlet
from server.rooms.pictures import pictures
from server.rooms.presence import Presence
from server.rooms.pulse import pulse
from server.rooms.readiness import Readiness
from server.rooms.redis_store import RedisStore
from server.rooms.service import Service
from server.rooms.store import Here, Store, StoreUnavailableError


async def _anybody(_player: str) -> bool:
    return True


async def _is_guest(player: str) -> bool:
    return await in_database(is_guest, player)


async def _nothing() -> None:
    pass


async def _tidy() -> None:
    await in_archive(tidy)


class Runtime:
    """The live rooms of this process. Make it with `start`."""

    def __init__(
        self,
        store: Store,
        is_guest: Callable[[str], Awaitable[bool]] = _anybody,
        chores: Callable[[], Awaitable[None]] = _nothing,
    ) -> None:
        """`is_guest`: whether a cookie alone may speak for this player. `chores`: what is to be done once an hour."""
        self.store, self.is_guest = store, is_guest
        self.sockets: set[Outlet] = set()  # all that were let in, whether they have joined or not
        self.leaving = False  # nobody is let in any more
        self.clock = StoreClock(store)
        self.networks = Networks(settings.SOCKETS_PER_ADDRESS)
        self._errands = errands = Errands()
        self.hub = Hub(store, errands)
        self.presence = Presence(store, self.clock, self.hub, errands)
        self.crowd = Crowd(store, self.hub, self.presence, errands)
        self.directory = Directory(store, self.clock, self.hub, self.presence, self.crowd, errands)
        self.service = Service(store, self.clock, self.hub)
        self.attendance = Attendance(self.hub, self.presence, self.service, errands)
        self.archive = Archive(store, self.clock, self.service)
        self.readiness = Readiness(store, errands)
        self.courier = Courier(self.hub, errands, pictures)
        self.alarms = Alarms(
            store, self.clock, self.hub, errands, self.presence, self.readiness, self.archive, self.service
        )
        self.chores = Chores(chores)
        self.ingest = Ingest(store, self.hub, errands, self.alarms.ring)
        self.hub.on_room = self._watch
        self.hub.on_seat = self._hear_seat
        self.hub.on_presence = self._hear_presence

    def _watch(self, room: Room) -> None:
        self.alarms.watch(room)
        self.courier.watch(room)
        if (local := self.hub.rooms.get(room.code)) is not None:  # it may just have been let go
            self.directory.refresh(local)

    def _hear_seat(self, local: LocalRoom) -> None:
        self.crowd.refresh(local)
        self.directory.refresh(local)

    def _hear_presence(self, local: LocalRoom, here: Here) -> None:
        self.presence.hear(local, here)
        self.attendance.hear(local, here)
        self.crowd.refresh(local)
        self.directory.refresh(local)

    async def start(self) -> "Runtime":
        """Set the clock, listen for news, and begin to watch rooms."""
        await asyncio.to_thread(manners.load)  # the first name must not stop everybody for half a second
        await self.clock.set()
        await self.store.listen(self.hub.hear, lambda: self._errands.run(self.hub.resync()))
        for kept in (self.clock, self.presence, self.crowd, self.attendance, self.alarms, self.directory, self.chores):
            self._errands.keep(kept.keep)
        self._errands.keep(pulse)
        return self

    async def stop(self) -> None:
        """End all tasks and let go of the store."""
        await self._errands.stop()
        await self.store.close()


_beginning = Errands()
_stores: "WeakKeyDictionary[asyncio.AbstractEventLoop, Store]" = WeakKeyDictionary()
_runtimes: "WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Task[Runtime]]" = WeakKeyDictionary()


def store() -> Store:
    """Return this event loop's store."""
    loop = asyncio.get_running_loop()
    if loop not in _stores:
        _stores[loop] = RedisStore(settings.REDIS_URL)
    return _stores[loop]


async def runtime() -> Runtime:
    """Return this event loop's runtime, started by the first who asks: daphne has no lifespan protocol.

    Raises StoreUnavailableError while the store does not answer; the next who asks tries again.
    """
    loop = asyncio.get_running_loop()
    task = _runtimes.get(loop)
    if task is None or (task.done() and (task.cancelled() or task.exception() is not None)):
        task = _runtimes[loop] = asyncio.create_task(Runtime(store(), _is_guest, _tidy).start())
    return await asyncio.shield(task)


def running() -> Runtime | None:
    """Return this event loop's runtime, if it has one that has started."""
    task = _runtimes.get(asyncio.get_running_loop())
    done = task is not None and task.done() and not task.cancelled() and task.exception() is None
    return task.result() if task is not None and done else None


def begin() -> None:
    """Start this loop's runtime before the first socket asks: rooms that an earlier process left may be due."""
    _beginning.run(_begin())


async def _begin() -> None:
    while True:
        try:
            await runtime()
        except StoreUnavailableError:
            await asyncio.sleep(1)
        else:
            return


async def stop() -> None:
    """End what this event loop has started, or is about to."""
    here, loop = running(), asyncio.get_running_loop()
    task, kept = _runtimes.pop(loop, None), _stores.pop(loop, None)
    if here is not None:
        await here.stop()
        return
    if task is not None:
        task.cancel()
    if kept is not None:
        await kept.close()
