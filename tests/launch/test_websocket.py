"""What a browser says arrives whole and in order, however it is cut: the quick way in hears what the usual one does."""

import os
import random
import struct
import subprocess
import sys
import zlib
from collections.abc import Iterator
from contextlib import closing

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from server.audits.server_process import end, free_port, surroundings
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
