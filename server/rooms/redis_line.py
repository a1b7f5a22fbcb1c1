"""One line to Redis for what is asked a thousand times in a match: commands of one moment leave in one write.

redis-py dials (address, TLS, login, database) and would take three times as long for each command: a connection out of
a pool, four coroutines, two time-outs. Here a command is a write and a future.
"""

import asyncio
from collections import deque
from collections.abc import Sequence
from functools import cache
from hashlib import sha1
from typing import Any

import hiredis
from redis.asyncio.connection import AbstractConnection, ConnectionPool
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import NoScriptError, ReadOnlyError, ResponseError

from server.rooms.errands import end

PATIENCE = 5.0  # seconds without the reply that is due, after which the line is given up; as redis-py waits
Words = str | bytes | int | float
ERRORS = {"NOSCRIPT": NoScriptError, "READONLY": ReadOnlyError}


class RedisLine(asyncio.Protocol):
    """A connection, made at the first use and again when it was lost. Raises redis-py's errors and OSError."""

    def __init__(self, pool: ConnectionPool) -> None:
        """`pool`: knows how to dial; its connections stay its own."""
        self._pool = pool
        self._dialling: asyncio.Task[None] | None = None
        self._writer: asyncio.StreamWriter | None = None  # redis-py's; without it asyncio would hang up
        self._transport: asyncio.WriteTransport | None = None
        self._reader = hiredis.Reader(replyError=_error)
        self._due: deque[tuple[asyncio.Future[Any], float]] = deque()  # replies, with when they were asked for
        self._unsent: list[bytes] = []
        self._watch: asyncio.TimerHandle | None = None

    async def script(self, text: str, keys: Sequence[str], args: Sequence[Words]) -> Any:
        """Run a script, which the server may have forgotten; return its reply."""
        rest = (len(keys), *keys, *args)
        try:
            return await self.call("EVALSHA", _digest(text), *rest)
        except NoScriptError:
            return await self.call("EVAL", text, *rest)

    async def call(self, *words: Words) -> Any:
        """Return the reply to a command of bytes, texts and numbers."""
        return (await self.calls(words))[0]

    async def calls(self, *commands: Sequence[Words]) -> list[Any]:
        """Return the replies to commands, between which nobody else's of this line come. The first error is raised.

        On a server that may not write (its address leads to another by now) they are said once more, on a new
        connection.
        """
        try:
            return await self._say(commands)
        except ReadOnlyError:
            self._hang_up()
            return await self._say(commands)

    async def close(self) -> None:
        """Hang up; whoever still dials stops."""
        if self._dialling is not None:
            await end(self._dialling)
        self._hang_up()

    async def _say(self, commands: Sequence[Sequence[Words]]) -> list[Any]:
        if self._transport is None:
            await self._dial()
        loop = asyncio.get_running_loop()
        now, replies = loop.time(), [loop.create_future() for _ in commands]
        self._due.extend((reply, now) for reply in replies)
        if not self._unsent:
            loop.call_soon(self._send)
        self._unsent.extend(hiredis.pack_command(tuple(words)) for words in commands)  # type: ignore[arg-type]
        if self._watch is None:
            self._watch = loop.call_later(PATIENCE, self._look)
        told = [await reply for reply in replies]
        for one in told:
            if isinstance(one, Exception):
                raise one
        return told

    async def _dial(self) -> None:
        """Dial once for all who wait for it: where nobody answers, they are told together, not one after the other."""
        if self._dialling is None:
            self._dialling = asyncio.create_task(self._connect())
            self._dialling.add_done_callback(self._dialled)
        dialling = self._dialling
        await asyncio.wait([dialling])  # who is cancelled here takes nobody's line away
        if self._transport is None:
            failed = None if dialling.cancelled() else dialling.exception()
            raise failed or RedisConnectionError("lost as soon as it was there")

    def _dialled(self, dialling: asyncio.Task[None]) -> None:
        self._dialling = None
        if not dialling.cancelled():
            dialling.exception()  # those who waited may all have been cancelled: then it is nobody's

    async def _connect(self) -> None:
        connection: AbstractConnection = self._pool.make_connection()  # type: ignore[no-untyped-call]
        try:
            await connection.connect()  # type: ignore[no-untyped-call]
        except BaseException:
            await connection.disconnect(nowait=True)
            raise
        # Ours from here on. What was read of it by now is the login's, and complete.
        writer, connection._reader, connection._writer = connection._writer, None, None  # noqa: SLF001
        if writer is None:
            raise RedisConnectionError("lost as soon as it was there")
        self._reader = hiredis.Reader(replyError=_error)
        self._writer, self._transport = writer, writer.transport
        self._transport.set_protocol(self)

    def _send(self) -> None:
        unsent, self._unsent = self._unsent, []
        if self._transport is not None and unsent:
            self._transport.write(b"".join(unsent))

    def _look(self) -> None:
        """Hang up where the oldest reply is overdue: the server stands still, or its machine is gone."""
        self._watch = None
        if self._due:
            loop = asyncio.get_running_loop()
            waited = loop.time() - self._due[0][1]
            if waited >= PATIENCE:
                self._hang_up()
            else:
                self._watch = loop.call_later(PATIENCE - waited, self._look)

    def _hang_up(self) -> None:
        """Let go at once. Whoever waits is told: whether it was done, nobody knows."""
        transport, self._transport = self._transport, None
        if transport is not None:
            transport.abort()
        self._writer = None
        if self._watch is not None:
            self._watch.cancel()
            self._watch = None
        self._unsent.clear()
        due, self._due = self._due, deque()
        for reply, _ in due:
            if not reply.done():
                reply.set_result(RedisConnectionError("the line to Redis was lost"))

    # ---- asyncio's side ----------------------------------------------------------------------------------------------
    def data_received(self, data: bytes) -> None:
        """Take replies, which come in the order of the commands."""
        self._reader.feed(data)
        try:
            while (told := self._reader.gets()) is not False:
                if isinstance(told, hiredis.PushNotification):
                    continue  # of the server's own accord
                reply, _ = self._due.popleft()
                if not reply.done():  # else whoever asked was cancelled
                    reply.set_result(told)
        except (hiredis.ProtocolError, IndexError):
            self._hang_up()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002  (asyncio's)
        """Take note that the server has hung up; an old connection's end is no news."""
        if self._transport is not None and self._transport.is_closing():
            self._hang_up()


def _error(text: str) -> ResponseError:
    return ERRORS.get(text.partition(" ")[0], ResponseError)(text)


@cache
def _digest(text: str) -> str:
    return sha1(text.encode(), usedforsecurity=False).hexdigest()
