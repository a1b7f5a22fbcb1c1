"""One file inside a source, as a stream that ends where the file was said to end."""

import io
from collections.abc import Callable
from typing import IO, TYPE_CHECKING

from server.decks.intake.sources.error import damage_told, damaged

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer


class Part(io.RawIOBase):
    """The next `size` bytes of a stream: never one more, and fewer are an error (SourceError `truncated`)."""

    def __init__(self, stream: IO[bytes], name: str, size: int, done: Callable[[], None] = lambda: None) -> None:
        """`name` is for errors; `done` is called when this is closed, as the stream may serve others after it."""
        self._stream, self._name, self._left, self._done = stream, name, size, done

    def readable(self) -> bool:
        """Tell that this can be read."""
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int:
        """Read into a buffer; return the number of bytes, 0 at the end."""
        view = memoryview(buffer).cast("B")
        wanted = min(len(view), self._left)
        if not wanted:
            return 0
        with damage_told(self._name):
            data = self._stream.read(wanted)
        if not data:
            raise damaged(self._name)
        view[: len(data)] = data
        self._left -= len(data)
        return len(data)

    def close(self) -> None:
        """Let go of the stream."""
        if not self.closed:
            super().close()
            self._done()
