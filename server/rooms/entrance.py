"""How somebody comes into a room: who it is, as what, with which seat, and the snapshot that begins a visit."""

import asyncio

import msgspec

from game import commands, showing, views
from game.decisions import Code
from game.modes import may_answer_for_fun
from game.modes.practice import is_practice
from game.room import SEATS, Answer, Phase, Room, Seat, answers_table, asides_table, name_of
from game.standings import standings, team_standings
from server.players.identity import new_player_id
from server.players.lookalikes import alike
from server.players.manners import rude
from server.players.networks import line_of
from server.players.nicknames import clean_name
from server.rooms import protocol
from server.rooms.codes import CloseCode, ProtocolCode, Role
from server.rooms.figures import figures
from server.rooms.guesses import guess
from server.rooms.ingest import Outcome
from server.rooms.local_room import LocalRoom
from server.rooms.outlets import Outlet
from server.rooms.runtime import Runtime
from server.rooms.tickets import read_seat_token, seat_token

Wished = str | msgspec.UnsetType
MOST_WATCHERS, MOST_SCREENS = 1000, 50  # of one room in one process


class Visit:
    """Somebody in a room. `player`: a fresh id for those who are nobody."""

    def __init__(self, local: LocalRoom, player: str, role: Role, seat: Seat | None) -> None:
        self.local, self.player, self.role = local, player, role
        self.seat = seat

    @property
    def plays(self) -> bool:
        """Whether this is a player or the host, with or without a seat."""
        return self.role is Role.PLAYER


Refusal = Code | ProtocolCode


