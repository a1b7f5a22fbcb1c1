"""The short way out: the same bytes in the same order as the usual one, bounded, and gone where daphne is another."""

import errno
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from server.audits.server_process import end, free_port, surroundings
from server.launch.lane import BINARY, MOST_UNSENT, TEXT, Frames, framed, lane_of, unsent
from server.rooms.figures import Figures
from tests.launch.test_web import SERVE
from tests.servers import ROOT

SIZES = (0, 1, 125, 126, 127, 65_535, 65_536, 300_000)
APPLICATION = (
    f"SIZES = {SIZES}"
    """
import asyncio

async def application(scope, receive, send):
    lane = scope["extensions"]["uncanny.outlet"]
    await receive()
    lane.text(b"too early")
    await send({"type": "websocket.accept"})
    if scope["path"] == "/flood":
        sent = 0
        ended = asyncio.ensure_future(receive())
        while not ended.done() and sent < 400_000_000:
            lane.text(b"x" * 100_000)
            sent += 100_000
            await asyncio.sleep(0)
        return print("ended after", sent, (await ended)["type"], flush=True)
    for number, size in enumerate(SIZES):
        lane.text(b"t" * size)
        await send({"type": "websocket.send", "text": f"usual {number}"})
        lane.binary(b"b" * size)
        await receive()  # all of it was read: more than half a megabyte may not wait
    for number in range(2000):
        lane.text(b"%d" % number)
    said = await receive()
    lane.text(said["text"].encode())
    lane.close(4001)
    lane.text(b"too late")
    print("closed", (await receive())["code"], flush=True)
    lane.text(b"much too late")
"""
)


@pytest.fixture
def sending(tmp_path: Path) -> Iterator[tuple[int, subprocess.Popen[str]]]:
    (tmp_path / "flood.py").write_text(f"SIZES = {SIZES}\n{APPLICATION}")
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-c", SERVE, str(port), str(tmp_path)],
        cwd=ROOT,
        env=surroundings(tmp_path, {"DJANGO_SETTINGS_MODULE": "server.settings"}),
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout.readline() == "listening\n"
    yield port, process
    end(process)
    process.stdout.close()


def test_messages_of_every_size_come_whole_and_in_order_among_those_that_go_the_usual_way(
    sending: tuple[int, subprocess.Popen[str]],
) -> None:
    port, process = sending
    with connect(f"ws://127.0.0.1:{port}/", max_size=None) as line:
        for number, size in enumerate(SIZES):
            assert [line.recv(10), line.recv(10), line.recv(10)] == ["t" * size, f"usual {number}", b"b" * size]
            line.send("next")
        assert [line.recv(10) for _ in range(2000)] == [str(number) for number in range(2000)]
        line.send("the last word")
        assert line.recv(10) == "the last word"
        with pytest.raises(ConnectionClosed) as closed:
            line.recv(10)
    assert closed.value.rcvd.code == 4001
    assert process.stdout.readline() == "closed 4001\n"


def test_a_browser_that_does_not_read_is_dropped(sending: tuple[int, subprocess.Popen[str]]) -> None:
    port, process = sending
    with connect(f"ws://127.0.0.1:{port}/flood", max_size=None, max_queue=1) as line:
        words = process.stdout.readline().split()
        assert words[:2] == ["ended", "after"]
        assert int(words[2]) < 40_000_000  # what the kernel's and the client's buffers take, and half a megabyte
        line.close_socket() if hasattr(line, "close_socket") else line.socket.close()


class Socket:
    """A kernel's buffer of so many bytes."""

    def __init__(self, room: int = 1 << 30, error: OSError | None = None) -> None:
        self.room, self.error, self.got = room, error, b""

    def send(self, data: bytes) -> int:
        if self.error:
            raise self.error
        taken = min(len(data), self.room)
        self.room -= taken
        self.got += data[:taken]
        return taken


class Transport:
    """Twisted's buffers, as daphne's connections have them."""

    TLS, connected = False, True

    def __init__(self, socket: Socket) -> None:
        self.socket, self.dataBuffer, self.offset, self._tempDataLen = socket, b"", 0, 0
        self.written = b""

    def write(self, data: bytes) -> None:
        self.written += data
        self._tempDataLen += len(data)


