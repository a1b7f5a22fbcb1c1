"""How each fault is done, and when it could be felt."""

import asyncio
import random
import signal
from collections.abc import Coroutine, Sequence
from typing import Any

from server.chaos.interruptions import Fault
from server.chaos.plan import Kind
from server.chaos.player import Player
from server.chaos.stage import DRAINING, Stage

STOPPED = 3.0  # seconds
AWAY = 35.0  # seconds that Redis is gone: longer than any lease, and than a caller waits for a connection
DEAF = (2.0, 12.0)  # seconds without reading, from and to
SHARE = 0.25  # share of all players who are cut off, deaf or moved at once
GONE = (8.0, 75.0)  # seconds that a host is gone: soon back, or so long that somebody else hosts
AFTER = 1.0  # seconds after a process has ended, or a line was cut, in which that is to blame for what is late


class Faults:
    """Does them. `done`: all that were."""

    def __init__(self, stage: Stage, rooms: Sequence[Sequence[Player]], seed: int) -> None:
        self.done: list[Fault] = []
        self._stage, self._rooms = stage, rooms
        self._dice = random.Random(f"faults {seed}")  # noqa: S311  (repeatable, no secret)
        self._errands: set[asyncio.Task[None]] = set()

    async def do(self, kind: Kind) -> None:
        """Do one, as soon as it can be done; what goes on after it (a start) goes on by itself."""
        match kind:
            case Kind.KILL | Kind.DRAIN | Kind.STOP:
                await self._to_a_process(kind)
            case Kind.REDIS_KILL | Kind.REDIS_AWAY:
                with self._felt(kind):
                    self._stage.redis.kill()
                    await asyncio.sleep(AWAY if kind is Kind.REDIS_AWAY else 0.0)
                    await asyncio.to_thread(self._stage.redis.start)
            case Kind.REDIS_PAUSE:
                with self._felt(kind):
                    self._stage.redis.pause(stopped=True)
                    await asyncio.sleep(STOPPED)
                    self._stage.redis.pause(stopped=False)
            case _:
                self._to_players(kind)

    async def settle(self) -> None:
        """Wait until all that was ended is back."""
        await asyncio.gather(*self._errands)

    async def _to_a_process(self, kind: Kind) -> None:
        while len(self._stage.idle) < 2:  # noqa: ASYNC110  (somebody must serve; one comes back in a moment)
            await asyncio.sleep(0.1)
        web = self._dice.choice(self._stage.idle)
        if kind is Kind.STOP:
            with self._felt(kind):
                self._stage.busy.add(web)
                web.signal(signal.SIGSTOP)
                await asyncio.sleep(STOPPED)
                web.signal(signal.SIGCONT)
                self._stage.busy.discard(web)
            return
        number = signal.SIGKILL if kind is Kind.KILL else signal.SIGTERM
        self._errand(self._replace(kind, web, number))

    async def _replace(self, kind: Kind, web: Any, number: signal.Signals) -> None:
        fault = Fault(kind, _now(), float("inf"))
        self.done.append(fault)
        replaced = asyncio.create_task(self._stage.replace(web, number))
        await asyncio.to_thread(web.wait, DRAINING)
        fault.ended = _now() + AFTER
        await replaced

    def _to_players(self, kind: Kind) -> None:
        everybody = [player for room in self._rooms for player in room]
        some = self._dice.sample(everybody, max(1, round(SHARE * len(everybody))))
        length = AFTER
        match kind:
            case Kind.VANISH:
                room = self._dice.choice(self._rooms)
                some = [player for player in room if player.hosts]
                length = self._dice.choice(GONE)
                for player in some:
                    player.vanish(length)
            case Kind.CUT:
                for player in some:
                    player.line.cut()
            case Kind.DEAF:
                length = self._dice.uniform(*DEAF)
                for player in some:
                    player.deafen(length)
            case Kind.MOVE:
                for player in some:
                    player.move(self._dice.choice(self._stage.idle or self._stage.webs).url)
        who = None if kind is Kind.VANISH else frozenset(player.book.player for player in some)
        now = _now()
        self.done.append(Fault(kind, now, now + length + AFTER * (kind is not Kind.CUT), who))

    def _felt(self, kind: Kind) -> "_Felt":
        return _Felt(self.done, kind)

    def _errand(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._errands.add(task)


class _Felt:
    """Notes a fault that can be felt as long as the block lasts."""

    def __init__(self, done: list[Fault], kind: Kind) -> None:
        self._fault = Fault(kind, _now(), float("inf"))
        done.append(self._fault)

    def __enter__(self) -> None:
        pass

    def __exit__(self, *_error: object) -> None:
        self._fault.ended = _now() + AFTER


def _now() -> float:
    return asyncio.get_running_loop().time()
