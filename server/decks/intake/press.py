"""Prepares pictures on all cores, a bounded number at a time, in the order they came; none takes longer than it may."""

import multiprocessing
import os
import signal
import time
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress

from django.utils.translation import gettext as _

from server.decks.intake.errors import IntakeError
from server.decks.intake.papers import Item
from server.decks.intake.picture import Prepared, Unfit, prepare
from server.decks.intake.worker import begin, prepare_within

AHEAD = 16  # pictures in hand for each process: enough to keep it busy, few enough for memory to stay flat
LONGEST = 30.0  # seconds of a processor's time: what the largest pictures need several times over

Pressed = tuple[Item, Prepared | Unfit]


def pressed(
    items: Iterable[Item], *, side: int, grey: bool, workers: int | None = None, longest: float = LONGEST
) -> Iterator[Pressed]:
    """Yield each item with its finished picture, in order. `workers`: processes, one for each core unless given; 0 for
    none but this one. A picture that takes a process `longest` is unfit (`too_slow`); without processes none is. Raises
    IntakeError (`worker_died`) if the system ends a process otherwise, as it does for want of memory.
    """
    count = os.cpu_count() or 1 if workers is None else workers
    if not count:
        yield from ((item, prepare(item.data, side, grey=grey)) for item in items)
        return
    coming = iter(items)
    held: deque[Item] = deque()
    while True:
        with _pool(count) as pool:
            try:
                made: deque[Future[Prepared | Unfit]] = deque()
                for item in coming:
                    held.append(item)
                    made.append(pool.submit(prepare_within, longest, item.data, side, grey))
                    if len(held) >= count * AHEAD:
                        yield _next(held, made)
                while held:
                    yield _next(held, made)
            except BrokenProcessPool:
                pass  # all that is in hand is lost with it
            else:
                return
        yield from _one_by_one(held, side, longest, grey=grey)


def _next(held: deque[Item], made: deque["Future[Prepared | Unfit]"]) -> Pressed:
    picture = made.popleft().result()
    return held.popleft(), picture


def _one_by_one(held: deque[Item], side: int, longest: float, *, grey: bool) -> Iterator[Pressed]:
    """Prepare what was in hand when a process died: who dies of it now is who it was."""
    while held:
        with _pool(1) as pool:
            began = time.monotonic()
            try:
                while held:
                    began = time.monotonic()
                    picture = pool.submit(prepare_within, longest, held[0].data, side, grey).result()
                    yield held.popleft(), picture
            except BrokenProcessPool as error:
                if time.monotonic() - began < longest:
                    raise IntakeError(
                        "worker_died", _("A process that prepares pictures has died. Is memory short?")
                    ) from error
                yield held.popleft(), Unfit("too_slow")


@contextmanager
def _pool(count: int) -> Iterator[ProcessPoolExecutor]:
    # Spawned, not forked: the server that may have started us holds threads and sockets.
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(count, mp_context=context, initializer=begin)
    try:
        yield pool
    except BaseException:
        # Broken off: who interrupts again must not be left waiting for a worker that waits for a picture itself.
        for process in list(getattr(pool, "_processes", None) or ()):
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
