"""A browser's HTTP request in daphne: its body is bounded before anything of it is kept."""

from typing import Any

from daphne.http_protocol import WebRequest
from django.conf import settings

MOST_BODY = 64 * 1024  # bytes: forms
# Bytes: the staff's archives of faces, for who shows a session. Anybody can show one, so there is one at a time.
MOST_UPLOAD = 512 * 2**20
TOO_LARGE = b"HTTP/1.1 413 Content Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


class Request(WebRequest):
    """A request whose connection ends when its body is too long: Twisted would keep all of it in a file first."""

    _uploading: "Request | None" = None  # of all requests of this process, the one whose body is longer than a form
    _came = 0  # bytes
    _refused = False

    def gotLength(self, length: int | None) -> None:  # noqa: N802  (Twisted's name)
        """Take the announced length, None where it is told piece by piece."""
        if length is not None and not self._may_be(length):
            self._refuse()
            length = 0
        super().gotLength(length)  # type: ignore[no-untyped-call]

    def handleContentChunk(self, data: bytes) -> None:  # noqa: N802
        """Take a piece of the body."""
        self._came += len(data)
        if not self._may_be(self._came):
            self._refuse()
        if not self._refused:
            super().handleContentChunk(data)  # type: ignore[no-untyped-call]

    def process(self) -> Any:
        """Hand the request on, if it is one."""
        return None if self._refused else super().process()

    def _may_be(self, length: int) -> bool:
        """Tell whether the body may be so long; where that is longer than a form, no other one may until this ends."""
        if length <= MOST_BODY:
            return True
        path = bytes(getattr(self.channel, "_path", b""))
        staff = path.startswith(b"/admin/") and settings.SESSION_COOKIE_NAME.encode() in self.received_cookies
        if not staff or length > MOST_UPLOAD or Request._uploading not in (None, self):
            return False
        if Request._uploading is None:
            Request._uploading = self
            self.notifyFinish().addBoth(self._release)
        return True

    @staticmethod
    def _release(_outcome: Any) -> None:
        Request._uploading = None

    def _refuse(self) -> None:
        if not self._refused:
            self._refused = True
            channel: Any = self.channel
            channel.transport.write(TOO_LARGE)
            channel.loseConnection()