def pretended(socket: Socket) -> Any:
    protocol = SimpleNamespace(STATE_OPEN=3, state=3, muted=False, transport=Transport(socket), dropped=0, closed=[])
    protocol.serverClose = protocol.closed.append
    protocol.dropConnection = lambda abort: setattr(protocol, "dropped", protocol.dropped + abort)
    return protocol


def test_what_the_kernel_does_not_take_waits_and_so_does_what_comes_after_it() -> None:
    protocol = pretended(Socket(room=5))
    lane = lane_of(protocol)
    lane.text(b"hello")
    lane.binary(b"world")
    both = framed(TEXT, b"hello") + framed(BINARY, b"world")
    assert protocol.transport.socket.got + protocol.transport.written == both
    assert unsent(protocol.transport) == len(both) - 5


def test_a_full_kernel_takes_nothing_and_nothing_is_lost() -> None:
    protocol = pretended(Socket(error=BlockingIOError()))
    lane_of(protocol).text(b"hello")
    assert protocol.transport.written == framed(TEXT, b"hello")


def test_a_connection_that_is_gone_takes_nobody_along() -> None:
    protocol = pretended(Socket(error=OSError(errno.EPIPE, "Broken pipe")))
    lane_of(protocol).text(b"hello")
    assert (protocol.transport.written, protocol.dropped) == (b"", 0)


def test_too_much_that_waits_drops_the_connection() -> None:
    protocol = pretended(Socket())
    protocol.transport.dataBuffer = b"x" * (MOST_UNSENT + 1)
    lane_of(protocol).text(b"hello")
    assert (protocol.dropped, protocol.transport.socket.got) == (1, b"")


def test_before_the_handshake_and_after_the_end_nothing_is_said() -> None:
    protocol = pretended(Socket())
    protocol.state = 1
    lane_of(protocol).text(b"hello")
    assert protocol.transport.socket.got == b""
    lane_of(protocol).close(4001)
    assert protocol.closed == [4001]


INSIDES = ("TLS", "_tempDataLen", "connected", "dataBuffer", "offset", "socket", "write")


@pytest.mark.parametrize("lacking", INSIDES)
def test_where_the_insides_are_others_messages_go_the_usual_way(lacking: str) -> None:
    protocol = pretended(Socket())
    insides = {name: getattr(protocol.transport, name) for name in INSIDES}
    protocol.transport = SimpleNamespace(**insides)
    assert lane_of(protocol) is not None
    del insides[lacking]
    protocol.transport = SimpleNamespace(**insides)
    assert lane_of(protocol) is None
    assert lane_of(SimpleNamespace()) is None


@pytest.mark.parametrize("lacking", ["STATE_OPEN", "state", "muted", "serverClose", "dropConnection"])
def test_so_they_do_where_daphne_is_another(lacking: str) -> None:
    protocol = pretended(Socket())
    assert lane_of(protocol) is not None
    delattr(protocol, lacking)
    assert lane_of(protocol) is None


@pytest.mark.parametrize("lacking", ["dataBuffer", "offset", "_tempDataLen"])
def test_what_waits_in_unknown_buffers_is_taken_for_nothing(lacking: str) -> None:
    insides = {"dataBuffer": b"waits", "offset": 1, "_tempDataLen": 2}
    assert unsent(SimpleNamespace(**insides)) == 6
    del insides[lacking]
    assert unsent(SimpleNamespace(**insides)) == 0


def test_what_leaves_is_counted_and_so_is_each_close_once(monkeypatch: pytest.MonkeyPatch) -> None:
    figures = Figures()
    monkeypatch.setattr("server.launch.lane.figures", figures)
    protocol = pretended(Socket())
    lane = lane_of(protocol)
    lane.text(b"12345")
    lane.binary(b"123")
    lane.close(4001)
    protocol.state = 1
    lane.close(4001)
    assert (figures.sent, figures.bytes_sent, +figures.closed) == (2, 8, {4001: 1})


def test_a_connection_that_twisted_has_given_up_is_not_written_to() -> None:
    """Its number may be another connection's by now."""
    protocol = pretended(Socket())
    protocol.transport.connected = False
    lane_of(protocol).text(b"hello")
    assert protocol.transport.socket.got == b""


def test_the_same_bytes_as_text_and_as_binary_are_two_frames() -> None:
    frames, payload = Frames(), b"the same"
    for kind in (TEXT, BINARY, TEXT):
        assert frames.of(kind, payload) == framed(kind, payload)
    assert frames.of(TEXT, payload) is frames.of(TEXT, payload)
