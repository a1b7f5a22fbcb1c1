"""One socket's conversation: text in, commands out. It is bound to one player for its life."""

import asyncio
import logging
import secrets
from collections.abc import Awaitable

import msgspec

from game import commands, views
from game.decisions import Code
from game.room import SEATS, Answer, Phase, Seat, answers_table
from server.decks.selectors import UnknownDeckError, playable
from server.players.identity import new_player_id
from server.players.nicknames import clean_name
from server.rooms import protocol
from server.rooms.database import in_database
from server.rooms.hub import LocalRoom
from server.rooms.ingest import Outcome
from server.rooms.outlets import Outlet
from server.rooms.protocol import CloseCode, ProtocolCode, Refused
from server.rooms.roundtrip import RoundTrip
from server.rooms.runtime import Runtime
from server.rooms.store import StoreUnavailableError
from server.rooms.throttles import Bucket, guessing, missed
from server.rooms.tickets import read_seat_token, seat_token

log = logging.getLogger(__name__)
PATIENCE = 15.0  # seconds within which a new socket must join


class Session:
    """What a consumer hands its text to. Answers are handled at once, the rare rest is awaited, in order."""

    def __init__(self, runtime: Runtime, code: str, outlet: Outlet, cookie: str | None, address: str = "") -> None:
        """`cookie`: the player whom the browser's signed cookie names, if any. `address`: where the socket is from."""
        self._runtime, self._code, self._outlet = runtime, code, outlet
        self._cookie, self._address = cookie, address
        self._loop = asyncio.get_running_loop()
        self._bucket = Bucket(self._loop.time())
        self._local: LocalRoom | None = None
        self._player = ""
        self._seated = False
        self._left = False
        self._trip = RoundTrip(outlet)
        self._deadline = self._loop.call_later(PATIENCE, outlet.close, CloseCode.SILENT)

    def hear(self, text: str | bytes) -> Awaitable[None] | None:
        """Take a message. What is returned must be awaited before the next one."""
        if not self._bucket.take(self._loop.time()):
            if self._bucket.abused:
                self._outlet.close(CloseCode.ABUSE)
            else:
                self._refuse(ProtocolCode.TOO_FAST, "")
            return None
        if len(text) > protocol.MAX_MESSAGE:
            self._refuse(ProtocolCode.TOO_LARGE, "")
            return None
        try:
            message = protocol.decode(text)
        except (msgspec.DecodeError, UnicodeError, RecursionError):
            self._refuse(ProtocolCode.MALFORMED, "")
            return None
        match message:
            case protocol.Answer():
                self._answer(message)
            case protocol.Pong():
                self._trip.pong(message.n)
            case protocol.Clock():
                self._send(protocol.Time(sent=message.sent, now=self._runtime.clock.now()))
            case _:
                return self._carefully(message)
        return None

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
        change, room = self._runtime.service.change, self._local.room
        match message:
            case protocol.Start():
                # Asked before the deck is read: strangers shall not make the database work.
                if self._player != room.host:
                    return Code.NOT_HOST
                try:
                    pool = await in_database(playable, room.options.deck)
                except UnknownDeckError:
                    return ProtocolCode.NO_SUCH_DECK
                start = commands.Start(self._player, secrets.token_urlsafe(12), secrets.randbits(63), pool)
                return await change(self._code, start)
            case protocol.Configure(options=options):
                if self._player == room.host and options.deck != room.options.deck:
                    try:
                        await in_database(playable, options.deck)
                    except UnknownDeckError:
                        return ProtocolCode.NO_SUCH_DECK
                return await change(self._code, commands.Configure(self._player, options))
            case protocol.Rematch():
                return await change(self._code, commands.Rematch(self._player))
        return ProtocolCode.MALFORMED

    async def _join(self, message: protocol.Join) -> Code | ProtocolCode | None:
        if self._local is not None:
            return ProtocolCode.ALREADY_JOINED
        player = self._cookie or new_player_id()
        if message.token:
            told = read_seat_token(message.token, self._code)
            if told is None:
                return ProtocolCode.BAD_TOKEN
            player = told
        elif await guessing(self._runtime.store, self._address):
            return ProtocolCode.TOO_FAST
        local = await self._runtime.hub.open(self._code)
        if local is None:
            await missed(self._runtime.store, self._address)
            self._refuse(ProtocolCode.NO_SUCH_ROOM, "join")
            self._outlet.close(CloseCode.NO_SUCH_ROOM)
            return None
        local.entering += 1
        try:
            seat = await self._seat(local, player, message)
            if not isinstance(seat, Seat) and seat is not None:
                return seat
            await self._enter(local, player, seat)
        finally:
            local.entering -= 1
        return None

    async def _seat(self, local: LocalRoom, player: str, message: protocol.Join) -> Seat | Code | ProtocolCode | None:
        """Return the seat that the player has now, None for somebody who watches, or why there is none."""
        name = None if message.name is msgspec.UNSET else clean_name(message.name)
        if name is None:  # somebody who watches, or comes back to a seat that has its name
            standing = (await self._runtime.store.row(local.room, [SEATS], player))[0]
            if isinstance(standing, Seat):
                return standing
            return None if message.name is msgspec.UNSET else ProtocolCode.BAD_NAME
        seated: asyncio.Future[Outcome] = self._loop.create_future()
        command = commands.Join(player, name)

        def settle(told: Outcome) -> None:
            if not seated.done():  # nobody waits any more where the socket has gone
                seated.set_result(told)

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
        if self._left:
            if seat is not None:
                self._runtime.presence.depart(local, player)
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
                name=seat.name if seat else "",
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
                self._runtime.presence.depart(local, self._player)

    def _refuse(self, code: Code | ProtocolCode, about: str) -> None:
        self._send(Refused(code=code, about=about))

    def _send(self, message: protocol.Outbound) -> None:
        self._outlet.text(protocol.encode(message))
