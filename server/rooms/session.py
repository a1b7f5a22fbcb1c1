"""One socket's conversation: text in, commands out. It is bound to one player for its life."""

import asyncio
import logging
from collections.abc import Awaitable

import msgspec

from game import commands, views
from game.decisions import Code
from game.room import SEATS, Answer, Phase, Seat, answers_table, name_of
from server.players.identity import new_player_id
from server.players.lookalikes import alike
from server.players.manners import rude
from server.players.nicknames import clean_name
from server.rooms import protocol
from server.rooms.guesses import guess
from server.rooms.hub import LocalRoom
from server.rooms.ingest import Outcome
from server.rooms.orders import Orders
from server.rooms.outlets import Outlet
from server.rooms.protocol import CloseCode, ProtocolCode, Refused
from server.rooms.roundtrip import RoundTrip
from server.rooms.runtime import Runtime
from server.rooms.store import StoreUnavailableError
from server.rooms.throttles import Throttle, weight
from server.rooms.tickets import read_seat_token, seat_token

log = logging.getLogger(__name__)
PATIENCE = 15.0  # seconds within which a new socket must join
RESENT = 2  # times that a round's sealed picture is sent again


class Session:
    """What a consumer hands its text to. Answers are handled at once, the rare rest is awaited, in order."""

    def __init__(
        self,
        runtime: Runtime,
        code: str,
        outlet: Outlet,
        cookie: str | None,
        address: str = "",
        throttle: Throttle | None = None,
    ) -> None:
        """`cookie`: the player whom the browser's signed cookie names, if any. `address`: where the socket is from."""
        self._runtime, self._code, self._outlet = runtime, code, outlet
        self._cookie, self._address = cookie, address
        self._loop = asyncio.get_running_loop()
        self._throttle = throttle or Throttle(self._loop.time())
        self._local: LocalRoom | None = None
        self._player = ""
        self._seated = False
        self._left = False
        self._resent = (("", -1), 0)  # match and round, and how often its picture was sent again
        self._trip = RoundTrip(outlet)
        self._deadline = self._loop.call_later(PATIENCE, outlet.close, CloseCode.SILENT)

    def hear(self, text: str | bytes) -> Awaitable[None] | None:
        """Take a message. What is returned must be awaited before the next one."""
        message = self._read(text)
        match message:
            case None:
                return None
            case protocol.Answer():
                self._answer(message)
            case protocol.Pong():
                self._trip.pong(message.n)
            case protocol.Ready():
                if self._local is not None and self._seated:
                    self._runtime.readiness.hear(self._local, self._player, message.round)
            case protocol.Missing():
                self._send_again(message.round)
            case protocol.Clock():
                self._send(protocol.Time(sent=message.sent, now=self._runtime.clock.now()))
            case _:
                return self._carefully(message)
        return None

    def _read(self, text: str | bytes) -> protocol.InboundMessage | None:
        """Decode what came, unless it is too much, too large or no message; those are refused."""
        size = weight(text)
        if not self._throttle.take(size, self._loop.time()):
            if self._throttle.abused:
                self._outlet.close(CloseCode.ABUSE)
            else:
                self._refuse(ProtocolCode.TOO_FAST, "")
            return None
        if size > protocol.MAX_MESSAGE:
            self._refuse(ProtocolCode.TOO_LARGE, "")
            return None
        try:
            message: protocol.InboundMessage = protocol.decode(text)
        except (msgspec.DecodeError, UnicodeError, RecursionError):
            self._refuse(ProtocolCode.MALFORMED, "")
            return None
        return message

    def _answer(self, message: protocol.Answer) -> None:
        arrived = self._runtime.clock.now()
        if self._local is None:
            self._refuse(ProtocolCode.NOT_SEATED, "answer")
            return
        command = commands.Submit(self._player, message.round, message.verdict, self._trip.lag)
        self._runtime.ingest.submit(
            self._local, command, arrived, lambda outcome: self._acknowledge(message.round, outcome)
        )

    def _acknowledge(self, number: int, outcome: Outcome) -> None:
        if isinstance(outcome, Answer):
            self._send(protocol.Ack(round=number, verdict=outcome.verdict, took=outcome.took))
        elif not isinstance(outcome, Seat):
            self._refuse(outcome, "answer")

    def _send_again(self, number: int) -> None:
        parcel = self._local.parcel if self._local is not None else None
        if parcel is None or parcel.frame is None or parcel.number != number:
            return  # it is on its way, or not asked for any more
        which = (parcel.match, parcel.number)
        times = self._resent[1] + 1 if self._resent[0] == which else 1
        if times > RESENT:
            self._refuse(ProtocolCode.TOO_FAST, "missing")
            return
        self._resent = (which, times)
        self._outlet.binary(parcel.frame)

    async def _carefully(self, message: protocol.InboundMessage) -> None:
        about = str(message.__struct_config__.tag)
        try:
            code = await self._rarely(message)
        except StoreUnavailableError:
            code = ProtocolCode.TRY_AGAIN
        except Exception:  # the database's trouble, or a bug: neither may cost the player's socket
            log.exception("a message could not be handled", extra={"room": self._code, "about": about})
            code = ProtocolCode.TRY_AGAIN
        if code is not None:
            self._refuse(code, about)

    async def _rarely(self, message: protocol.InboundMessage) -> Code | ProtocolCode | None:
        if isinstance(message, protocol.Join):
            return await self._join(message)
        if self._local is None:
            return ProtocolCode.NOT_SEATED
        return await Orders(self._runtime, self._code, self._player).carry_out(message, self._local.room)

    async def _join(self, message: protocol.Join) -> Code | ProtocolCode | None:
        if self._local is not None:
            return ProtocolCode.ALREADY_JOINED
        player = self._cookie or new_player_id()
        if message.token:
            told = read_seat_token(message.token, self._code)
            if told is None:
                return ProtocolCode.BAD_TOKEN
            player = told
        local = await self._runtime.hub.open(self._code)
        if not message.token and not await guess(self._runtime.store, self._address, hit=local is not None):
            self._refuse(ProtocolCode.TOO_FAST, "join")
            self._outlet.close(CloseCode.CROWDED)
            return None
        if local is None:
            self._refuse(ProtocolCode.NO_SUCH_ROOM, "join")
            self._outlet.close(CloseCode.NO_SUCH_ROOM)
            return None
        local.entering += 1
        try:
            seat = await self._seat(local, player, message)
            if player in local.room.removed or seat is Code.REMOVED:
                self._refuse(Code.REMOVED, "join")
                self._outlet.close(CloseCode.REMOVED)
                return None
            if not isinstance(seat, Seat) and seat is not None:
                return seat
            await self._enter(local, player, seat)
        finally:
            local.entering -= 1
        return None

    async def _seat(self, local: LocalRoom, player: str, message: protocol.Join) -> Seat | Code | ProtocolCode | None:
        """Return the seat that the player has now, None for somebody who watches, or why there is none."""
        refused = await self._sit_down(local, player, message.name)
        if isinstance(refused, Seat) or refused is Code.REMOVED:
            return refused
        # Somebody who comes back needs no name: the seat has one.
        standing = (await self._runtime.store.row(local.room, [SEATS], player))[0]
        return standing if isinstance(standing, Seat) else refused

    async def _sit_down(
        self, local: LocalRoom, player: str, wished: str | msgspec.UnsetType
    ) -> Seat | Code | ProtocolCode | None:
        if wished is msgspec.UNSET:
            return None
        name = clean_name(wished)
        if name is None:
            return ProtocolCode.BAD_NAME
        if rude(name):
            return ProtocolCode.RUDE_NAME
        seated: asyncio.Future[Outcome] = self._loop.create_future()

        def settle(told: Outcome) -> None:
            if not seated.done():  # nobody waits any more where the socket has gone
                seated.set_result(told)

        command = commands.Join(player, name, alike(name))
        self._runtime.ingest.submit(local, command, self._runtime.clock.now(), settle)
        outcome = await seated
        if isinstance(outcome, Answer):
            raise TypeError("a seat was asked for")
        return outcome

    async def _enter(self, local: LocalRoom, player: str, seat: Seat | None) -> None:
        """Send the snapshot, and from that very moment on every event."""
        if seat is not None:
            await self._runtime.presence.arrive(local, player)
        people = await self._runtime.crowd.known(local)
        while True:
            await local.up_to_date.wait()
            room = local.room
            answers = await self._answers(local, player)
            if local.room is room and local.up_to_date.is_set():
                break
        if self._left or player in local.room.removed:
            if seat is not None:
                self._runtime.presence.depart(local, player)
            self._outlet.close(CloseCode.REMOVED)
            return
        former = local.sockets.get(player)
        if former is not None:
            former.close(CloseCode.REPLACED)
        self._local, self._player, self._seated = local, player, seat is not None
        local.sockets[player] = self._outlet
        local.since[player] = self._runtime.clock.now()
        score = room.scores.get(player)
        shared = views.shared(room)
        phase = msgspec.structs.replace(shared, **views.own(room, player, answers))
        if isinstance(phase, views.Question):
            phase = msgspec.structs.replace(phase, answered=local.answered)
        self._send(
            protocol.Welcome(
                code=room.code,
                now=self._runtime.clock.now(),
                player=player,
                name=name_of(room, player, seat) if seat else "",
                host=room.host,
                seated=seat is not None,
                token=seat_token(room.code, player),
                options=room.options,
                people=local.people or people,
                points=score.points if score else 0,
                rank=score.rank if score else 0,
                top=views.standings(room),
                ranked=len(room.scores),
                phase=phase,
            )
        )
        if local.parcel is not None and local.parcel.frame is not None:
            self._outlet.binary(local.parcel.frame)
        self._deadline.cancel()
        if room.phase is Phase.CLOSED:
            self._outlet.close(CloseCode.ROOM_CLOSED)
        self._trip.begin()

    async def _answers(self, local: LocalRoom, player: str) -> dict[int, Answer]:
        """Return the player's own answers that the phase shows."""
        room = local.room
        if room.phase is Phase.QUESTION:
            numbers = [room.round]
        elif room.phase is Phase.PODIUM:
            numbers = list(range(len(room.faces)))
        else:
            return {}
        rows = await self._runtime.store.row(room, [answers_table(room, number) for number in numbers], player)
        return {number: row for number, row in zip(numbers, rows, strict=True) if isinstance(row, Answer)}

    def close(self) -> None:
        """Note that the socket is gone."""
        self._left = True
        self._deadline.cancel()
        self._trip.end()
        local = self._local
        if local is not None and local.sockets.get(self._player) is self._outlet:
            del local.sockets[self._player]
            local.since.pop(self._player, None)
            if self._seated:
                self._runtime.readiness.leave(local, self._player)
                self._runtime.presence.depart(local, self._player)

    def _refuse(self, code: Code | ProtocolCode, about: str) -> None:
        self._send(Refused(code=code, about=about))

    def _send(self, message: protocol.Outbound) -> None:
        self._outlet.text(protocol.encode(message))
