"""The way from the event loop to Django's database: threads of our own, so that pages never wait for an archive."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from asgiref.sync import sync_to_async
from django.db import connection

P = ParamSpec("P")
T = TypeVar("T")

_readers = ThreadPoolExecutor(max_workers=2, thread_name_prefix="rooms-database")
_writer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="rooms-archive")


async def in_database(call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run a call that reads with the ORM in a thread, with a connection that still works."""
    return await _in_thread(_readers, call, *args, **kwargs)


async def in_archive(call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run a call that writes, and may take seconds, in a thread that nobody else waits for."""
    return await _in_thread(_writer, call, *args, **kwargs)


async def _in_thread(threads: ThreadPoolExecutor, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:

    def connected() -> T:
        if connection.connection is not None and not connection.is_usable():
            connection.close()
        try:
            return call(*args, **kwargs)
        finally:
            # Kept for the next call, which is one of these threads' too: to open a file and set it up costs more than
            # most queries. But not after trouble.
            if connection.errors_occurred or connection.in_atomic_block:
                connection.close()

    return await sync_to_async(connected, thread_sensitive=False, executor=threads)()
