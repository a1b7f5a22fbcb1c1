"""The web server's own limits, against a pretended application."""

import base64
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from server.audits.server_process import end, free_port, surroundings
from tests.servers import ROOT

MOST_UNREAD = 64  # messages; the server's own, which cannot be imported without its reactor

SERVE = """
import sys, django
sys.path.insert(0, sys.argv[2])
django.setup()
from django.conf import settings
from server.launch.web import serve
settings.ASGI_APPLICATION = "flood.application"
serve("127.0.0.1", int(sys.argv[1]), lambda: print("listening", flush=True))
print("stopped", flush=True)
"""
FLOOD = """
import asyncio

async def application(scope, receive, send):
    if scope["type"] == "http":
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            await asyncio.sleep(60)
    await receive()
    await send({"type": "websocket.accept"})
    if scope["path"] == "/busy":
        await asyncio.sleep(1)
        came = 0
        while (await receive())["type"] == "websocket.receive":
            came += 1
        return print("busy, then heard", came, flush=True)
    if scope["path"] == "/long":
        await send({"type": "websocket.send", "text": "x" * 300_000})
        while (said := await receive())["type"] == "websocket.receive":
            print("heard", len(said["text"]), flush=True)
        return print("closed", said["code"], flush=True)
    sent = 0
    ended = asyncio.ensure_future(receive())
    while not ended.done() and sent < 400_000_000:
        await send({"type": "websocket.send", "text": "x" * 100_000})
        sent += 100_000
        await asyncio.sleep(0)
    print("ended after", sent, (await ended)["type"], flush=True)
"""


@pytest.fixture
def flooding(tmp_path: Path) -> Iterator[tuple[int, subprocess.Popen[str]]]:
    (tmp_path / "flood.py").write_text(FLOOD)
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


def test_a_browser_that_does_not_read_is_dropped(flooding: tuple[int, subprocess.Popen[str]]) -> None:
    port, process = flooding
    with socket.create_connection(("127.0.0.1", port)) as line:
        key = base64.b64encode(os.urandom(16)).decode()
        line.sendall(
            f"GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
        )
        words = process.stdout.readline().split()
    assert words[:2] == ["ended", "after"]
    assert int(words[2]) < 20_000_000  # what the kernel's buffers take, and half a megabyte
    assert words[3] == "websocket.disconnect"


def test_the_server_may_say_more_than_a_browser(flooding: tuple[int, subprocess.Popen[str]]) -> None:
    port, process = flooding
    with connect(f"ws://127.0.0.1:{port}/long") as line:
        assert len(line.recv(timeout=10)) == 300_000
        line.send("x" * 65_536)
        assert process.stdout.readline() == "heard 65536\n"
        line.send("x" * 65_537)
        assert process.stdout.readline().startswith("closed")
        with pytest.raises(ConnectionClosed) as closed:
            line.recv(timeout=10)
        assert closed.value.rcvd.code == 1009


def test_who_sends_more_than_is_read_is_dropped(flooding: tuple[int, subprocess.Popen[str]]) -> None:
    port, process = flooding
    with connect(f"ws://127.0.0.1:{port}/busy") as line, suppress(ConnectionClosed, OSError):
        for _ in range(2000):
            line.send("x" * 60_000)
    assert process.stdout.readline() == f"busy, then heard {MOST_UNREAD}\n"


def pour(line: socket.socket, seconds: float) -> None:
    limit = time.monotonic() + seconds
    while time.monotonic() < limit:
        line.sendall(bytes(65_536))


def test_who_goes_on_sending_after_too_long_a_message_is_dropped(flooding: tuple[int, subprocess.Popen[str]]) -> None:
    port, process = flooding
    with socket.create_connection(("127.0.0.1", port)) as line:
        key = base64.b64encode(os.urandom(16)).decode()
        line.sendall(
            f"GET /long HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
        )
        assert line.recv(12) == b"HTTP/1.1 101"
        line.sendall(b"\x81\xff" + (1 << 40).to_bytes(8) + bytes(4))  # a text of a terabyte begins
        with pytest.raises((ConnectionResetError, BrokenPipeError)):
            pour(line, seconds=10)
        grown = Path(f"/proc/{process.pid}/status").read_text().partition("VmHWM:")[2].split()[0]
        assert int(grown) < 400_000  # kB


def test_a_request_that_does_not_end_does_not_hold_up_the_stop(flooding: tuple[int, subprocess.Popen[str]]) -> None:
    port, process = flooding
    with socket.create_connection(("127.0.0.1", port)) as line:
        line.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        time.sleep(0.5)
        started = time.monotonic()
        process.terminate()
        assert process.wait(30) == 0
        assert time.monotonic() - started < 20


def test_a_port_taken_in_the_last_moment_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "flood.py").write_text(FLOOD)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        said = subprocess.run(
            [sys.executable, "-c", SERVE, str(taken.getsockname()[1]), str(tmp_path)],
            cwd=ROOT,
            env=surroundings(tmp_path, {"DJANGO_SETTINGS_MODULE": "server.settings"}),
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
    assert said.returncode == 1
    assert "listening" not in said.stdout
    assert said.stderr.splitlines()[-1].startswith("server.launch.obstacle.Obstacle: Port")
