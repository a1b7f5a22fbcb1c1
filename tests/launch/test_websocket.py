"""What a browser says arrives whole and in order, however it is cut: the quick way in hears what the usual one does."""

import os
import random
import struct
import subprocess
import sys
import zlib
from collections.abc import Iterator
from contextlib import closing
from types import SimpleNamespace
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from server.audits.server_process import end, free_port, surroundings
from server.launch.websocket import LARGEST_MESSAGE, Socket
from tests.launch.test_web import SERVE
from tests.servers import ROOT

TEXT, BINARY, CONTINUED, CLOSE, PING = 1, 2, 0, 8, 9
SIZES = (0, 1, 2, 3, 4, 5, 124, 125, 126, 127, 1000, 65_535, 65_536)
APPLICATION = """
import zlib

async def application(scope, receive, send):
    lane = scope["extensions"]["uncanny.outlet"]
    if scope["path"] == "/quick":
        lane.listen(lambda said: lane.text(b"%d %d" % (len(said), zlib.crc32(said))))
    await receive()
    await send({"type": "websocket.accept"})
    while (said := await receive())["type"] == "websocket.receive":
        said = said["text"].encode() if said.get("text") is not None else said["bytes"]
        lane.text(b"%d %d" % (len(said), zlib.crc32(said)))
    print("closed", said["code"], flush=True)
"""


@pytest.fixture(scope="module")
def hearing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, subprocess.Popen[str]]]:
    folder = tmp_path_factory.mktemp("hearing")
    (folder / "flood.py").write_text(APPLICATION)
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-c", SERVE, str(port), str(folder)],
        cwd=ROOT,
        env=surroundings(folder, {"DJANGO_SETTINGS_MODULE": "server.settings"}),
        stdout=subprocess.PIPE,
        text=True,
    )
    with closing(process.stdout):
        assert process.stdout.readline() == "listening\n"
        yield port, process
        end(process)


@pytest.fixture(params=["quick", "usual"])
def line(request: pytest.FixtureRequest, hearing: tuple[int, subprocess.Popen[str]]) -> Iterator[ClientConnection]:
    with connect(f"ws://127.0.0.1:{hearing[0]}/{request.param}", max_size=None) as line:
        yield line


def frame(kind: int, payload: bytes, *, last: bool = True) -> bytes:
    """A browser's frame, masked."""
    mask, size = os.urandom(4), len(payload)
    head = bytes([kind | last << 7])
    if size < 126:
        head += bytes([size | 0x80])
    elif size < 1 << 16:
        head += struct.pack("!BH", 126 | 0x80, size)
    else:
        head += struct.pack("!BQ", 127 | 0x80, size)
    return head + mask + bytes(byte ^ mask[at % 4] for at, byte in enumerate(payload))


def told(said: bytes) -> str:
    return f"{len(said)} {zlib.crc32(said)}"


def heard(line: ClientConnection, wanted: list[bytes]) -> None:
    assert [line.recv(timeout=20) for _ in wanted] == [told(said) for said in wanted]


def test_every_size_and_kind_in_order(line: ClientConnection) -> None:
    said = [bytes([97 + number % 26]) * size for number, size in enumerate(SIZES)]
    said += ["ü".encode(), "真".encode() * 40, b"plain again"]
    line.socket.sendall(b"".join(frame(TEXT, each) for each in said) + frame(BINARY, b"\xff\x00"))
    heard(line, [*said, b"\xff\x00"])


def test_cut_anywhere(line: ClientConnection) -> None:
    dice = random.Random(3)
    said = [bytes(dice.choices(b"abc", k=dice.randrange(130))) for _ in range(50)]  # more may not wait, the usual way
    stream, at = b"".join(frame(TEXT, each) for each in said), 0
    while at < len(stream):
        step = dice.choice((1, 2, 5, 60, 700))
        line.socket.sendall(stream[at : at + step])
        at += step
    heard(line, said)