class Entrance:
    """The way in, for one socket. Closing the socket while somebody is on the way in is noticed with `left`."""

    def __init__(self, runtime: Runtime, code: str, outlet: Outlet, cookie: str | None, address: str) -> None:
        """`cookie`: the player whom the browser's signed cookie names, if any. `address`: where the socket is from."""
        self._runtime, self._code, self._outlet = runtime, code, outlet
        self._cookie, self._address = cookie, address
        self.left = False

    async def enter(self, message: protocol.Join) -> Visit | Refusal | None:
        """Return the visit that has begun, why there is none, or None where the socket was closed with a reason."""
        if self._runtime.leaving:
            self._outlet.close(CloseCode.SERVER_MOVES)
            return None
        player = await self._who(message)
        if player is None:
            return ProtocolCode.BAD_TOKEN
        local = await self._runtime.hub.open(self._code)
        if not message.token and not await guess(self._runtime.store, self._address, hit=local is not None):
            self._turn_away(ProtocolCode.TOO_FAST, CloseCode.CROWDED)
            return None
        if local is None:
            self._turn_away(ProtocolCode.NO_SUCH_ROOM, CloseCode.NO_SUCH_ROOM)
            return None
        if is_practice(local.room.options) and local.room.owner not in (player, self._cookie):
            self._turn_away(ProtocolCode.NO_SUCH_ROOM, CloseCode.NO_SUCH_ROOM)  # not even to watch
            return None
        local.entering += 1
        try:
            if not {player, self._cookie}.isdisjoint(local.room.removed):
                self._turn_away(Code.REMOVED, CloseCode.REMOVED)
                return None
            if message.role is not Role.PLAYER:
                return await self._watch(local, message.role)
            seat = await self._seat(local, player, message.name)
            if seat is Code.REMOVED:
                self._turn_away(Code.REMOVED, CloseCode.REMOVED)
                return None
            if isinstance(seat, Seat) or (seat is None and player == local.room.owner):
                return await self._come_in(local, player, seat)
            return await self._watch(local, Role.WATCHER) if seat is None else seat
        finally:
            local.entering -= 1

    async def _who(self, message: protocol.Join) -> str | None:
        """Return the player that the socket speaks for, None where its token is none of ours.

        A page gives its browser a token. A cookie alone speaks for a guest, and for no account's player.
        """
        if message.token:
            return read_seat_token(message.token, self._code)
        if self._cookie is not None and await self._runtime.is_guest(self._cookie):
            return self._cookie
        return new_player_id()

    def _turn_away(self, code: Refusal, close: CloseCode) -> None:
        figures.refused[code] += 1
        self._send(protocol.Refused(code=code, about="join"))
        self._outlet.close(close)

    async def _seat(self, local: LocalRoom, player: str, wished: Wished) -> Seat | Refusal | None:
        """Return the seat that the player has now, None for somebody who wished for none, or why there is none."""
        refused = await self._sit_down(local, player, wished)
        if isinstance(refused, Seat) or refused is Code.REMOVED:
            return refused
        # Somebody who comes back needs no name: the seat has one.
        standing = (await self._runtime.store.row(local.room, [SEATS], player))[0]
        return standing if isinstance(standing, Seat) else refused

    async def _sit_down(self, local: LocalRoom, player: str, wished: Wished) -> Seat | Refusal | None:
        if wished is msgspec.UNSET:
            return None
        name = clean_name(wished)
        if name is None:
            return ProtocolCode.BAD_NAME
        if rude(name):
            return ProtocolCode.RUDE_NAME
        seated: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()

        def settle(told: Outcome) -> None:
            if not seated.done():  # nobody waits any more where the socket has gone
                seated.set_result(told)

        command = commands.Join(player, name, alike(name), line_of(self._address))
        self._runtime.ingest.submit(local, command, self._runtime.clock.now(), settle)
        outcome = await seated
        if isinstance(outcome, Answer):
            raise TypeError("a seat was asked for")
        return outcome

    async def _watch(self, local: LocalRoom, role: Role) -> Visit | Refusal | None:
        """Let somebody in who is nobody from now on: no seat, no name, only what all are told.

        However many watch, there is a place for the screens of the host.
        """
        crowded = len(local.watchers) >= MOST_WATCHERS if role is Role.WATCHER else len(local.screens) >= MOST_SCREENS
        if crowded and not (role is Role.SCREEN and self._cookie in (local.room.host, local.room.owner)):
            return Code.ROOM_FULL
        people = await self._runtime.crowd.known(local)
        await local.up_to_date.wait()
        if self.left:
            return None
        visit = Visit(local, new_player_id(), role, None)
        (local.watchers if role is Role.WATCHER else local.screens)[visit.player] = self._outlet
        self._welcome(visit, people, {})
        return visit

    async def _come_in(self, local: LocalRoom, player: str, seat: Seat | None) -> Visit | None:
        """Send the snapshot, and from that very moment on every event."""
        if self.left or not self._outlet.open:  # heard late, as we stood still: who said it may be elsewhere by now
            return None
        await self._runtime.presence.arrive(local, player)
        people = await self._runtime.crowd.known(local)
        while True:
            await local.up_to_date.wait()
            room = local.room
            answers = await self._answers(room, player)
            if local.room is room and local.up_to_date.is_set():
                break
        if self.left or player in local.room.removed:
            self._runtime.presence.depart(local, player)
            self._outlet.close(CloseCode.REMOVED)
            return None
        former = local.sockets.get(player)
        if former is not None:
            former.close(CloseCode.REPLACED)
        local.sockets[player] = self._outlet
        if local.room.phase is Phase.QUESTION and local.room.round in answers:
            local.decided.add(player)
        local.since[player] = self._runtime.clock.now()
        visit = Visit(local, player, Role.PLAYER, seat)
        self._welcome(visit, people, showing.own(room, player, answers))
        return visit

    def _welcome(self, visit: Visit, people: protocol.People, own: dict[str, object]) -> None:
        local, seat, room = visit.local, visit.seat, visit.local.room
        phase = msgspec.structs.replace(showing.shared(room), **own)
        if isinstance(phase, views.Question) and room.options.counts and not local.judges(visit.player):
            phase = msgspec.structs.replace(phase, answered=local.answered)
        score = room.scores.get(visit.player)
        seen = showing.own_rank(room, score)
        self._send(
            protocol.Welcome(
                code=room.code,
                now=self._runtime.clock.now(),
                player=visit.player,
                name=name_of(room, visit.player, seat) if seat else "",
                role=visit.role,
                house=showing.house(room),
                seated=seat is not None,
                token=seat_token(room.code, visit.player) if visit.plays else "",
                people=local.people or people,
                points=score.points if score else 0,
                rank=seen,
                top=standings(room),
                teams=team_standings(room),
                ranked=len(room.scores),
                phase=phase,
            )
        )
        if local.parcel is not None and local.parcel.frame is not None:
            self._outlet.binary(local.parcel.frame)
        if room.phase is Phase.CLOSED:
            self._outlet.close(CloseCode.ROOM_CLOSED)

    async def _answers(self, room: Room, player: str) -> dict[int, Answer]:
        """Return the player's own answers that the phase shows."""
        if room.phase is Phase.QUESTION:
            name = asides_table if may_answer_for_fun(room, player) else answers_table
            tables = {room.round: name(room, room.round)}
        elif room.phase is Phase.PODIUM:
            tables = {number: answers_table(room, number) for number in range(len(room.faces))}
        else:
            return {}
        rows = await self._runtime.store.row(room, list(tables.values()), player)
        return {number: row for number, row in zip(tables, rows, strict=True) if isinstance(row, Answer)}

    def _send(self, message: protocol.Outbound) -> None:
        self._outlet.text(protocol.encode(message))
