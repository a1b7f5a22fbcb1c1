"""What a host may order over his socket: each message becomes a command; the rules say whether it is his to give."""

import secrets

from game import commands
from game.decisions import Code
from game.room import MOST_ROUNDS, SEATS, Options, Phase, Room, Seat
from game.seal import SECRET, Seal
from server.decks.selectors import UnknownDeckError, largest_picture, playable
from server.matches.services import rename
from server.players.lookalikes import alike
from server.players.manners import rude
from server.players.nicknames import clean_name
from server.rooms import protocol
from server.rooms.database import in_archive, in_database
from server.rooms.protocol import ProtocolCode
from server.rooms.runtime import Runtime
from server.rooms.sealing import size_class


class Orders:
    """Carries out one player's orders in one room."""

    def __init__(self, runtime: Runtime, code: str, player: str) -> None:
        self._runtime, self._code, self._player = runtime, code, player

    async def carry_out(self, message: protocol.InboundMessage, room: Room) -> Code | ProtocolCode | None:
        """Return None when it is done, else why not. `room`: as this process knows it."""
        # Asked before deck or seats are read: strangers shall not make the database work. The rules ask again.
        if self._player != room.host:
            return Code.NOT_HOST
        match message:
            case protocol.Start():
                return await self._start(room)
            case protocol.Configure(options=options):
                return await self._configure(room, options)
            case protocol.Rematch():
                return await self._change(commands.Rematch(self._player))
            case protocol.Rename(player=player, name=name):
                return await self._rename(player, name)
            case protocol.Remove(player=player):
                return await self._remove(player)
        return ProtocolCode.MALFORMED

    async def _change(self, command: commands.Command) -> Code | ProtocolCode | None:
        return await self._runtime.service.change(self._code, command)

    async def _start(self, room: Room) -> Code | ProtocolCode | None:
        try:
            pool = await in_database(playable, room.options.deck)
            largest = await in_database(largest_picture, room.options.deck)
        except UnknownDeckError:
            return ProtocolCode.NO_SUCH_DECK
        return await self._change(
            commands.Start(
                by=self._player,
                match=secrets.token_urlsafe(12),
                seed=secrets.randbits(63),
                pool=pool,
                seals=tuple(fresh_seal() for _ in range(MOST_ROUNDS)),
                picture_size=size_class(largest),
            )
        )

    async def _configure(self, room: Room, options: Options) -> Code | ProtocolCode | None:
        if options.deck != room.options.deck:
            try:
                await in_database(playable, options.deck)
            except UnknownDeckError:
                return ProtocolCode.NO_SUCH_DECK
        return await self._change(commands.Configure(self._player, options))

    async def _rename(self, player: str, wished: str) -> Code | ProtocolCode | None:
        name = clean_name(wished)
        if name is None:
            return ProtocolCode.BAD_NAME
        if rude(name):
            return ProtocolCode.RUDE_NAME
        done = await self._change(commands.Rename(self._player, player, name, alike(name)))
        if done is None:
            await self._free_name(player)
            room = await self._runtime.store.load(self._code)
            if room is not None and room.phase is Phase.PODIUM:  # the match may be in the database already
                await in_archive(rename, room.match, player, name)
        return done

    async def _remove(self, player: str) -> Code | ProtocolCode | None:
        done = await self._change(commands.Remove(self._player, player))
        if done is None:
            await self._free_name(player)
            room = await self._runtime.store.load(self._code)
            if room is not None and room.phase is Phase.QUESTION:
                self._runtime.alarms.ring(room)  # perhaps everybody else has answered
        return done

    async def _free_name(self, player: str) -> None:
        """Let others take the name that somebody came with and no longer has."""
        room = await self._runtime.store.load(self._code)
        if room is not None:
            (seat,) = await self._runtime.store.row(room, [SEATS], player)
            if isinstance(seat, Seat):
                await self._runtime.store.release(room, SEATS, player, seat.alike)


def fresh_seal() -> Seal:
    """Return a seal that nobody can foresee."""
    return Seal(key=secrets.token_bytes(SECRET), nonce=secrets.token_bytes(SECRET))
