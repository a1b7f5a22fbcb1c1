"""One socket's conversation: text in, commands out. It is bound to one player for its life."""

import asyncio
import logging
from collections.abc import Awaitable

import msgspec

from game import commands
from game.decisions import Code
from game.room import Answer, Seat
from server import logs
from server.rooms import protocol
from server.rooms.codes import CloseCode, ProtocolCode
from server.rooms.documents import NewerRoomError
from server.rooms.entrance import Entrance, Visit
from server.rooms.figures import figures
from server.rooms.ingest import Outcome
from server.rooms.orders import Orders
from server.rooms.outlets import Outlet
from server.rooms.protocol import Refused
from server.rooms.roundtrip import RoundTrip
from server.rooms.runtime import Runtime
from server.rooms.store import StoreUnavailableError
from server.rooms.throttles import Bucket, Throttle, weight

log = logging.getLogger(__name__)
PATIENCE = 28.0  # seconds within which a new socket must have said join, also where thousands come at once
ASKS = 10, 2.0  # of what reads all seats: searches, choices of a team; at once and a second
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
        self._entrance = Entrance(runtime, code, outlet, cookie, address)
        self._loop = asyncio.get_running_loop()
        self._throttle = throttle or Throttle(self._loop.time())
        self._visit: Visit | None = None
        self._asks = Bucket(*ASKS, self._loop.time())
        self._resent = (("", -1), 0)  # match and round, and how often its picture was sent again
        self._trip = RoundTrip(outlet)
        self._deadline = self._wait_for_join()
        runtime.sockets.add(outlet)

    def _wait_for_join(self) -> asyncio.TimerHandle:
        return self._loop.call_later(PATIENCE, self._outlet.close, CloseCode.SILENT)

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
                if (visit := self._visit) is not None and visit.seat is not None:
                    self._runtime.readiness.hear(visit.local, visit.player, message.round)
            case protocol.Missing():
                self._send_again(message.round)
            case protocol.Clock():
                self._send(protocol.Time(sent=message.sent, now=self._runtime.clock.now()))
            case _:
                return self._carefully(message)
        return None

    def _read(self, text: str | bytes) -> protocol.InboundMessage | None:
        """Decode what came, unless it is too much, too large or no message; those are refused."""
        figures.received += 1
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
        arrived, begun, visit = self._runtime.clock.now(), self._loop.time(), self._visit
        if visit is None or visit.seat is None:
            self._refuse(ProtocolCode.NOT_SEATED, "answer")
            return
        command = commands.Submit(visit.player, message.round, message.verdict, self._trip.lag)
        self._runtime.ingest.submit(
            visit.local, command, arrived, lambda outcome: self._acknowledge(message.round, outcome, begun)
        )

    def _acknowledge(self, number: int, outcome: Outcome, begun: float) -> None:
        if isinstance(outcome, Answer):
            self._send(protocol.Ack(round=number, verdict=outcome.verdict, took=outcome.took))
            figures.ack_latency.add(self._loop.time() - begun)
        elif not isinstance(outcome, Seat):
            self._refuse(outcome, "answer")

    def _send_again(self, number: int) -> None:
        parcel = self._visit.local.parcel if self._visit is not None else None
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
        except NewerRoomError:
            self._outlet.close(CloseCode.SERVER_MOVES)
            return
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
        if self._visit is None:
            return ProtocolCode.NOT_SEATED
        if isinstance(message, protocol.Find | protocol.ChooseTeam) and not self._asks.take(1, self._loop.time()):
            return ProtocolCode.TOO_FAST
        if isinstance(message, protocol.Find):
            self._send(await self._runtime.crowd.find(self._visit.local, message.text, message.page))
            return None
        return await Orders(self._runtime, self._code, self._visit.player).carry_out(message, self._visit.local.room)

    async def _join(self, message: protocol.Join) -> Code | ProtocolCode | None:
        if self._visit is not None:
            return ProtocolCode.ALREADY_JOINED
        self._deadline.cancel()  # however long it takes to let everybody in
        begun = await self._entrance.enter(message)
        if not isinstance(begun, Visit):
            if not self._entrance.left:
                self._deadline = self._wait_for_join()
            return begun
        self._visit = begun
        if self._entrance.left:  # while the snapshot was on its way
            self._leave(begun)
        else:
            self._trip.begin()
            logs.seat.set(begun.player)
            log.info("somebody came in", extra={"role": begun.role})
        return None

    def left(self) -> None:
        """Note that the socket is gone, while what it said is still being done."""
        self._entrance.left = True

    def close(self) -> None:
        """Note that the socket is gone."""
        first = self._outlet in self._runtime.sockets  # however it ends, it is said twice
        self._runtime.sockets.discard(self._outlet)
        self._entrance.left = True
        self._deadline.cancel()
        self._trip.end()
        if self._visit is not None:
            self._leave(self._visit)
            if first:
                told = {"room": self._code, "seat": self._visit.player, "role": self._visit.role}
                log.info("somebody left", extra=told)

    def _leave(self, visit: Visit) -> None:
        local, player = visit.local, visit.player
        for onlookers in (local.watchers, local.screens):
            onlookers.pop(player, None)
        if local.sockets.get(player) is self._outlet:
            del local.sockets[player]
            local.since.pop(player, None)
            self._runtime.readiness.leave(local, player)
            self._runtime.presence.depart(local, player)

    def _refuse(self, code: Code | ProtocolCode, about: str) -> None:
        figures.refused[code] += 1
        self._send(Refused(code=code, about=about))

    def _send(self, message: protocol.Outbound) -> None:
        self._outlet.text(protocol.encode(message))