def test_the_rest_of_a_message_is_not_taken_for_one(line: ClientConnection) -> None:
    """Who cuts a message where its own bytes look like the beginning of a frame says nothing else by it."""
    forged = frame(TEXT, b"forged")
    whole = b"\x82" + bytes([0x80 | 10 + len(forged)]) + bytes(4) + b"0123456789" + forged
    line.socket.sendall(frame(TEXT, b"before") + whole[: -len(forged)])
    heard(line, [b"before"])
    line.socket.sendall(forged + frame(TEXT, b"after"))
    heard(line, [b"0123456789" + forged, b"after"])


def test_nor_is_it_between_the_pieces_of_one(line: ClientConnection) -> None:
    line.socket.sendall(frame(TEXT, b"before") + frame(TEXT, b"one ", last=False))
    heard(line, [b"before"])
    line.socket.sendall(frame(TEXT, b"in between"))
    with pytest.raises(ConnectionClosed) as closed:
        line.recv(timeout=20)
    assert closed.value.rcvd.code == 1002


def test_in_pieces_with_a_ping_between(line: ClientConnection) -> None:
    pieces = frame(TEXT, b"one ", last=False) + frame(PING, b"?") + frame(CONTINUED, b"two")
    line.socket.sendall(frame(TEXT, b"before") + pieces + frame(TEXT, b"after"))
    heard(line, [b"before", b"one two", b"after"])


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (frame(TEXT, b"\xff\xfe"), 1007),
        (frame(CONTINUED, b"of nothing"), 1002),
        (b"\x81\x03abc", 1002),  # not masked
        (b"\xc1" + frame(TEXT, b"reserved")[1:], 1002),
        (frame(CLOSE, struct.pack("!H", 1000)), 1000),
    ],
    ids=["no UTF-8", "a continuation of nothing", "not masked", "a reserved bit", "a farewell"],
)
def test_what_is_wrong_closes_after_all_that_was_right(line: ClientConnection, wrong: bytes, code: int) -> None:
    line.socket.sendall(frame(TEXT, b"right"))
    heard(line, [b"right"])
    line.socket.sendall(wrong + frame(TEXT, b"too late"))
    with pytest.raises(ConnectionClosed) as closed:
        line.recv(timeout=20)
    assert closed.value.rcvd.code == code


class Sent(Socket):
    """A connection of which only what matters here is there; its own factory."""

    def __init__(self, transport: Any) -> None:
        self.state, self.transport, self.client_addr = self.STATE_OPEN, transport, ""
        self.messages: list[bytes] = []
        self.taken: list[bytes] = []
        self.dropped = 0

    def sendMessage(self, payload: bytes, isBinary: bool = False) -> None:  # noqa: ARG002, N802, N803
        assert self.maxMessagePayloadSize == 0, "a big room's snapshot may go out"
        self.messages.append(payload)

    def dropConnection(self, abort: bool = False) -> None:  # noqa: N802
        self.dropped += abort


def test_the_usual_way_goes_on_where_twisted_s_buffers_are_others() -> None:
    line = Sent(SimpleNamespace())
    line.serverSend("hello")
    assert (line.messages, line.dropped) == ([b"hello"], 0)


def test_what_may_come_in_is_as_long_as_before_after_something_long_went_out() -> None:
    line = Sent(SimpleNamespace())
    line.serverSend("x" * 300_000)
    assert line.maxMessagePayloadSize == LARGEST_MESSAGE


@pytest.mark.parametrize("state", ["muted", "closed"])
def test_after_a_farewell_nothing_counts(state: str) -> None:
    line = Sent(SimpleNamespace())
    line.take, line.last_ping = line.taken.append, 0.0
    line.onMessage(b"one", isBinary=False)
    if state == "muted":
        line.muted = True
    else:
        line.state = line.STATE_CLOSED
    line.onMessage(b"two", isBinary=False)
    assert line.taken == [b"one"]
    assert line.last_ping > 0, "who speaks need not be asked whether he is there"


def test_what_came_together_with_the_word_that_ended_it_is_not_heard() -> None:
    line = Sent(SimpleNamespace())

    def take(said: bytes) -> None:
        line.taken.append(said)
        line.state = line.STATE_CLOSING

    line.take, line.data, line.current_frame, line.inside_message = take, b"", None, False
    rest = frame(TEXT, b"two") + frame(TEXT, b"three")
    assert line._quickly(frame(TEXT, b"one") + rest) == rest
    assert line.taken == [b"one"]
