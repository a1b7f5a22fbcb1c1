"""The players of `tests.load.transport`, as cheap as can be: raw sockets, one epoll, bytes counted and not kept."""

import abc
import select
import socket
import time

from tests.load.picture import PICTURE

READ = 256 * 1024
ROOM = (
    "GET /ws/ HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)
# As Chromium asks for a picture.
FETCH = (
    "GET /faces/{number}.jpg HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: keep-alive\r\nAccept: */*\r\n"
    "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 "
    "Safari/537.36\r\nSec-Fetch-Site: same-origin\r\nSec-Fetch-Mode: cors\r\nSec-Fetch-Dest: empty\r\n"
    "Referer: http://127.0.0.1:{port}/r/ABCD/\r\n"
    "Accept-Encoding: gzip, deflate, br\r\nAccept-Language: en-GB,en;q=0.9\r\n"
    "Cookie: player=Zm9vYmFyYmF6cXV4:1uAbCd:5mE2hJ0fP1rV7yX3kQ9tL8nB6wC4zD\r\n\r\n"
)
ANSWER = b"\x81\xa5\0\0\0\0" + b'{"t":"answer","round":3,"verdict":""}'  # masked with zeros


class Line(abc.ABC):
    """One connection. `pictures` have come whole; `left` bytes of the present one are on their way."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setblocking(False)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.left = 0
        self.head = b""
        self.asked = 0.0  # when an answer was sent that has no acknowledgement yet
        self.pictures = self.received = 0
        self.acks: list[float] = []

    def take(self, data: bytes, at: float) -> bool:
        """Count what came; tell whether a picture is whole now."""
        self.received += len(data)
        whole = False
        while data:
            if self.left:
                used = min(self.left, len(data))
                self.left -= used
                data = data[used:]
                whole |= not self.left
                self.pictures += not self.left
                continue
            data, self.head = self.head + data, b""
            size = self.head_size(data)
            if not size or len(data) < size:
                self.head, data = data, b""
            else:
                self.begin(data[:size], at)
                data = data[size:]
        return whole

    @abc.abstractmethod
    def head_size(self, data: bytes) -> int:
        """Return how long the head is that this begins with, 0 while that cannot be seen."""

    @abc.abstractmethod
    def begin(self, head: bytes, at: float) -> None:
        """Take a whole head: a picture's, or a small message."""


class Room(Line):
    """A player's WebSocket."""

    def head_size(self, data: bytes) -> int:
        if len(data) < 2:
            return 0
        return 4 if data[1] == 126 else 2 + data[1]

    def begin(self, head: bytes, at: float) -> None:
        if head[0] == 0x82:
            self.left = int.from_bytes(head[2:4])
            assert self.left == PICTURE, self.left
        else:
            self.acks.append(at - self.asked)
            self.asked = 0.0


class Fetch(Line):
    """A connection of a player's browser that pictures are fetched over."""

    def head_size(self, data: bytes) -> int:
        return data.find(b"\r\n\r\n") + 4 if b"\r\n\r\n" in data else 0

    def begin(self, head: bytes, at: float) -> None:  # noqa: ARG002  (of interest to rooms)
        assert head.startswith(b"HTTP/1.1 200"), head
        self.left = PICTURE


class Audience:
    """Players with a socket each, and a connection for fetching if they need one."""

    def __init__(self, port: int, players: int, *, fetching: bool) -> None:
        self.port = port
        self.poll = select.epoll()
        self.lines: dict[int, Line] = {}
        self.rooms = [self.enter(port) for _ in range(players)]
        self.fetches = [self.add(Fetch(port)) for _ in range(players)] if fetching else []
        self.spent = 0.0  # seconds of this process's own time, to see that it is no bottleneck

    def enter(self, port: int) -> Line:
        room = Room(port)
        room.socket.setblocking(True)
        room.socket.sendall(ROOM.format(port=port).encode())
        answer = b""
        while b"\r\n\r\n" not in answer:
            answer += room.socket.recv(1)
        assert b" 101 " in answer, answer
        room.socket.setblocking(False)
        return self.add(room)

    def add(self, line: Line) -> Line:
        self.lines[line.socket.fileno()] = line
        self.poll.register(line.socket.fileno(), select.EPOLLIN)
        return line

    def fetch(self, number: int) -> int:
        """Let everybody ask for a round's picture; returns how many bytes one of them sends."""
        said = FETCH.format(number=number, port=self.port).encode()
        for line in self.fetches:
            line.socket.send(said)
        return len(said)

    def attend(self, answers: dict[int, float], patience: float) -> list[float]:
        """Take pictures until everybody has one more, and say answers meanwhile (by player, when).

        Returns the monotonic seconds at which each picture was whole.
        """
        takers = self.fetches or self.rooms
        due = sorted((when, player) for player, when in answers.items())
        waiting, came = len(due), []
        limit = time.monotonic() + patience
        acks = sum(len(room.acks) for room in self.rooms)
        while len(came) < len(takers) or sum(len(room.acks) for room in self.rooms) < acks + waiting:
            now = time.monotonic()
            assert now < limit, f"{len(came)} pictures came"
            while due and due[0][0] <= now:
                room = self.rooms[due.pop(0)[1]]
                room.asked = time.monotonic()
                room.socket.send(ANSWER)
            for handle, _event in self.poll.poll(max(0.0, due[0][0] - now) if due else 0.5):
                line = self.lines[handle]
                data = line.socket.recv(READ)
                assert data, "the server closed a connection"
                at = time.monotonic()
                if line.take(data, at):
                    came.append(at)
        return came

    def close(self) -> None:
        for line in self.lines.values():
            line.socket.close()
        self.poll.close()
