"""A browser's HTTP request in daphne: its body is bounded before anything of it is kept."""

from typing import Any

from daphne.http_protocol import WebRequest
from django.conf import settings

MOST_BODY = 64 * 1024  # bytes: forms
MOST_UPLOAD = 512 * 2**20  # bytes: the staff's archives of faces, for who shows a session
TOO_LARGE = b"HTTP/1.1 413 Content Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


class Request(WebRequest):
    """A request whose connection ends when its body is too long: Twisted would keep all of it in a file first."""

    _came = 0  # bytes
    _refused = False

    def gotLength(self, length: int | None) -> None:  # noqa: N802  (Twisted's name)
        """Take the announced length, None where it is told piece by piece."""
        if length is not None and length > self._most:
            self._refuse()
            length = 0
        super().gotLength(length)  # type: ignore[no-untyped-call]

    def handleContentChunk(self, data: bytes) -> None:  # noqa: N802
        """Take a piece of the body."""
        self._came += len(data)
        if self._came > self._most:
            self._refuse()
        if not self._refused:
            super().handleContentChunk(data)  # type: ignore[no-untyped-call]

    def process(self) -> Any:
        """Hand the request on, if it is one."""
        return None if self._refused else super().process()

    @property
    def _most(self) -> int:
        path = bytes(getattr(self.channel, "_path", b""))
        staff = path.startswith(b"/admin/") and settings.SESSION_COOKIE_NAME.encode() in self.received_cookies
        return MOST_UPLOAD if staff else MOST_BODY

    def _refuse(self) -> None:
        if not self._refused:
            self._refused = True
            channel: Any = self.channel
            channel.transport.write(TOO_LARGE)
            channel.loseConnection()
