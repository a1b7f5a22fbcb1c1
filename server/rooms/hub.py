"""Fan-out within this process: a subscription for each room, one encoding for each event, a frame for each player."""

import asyncio
from collections.abc import Callable
from contextlib import suppress

import msgspec

from game import showing, views
from game.room import SEATS, Answer, Phase, Room, answers_table
from server.rooms.codes import CloseCode
from server.rooms.counts import Counts
from server.rooms.documents import NewerRoomError
from server.rooms.errands import Errands
from server.rooms.local_room import LocalRoom
from server.rooms.moving import move
from server.rooms.outlets import broadcast
from server.rooms.protocol import Named, encode, splice
from server.rooms.store import Here, Newer, News, Row, Store, StoreUnavailableError

TOGETHER = 50  # reports told without a pause
AGAIN = 0.2  # seconds before the store is asked again, where it did not answer


class Hub:
    """Rooms that have sockets in this process, kept current by the store's news."""

    def __init__(self, store: Store, errands: Errands) -> None:
        self.rooms: dict[str, LocalRoom] = {}
        self._store, self._errands = store, errands
        self._counts = Counts(errands)
        self._opening: dict[str, asyncio.Task[LocalRoom | None]] = {}
        self._stale: set[str] = set()  # codes of rooms whose news may have been lost
        self._resyncing = False
        self.on_room: Callable[[Room], None] = lambda _room: None  # a room has a new version
        self.on_seat: Callable[[LocalRoom], None] = lambda _local: None  # somebody took a seat
        self.on_presence: Callable[[LocalRoom, Here], None] = lambda _local, _here: None  # somebody came or went

    async def open(self, code: str) -> LocalRoom | None:
        """Return the room, subscribed; None where there is no such room."""
        while (local := self.rooms.get(code)) is None:
            task = self._opening.get(code)
            if task is None:
                task = self._opening[code] = asyncio.create_task(self._open(code))
                task.add_done_callback(lambda _task: self._opening.pop(code, None))
            if await asyncio.shield(task) is None:
                return None
        return local  # looked up without a pause: a room just opened may have been let go before who asked woke up

    async def _open(self, code: str) -> LocalRoom | None:
        if await self._store.load(code) is None:  # before a subscription: strangers may ask for any code
            return None
        try:
            await self._store.subscribe(code)
            room = await self._store.load(code)  # after it: no version falls in between
        except StoreUnavailableError:
            with suppress(StoreUnavailableError):
                await self._store.unsubscribe(code)
            raise
        if room is None or room.phase is Phase.CLOSED:
            await self._store.unsubscribe(code)
            return None
        local = self.rooms[code] = LocalRoom(room)
        local.house = showing.house(room)
        self.on_room(room)
        return local

    async def leave(self, code: str) -> None:
        """Let go of a room that nobody here is connected to."""
        local = self.rooms.get(code)
        if local is not None and local.idle:
            del self.rooms[code]
            await self._store.unsubscribe(code)

    def _part(self, code: str, local: LocalRoom) -> None:
        """Let go of a room that only processes of a newer release understand; its sockets find one of them."""
        del self.rooms[code]
        self._errands.run(self._store.unsubscribe(code))
        move(local.everybody)

    def hear(self, code: str, news: News) -> None:
        """Take news from the store."""
        local = self.rooms.get(code)
        if local is None:
            return
        if isinstance(news, Room):
            self.learn(local, news)
        elif isinstance(news, Newer):
            self._part(code, local)
        elif isinstance(news, Here):
            self.on_presence(local, news)
        elif news.table == SEATS:
            self.on_seat(local)
        elif news.table == answers_table(local.room, local.room.round):
            self._counts.hear(local, news.count)

    def committed(self, room: Room) -> None:
        """Take a version that this process has just committed, without waiting for the news of it.

        Unless one before it is still on its way: then both come as news, in order.
        """
        local = self.rooms.get(room.code)
        if local is not None and room.version == local.room.version + 1:
            self.learn(local, room)

    def learn(self, local: LocalRoom, room: Room) -> None:
        """Take a newer version of a room and tell the sockets here."""
        if room.version > local.room.version:
            self._adopt(local, room)

    def _adopt(self, local: LocalRoom, room: Room) -> None:
        before, local.room = local.room, room
        self._attend(local, before)
        if room.phase is Phase.QUESTION and room.round != before.round:
            self._counts.begin(local)
        if local.backlog is not None:
            local.backlog.append(room)
        elif room.phase is Phase.PODIUM and local.reported != room.match:
            local.backlog = [room]
            local.up_to_date.clear()
            self._errands.run(self._tell_with_reports(local, room))
        elif room.phase is Phase.QUESTION is before.phase and room.removed != before.removed:
            self._errands.run(self._tell_recounted(local, room))
        else:
            self._tell(local, room)
        self.on_room(room)
        if room.phase is Phase.LOBBY or (room.names, room.removed) != (before.names, before.removed):
            self.on_seat(local)

    def _attend(self, local: LocalRoom, before: Room) -> None:
        """Do what a new version means for single sockets: names that the host gave, people whom the host removed."""
        room = local.room
        for player, named in room.names.items():
            if player in local.sockets and before.names.get(player) != named:
                local.sockets[player].text(encode(Named(name=named.name)))
        for player in set(room.removed).difference(before.removed).intersection(local.sockets):
            local.sockets.pop(player).close(CloseCode.REMOVED)
            local.since.pop(player, None)

    async def resync(self) -> None:
        """Load every room again: news may have been lost. Where the store does not answer, until it does."""
        self._stale.update(self.rooms)
        if self._resyncing:
            return
        self._resyncing = True
        try:
            while self._stale:
                code = self._stale.pop()
                try:
                    await self._reload(code)
                except StoreUnavailableError:
                    self._stale.add(code)
                    await asyncio.sleep(AGAIN)
        finally:
            self._resyncing = False

    async def _reload(self, code: str) -> None:
        local = self.rooms.get(code)
        if local is None:
            return
        known = local.room.version  # before the store was asked: the reply may be overtaken by news
        try:
            room = await self._store.load(code)
        except NewerRoomError:
            self._part(code, local)
            return
        if self.rooms.get(code) is not local:
            return  # let go meanwhile
        if room is not None and room.version < known:
            move(local.everybody)  # the store has lost its last moment, and is the truth: they begin anew with it
            self._adopt(local, room)
        elif room is not None:
            self.learn(local, room)
        else:
            gone = msgspec.structs.replace(local.room, phase=Phase.CLOSED, version=local.room.version + 1)
            self.learn(local, gone)
        self.on_seat(local)

    # ---- telling ----
    def _tell(self, local: LocalRoom, room: Room) -> None:
        """Send the phase to everybody here: the shared part encoded once, the personal part spliced in."""
        house = showing.house(room)
        if house != local.house:
            local.house = house
            broadcast(local.everybody, encode(house))
        view = showing.shared(room)
        shared = counted = encode(view)
        if isinstance(view, views.Question) and local.answered and room.options.counts:  # told again
            counted = encode(msgspec.structs.replace(view, answered=local.answered))
        if room.phase is not Phase.PODIUM:  # its reports are told by the version before
            local.reported = ""
        for player, outlet in list(local.sockets.items()):
            own = {} if local.reported else showing.own(room, player, {})
            outlet.text(splice(shared if local.judges(player) else counted, own))
        broadcast(local.onlookers, counted)
        if room.phase is Phase.CLOSED:
            for outlet in local.everybody:
                outlet.close(CloseCode.ROOM_CLOSED)
            local.sockets.clear()
            local.watchers.clear()
            local.screens.clear()
            local.since.clear()

    async def _tell_recounted(self, local: LocalRoom, room: Room) -> None:
        """Tell a question once more when somebody was removed who may have answered: that answer counts no longer."""
        with suppress(StoreUnavailableError):
            rows = await self._store.rows(room, answers_table(room, room.round))
            counting = sum(player in rows for player, score in room.scores.items() if score.eligible)
            if local.room is room:
                local.answered = local.told = counting
                local.discounted = len(rows) - counting
        if local.room is room:
            self._tell(local, room)

    async def _tell_with_reports(self, local: LocalRoom, room: Room) -> None:
        """Tell a podium with everybody's report; what happens to the room meanwhile is told after that, in order."""
        try:
            await self._tell_reports(local, room)
        finally:  # who comes in waits for it, whatever happened
            for version in local.backlog or []:
                if version is not room:
                    self._tell(local, version)
            local.backlog = None
            local.up_to_date.set()

    async def _tell_reports(self, local: LocalRoom, room: Room) -> None:
        rows = await self._all_answers(room)
        shared = encode(showing.shared(room))
        broadcast(local.onlookers, shared)
        local.reported = room.match
        for told, (player, outlet) in enumerate(list(local.sockets.items())):
            if told % TOGETHER == TOGETHER - 1:
                await asyncio.sleep(0)  # a report costs a tenth of a millisecond, and others want their turn
            answers = {number: row for number, table in enumerate(rows) if isinstance(row := table.get(player), Answer)}
            outlet.text(splice(shared, showing.own(room, player, answers)))

    async def _all_answers(self, room: Room) -> list[dict[str, Row]]:
        """Return the answers of each round. Without the store nothing else can happen to the room either."""
        while True:
            with suppress(StoreUnavailableError):
                return [await self._store.rows(room, answers_table(room, number)) for number in range(len(room.faces))]
            await asyncio.sleep(AGAIN)
