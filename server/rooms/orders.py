"""What a host may order over his socket: each message becomes a command; the rules say whether it is his to give."""

from msgspec import UNSET

from game import commands
from game.decisions import Code
from game.room import SEATS, Options, Phase, Room, Seat
from server.decks.selectors import UnknownDeckError, is_ready
from server.matches.services import rename
from server.players.lookalikes import alike
from server.players.manners import rude
from server.players.nicknames import clean_name
from server.rooms import protocol
from server.rooms.codes import ProtocolCode
from server.rooms.database import in_archive, in_database
from server.rooms.runtime import Runtime
from server.rooms.starting import starting


class Orders:
    """Carries out one player's orders in one room."""

    def __init__(self, runtime: Runtime, code: str, player: str) -> None:
        self._runtime, self._code, self._player = runtime, code, player

    async def carry_out(self, message: protocol.InboundMessage, room: Room) -> Code | ProtocolCode | None:
        """Return None when it is done, else why not. `room`: as this process knows it."""
        if isinstance(message, protocol.ChooseTeam):
            player = self._player if message.player is UNSET else message.player
            return await self._change(commands.ChooseTeam(self._player, player, message.team))
        # Asked before deck or seats are read: strangers shall not make the database work. The rules ask again.
        if self._player != room.host:
            return Code.NOT_HOST
        match message:
            case protocol.Start():
                return await self._start(room)
            case protocol.Configure(options=options):
                return await self._configure(room, options)
            case protocol.Rename(player=player, name=name):
                return await self._rename(player, name)
            case protocol.Remove(player=player):
                return await self._remove(player)
            case protocol.Resume():
                return await self._everyone_may_have_answered(await self._change(commands.Resume(self._player)))
            case protocol.HandOver(player=player):
                connected = await self._runtime.presence.connected(self._code)  # the role goes for good
                return await self._change(commands.HandOver(self._player, player, connected))
        command = self._plain(message)
        return ProtocolCode.MALFORMED if command is None else await self._change(command)

    def _plain(self, message: protocol.InboundMessage) -> commands.Command | None:
        """Return the command of a message that says everything."""
        by = self._player
        match message:
            case protocol.Pause():
                return commands.Pause(by)
            case protocol.Skip(round=number):
                return commands.Skip(by, number)
            case protocol.End():
                return commands.End(by)
            case protocol.Next(round=number):
                return commands.Next(by, number)
            case protocol.Lock(locked=locked):
                return commands.Lock(by, locked)
            case protocol.PlayAlong(plays=plays):
                return commands.PlayAlong(by, plays)
            case protocol.Rematch():
                return commands.Rematch(by)
        return None

    async def _change(self, command: commands.Command) -> Code | ProtocolCode | None:
        return await self._runtime.service.change(self._code, command)

    async def _start(self, room: Room) -> Code | ProtocolCode | None:
        try:
            return await self._change(await starting(self._runtime.store, room, self._player))
        except UnknownDeckError:
            return ProtocolCode.NO_SUCH_DECK

    async def _everyone_may_have_answered(self, done: Code | ProtocolCode | None) -> Code | ProtocolCode | None:
        """Let a question that waits for nobody more be revealed, after something was `done`."""
        if done is None:
            room = await self._runtime.store.load(self._code)
            if room is not None and room.phase is Phase.QUESTION:
                self._runtime.alarms.ring(room)
        return done

    async def _configure(self, room: Room, options: Options) -> Code | ProtocolCode | None:
        if options.deck != room.options.deck and not await in_database(is_ready, options.deck):
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
        return await self._everyone_may_have_answered(done)

    async def _free_name(self, player: str) -> None:
        """Let others take the name that somebody came with and no longer has."""
        room = await self._runtime.store.load(self._code)
        if room is not None:
            (seat,) = await self._runtime.store.row(room, [SEATS], player)
            if isinstance(seat, Seat):
                await self._runtime.store.release(room, SEATS, player, seat.alike)
