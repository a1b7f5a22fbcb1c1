"""A name server of a test's own: one name, and the addresses of whoever bears it now, as containers have it."""

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Self

A, NO_SUCH_NAME = 1, 3
HEADER = struct.Struct("!6H")  # id, flags, questions, answers, authorities, additional


class Names:
    """Answers for one name; `addresses` (IPv4) may be changed at any moment."""

    def __init__(self, name: str, *addresses: str) -> None:
        self.addresses = list(addresses)
        self._name = b"".join(bytes([len(part)]) + part.encode() for part in name.split(".")) + b"\0"
        self._line = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._line.bind(("127.0.0.1", 0))
        self._line.settimeout(0.1)
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._serve)

    @property
    def address(self) -> str:
        host, port = self._line.getsockname()
        return f"{host}:{port}"

    @classmethod
    @contextmanager
    def served(cls, name: str, *addresses: str) -> Iterator[Self]:
        names = cls(name, *addresses)
        names._thread.start()
        try:
            yield names
        finally:
            names._over.set()
            names._thread.join()
            names._line.close()

    def _serve(self) -> None:
        while not self._over.is_set():
            with suppress(TimeoutError):
                asked, client = self._line.recvfrom(512)
                self._line.sendto(self._answer(asked), client)

    def _answer(self, asked: bytes) -> bytes:
        number = HEADER.unpack_from(asked)[0]
        end = asked.index(b"\0", HEADER.size) + 1
        question, (kind, _class) = asked[HEADER.size : end + 4], struct.unpack_from("!2H", asked, end)
        known = asked[HEADER.size : end].lower() == self._name
        found = self.addresses if known and kind == A else []
        # Each answer: the name as asked (a pointer to it), of type A, class IN, for no time at all, four bytes.
        rows = [struct.pack("!3HIH", 0xC00C, A, 1, 0, 4) + socket.inet_aton(address) for address in found]
        flags = 0x8180 | (0 if known else NO_SUCH_NAME)
        return HEADER.pack(number, flags, 1, len(rows), 0, 0) + question + b"".join(rows)
