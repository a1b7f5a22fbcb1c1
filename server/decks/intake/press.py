"""Prepares pictures on all cores, a bounded number at a time, in the order they came."""

import multiprocessing
import os
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool

from django.utils.translation import gettext as _

from server.decks.intake.errors import IntakeError
from server.decks.intake.papers import Item
from server.decks.intake.picture import Prepared, Unfit, prepare
from server.decks.intake.worker import end_with_parent

AHEAD = 16  # pictures in hand for each process: enough to keep it busy, few enough for memory to stay flat

Pressed = tuple[Item, Prepared | Unfit]


def pressed(items: Iterable[Item], *, side: int, grey: bool, workers: int | None = None) -> Iterator[Pressed]:
    """Yield each item with its finished picture, in order. `workers`: processes, one for each core unless given; 0 for
    none but this one. Raises IntakeError (`worker_died`) if the system ends a process, as it does for want of memory.
    """
    count = os.cpu_count() or 1 if workers is None else workers
    if not count:
        yield from ((item, prepare(item.data, side, grey=grey)) for item in items)
        return
    # Spawned, not forked: the server that may have started us holds threads and sockets.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(count, mp_context=context, initializer=end_with_parent) as pool:
        waiting: deque[tuple[Item, Future[Prepared | Unfit]]] = deque()
        try:
            for item in items:
                waiting.append((item, pool.submit(prepare, item.data, side, grey=grey)))
                if len(waiting) >= count * AHEAD:
                    yield _next(waiting)
            while waiting:
                yield _next(waiting)
        except BrokenProcessPool as error:
            raise IntakeError(
                "worker_died", _("A process that prepares pictures has died. Is memory short?")
            ) from error
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _next(waiting: deque[tuple[Item, "Future[Prepared | Unfit]"]]) -> Pressed:
    item, picture = waiting.popleft()
    return item, picture.result()
