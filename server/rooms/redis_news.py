"""News of rooms from Redis: one connection for all subscriptions, made anew when it is lost."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from time import perf_counter
from typing import Any

import redis.asyncio as aioredis
from redis.asyncio.client import PubSub
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import RedisError

from server.rooms.documents import decode_news
from server.rooms.errands import end
from server.rooms.figures import figures
from server.rooms.store import Here, Listener, Rows, StoreUnavailableError

log = logging.getLogger(__name__)
RETRY = 0.2  # seconds between attempts to listen again
CONFIRMED = 5.0  # seconds within which a subscription is confirmed
SILENCE = 5.0  # seconds without a word after which the connection is asked whether it lives


@asynccontextmanager
async def available() -> AsyncIterator[None]:
    """Say in the store's own words that Redis did not answer, and note how long it took."""
    begun = perf_counter()
    try:
        yield
    except (RedisError, OSError) as error:
        figures.redis_errors += 1
        raise StoreUnavailableError(str(error)) from error
    finally:
        figures.redis_latency.add(perf_counter() - begun)


class RedisNews:
    """What a RedisStore hears of the rooms it subscribes to. A channel names its room between braces."""

    def __init__(self, url: str) -> None:
        """Take an address. Connect when somebody listens."""
        # Blocking reads wait for ever: without a read time-out, which would end them.
        self._redis: aioredis.Redis = aioredis.Redis.from_url(url, socket_timeout=None, health_check_interval=15)
        self._pubsub: PubSub | None = None
        self._subscribed: set[str] = set()
        self._confirmations: dict[str, asyncio.Event] = {}
        self._subscribing = asyncio.Lock()  # redis-py's PubSub is not safe from several tasks at once
        self._listening: asyncio.Task[None] | None = None

    async def listen(self, listener: Listener, resynced: Callable[[], Any]) -> None:
        """Hand what comes to `listener`; call `resynced` after something may have been lost."""
        await self._connect_news()
        self._listening = asyncio.create_task(self._listen(listener, resynced))

    async def _connect_news(self) -> None:
        async with self._subscribing, available():
            if self._pubsub is not None:
                with suppress(RedisError, OSError):
                    await self._pubsub.aclose()  # type: ignore[no-untyped-call]
            self._pubsub = self._redis.pubsub()
            # A subscription of its own keeps the connection reading while no room is open.
            await self._pubsub.subscribe("-", *self._subscribed)

    async def _listen(self, listener: Listener, resynced: Callable[[], Any]) -> None:
        lost = asked = missed = False
        while True:
            try:
                if lost:
                    await self._connect_news()
                    lost = asked = False
                    missed = True
                if self._pubsub is None:
                    raise RedisConnectionError("not connected")
                message = await self._pubsub.get_message(timeout=SILENCE)
                if message is None:
                    if asked:  # and no answer came: half open
                        raise RedisConnectionError("silent")
                    await self._pubsub.ping()
                asked = message is None
            except (RedisError, OSError, StoreUnavailableError):
                lost = True
                await asyncio.sleep(RETRY)
                continue
            if missed and message is not None:  # the first word is that the subscriptions hold: no sooner is all heard
                missed = False
                resynced()
            if message is not None:
                self._hear(message, listener)

    def _hear(self, message: dict[str, Any], listener: Listener) -> None:
        if message["type"] == "pong":
            return
        channel, data = str(message["channel"], "ascii"), message["data"]
        if message["type"] == "subscribe" and (confirmed := self._confirmations.pop(channel, None)):
            confirmed.set()
        if message["type"] != "message":
            return
        code = channel[channel.index("{") + 1 : channel.index("}")]
        try:
            if data[:1] == b"#":
                _, table, count = str(data, "ascii").split("#")
                listener(code, Rows(table, int(count)))
            elif data[:1] == b"@":
                until, _, member = str(data[1:], "utf-8").partition(" ")
                listener(code, Here(member, float(until)))
            else:
                told = decode_news(data)
                if told is not None:
                    listener(code, told)
        except Exception:  # one room's trouble must not end the news of all
            log.exception("news of a room were lost", extra={"room": code})

    async def subscribe(self, channel: str) -> None:
        """Begin to hear a channel. Returns when the server has confirmed it."""
        self._subscribed.add(channel)
        confirmed = self._confirmations.setdefault(channel, asyncio.Event())
        async with self._subscribing, available():
            if self._pubsub is not None:
                await self._pubsub.subscribe(channel)
        try:
            async with asyncio.timeout(CONFIRMED):
                await confirmed.wait()
        except TimeoutError as error:
            self._confirmations.pop(channel, None)
            raise StoreUnavailableError("no word on a subscription") from error

    async def unsubscribe(self, channel: str) -> None:
        """Stop hearing a channel."""
        self._subscribed.discard(channel)
        async with self._subscribing, available():
            if self._pubsub is not None:
                await self._pubsub.unsubscribe(channel)

    async def close(self) -> None:
        """Stop listening and let go of the connection."""
        if self._listening is not None:
            await end(self._listening)
        if self._pubsub is not None:
            await self._pubsub.aclose()  # type: ignore[no-untyped-call]
        await self._redis.aclose(close_connection_pool=True)
