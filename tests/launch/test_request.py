"""A body is as long as it may be, however its length is told, and nobody keeps more of it."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, suppress

import pytest

from server.audits.server_process import end, free_port, surroundings
from tests.launch.test_web import SERVE
from tests.servers import ROOT

APPLICATION = """
async def application(scope, receive, send):
    said = await receive()
    came = len(said.get("body", b""))
    while said.get("more_body"):
        said = await receive()
        came += len(said.get("body", b""))
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"%d" % came})
"""


@pytest.fixture(scope="module")
def bodies(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    folder, port = tmp_path_factory.mktemp("bodies"), free_port()
    (folder / "flood.py").write_text(APPLICATION)
    process = subprocess.Popen(
        [sys.executable, "-c", SERVE, str(port), str(folder)],
        cwd=ROOT,
        env=surroundings(folder, {"DJANGO_SETTINGS_MODULE": "server.settings"}),
        stdout=subprocess.PIPE,
        text=True,
    )
    with closing(process.stdout):
        assert process.stdout.readline() == "listening\n"
        yield port
        end(process)


@pytest.mark.parametrize(
    ("path", "cookie", "size", "status"),
    [
        ("/", "", 64 * 1024, b"200"),
        ("/", "", 64 * 1024 + 1, b"413"),
        ("/", "sessionid=x", 70_000, b"413"),
        ("/admin/login/", "", 70_000, b"413"),
        ("/admin/x/", "sessionid=x", 70_000, b"200"),
    ],
)
@pytest.mark.parametrize("announced", [True, False])
def test_a_body_that_is_too_long_ends_at_its_limit(
    announced: bool, path: str, cookie: str, size: int, status: bytes, bodies: int
) -> None:
    head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nCookie: {cookie}\r\n"
    with socket.create_connection(("127.0.0.1", bodies), timeout=20) as line:
        if announced:
            line.sendall(f"{head}Content-Length: {size}\r\n\r\n".encode() + b"x" * min(size, 65_536))
            with suppress(OSError):
                line.sendall(b"x" * max(0, size - 65_536))
        else:
            line.sendall(f"{head}Transfer-Encoding: chunked\r\n\r\n{size:x}\r\n".encode())
            with suppress(OSError):
                line.sendall(b"x" * size + b"\r\n0\r\n\r\n")
        with suppress(ConnectionResetError):  # it may not read what it does not want
            assert line.recv(4096).split()[1] == status


def test_there_is_one_long_body_at_a_time(bodies: int) -> None:
    head = b"POST /admin/x/ HTTP/1.1\r\nHost: localhost\r\nCookie: sessionid=x\r\nContent-Length: 70000\r\n\r\n"

    def open_line(more: bytes = b"") -> socket.socket:
        line = socket.create_connection(("127.0.0.1", bodies), timeout=20)
        line.sendall(head.replace(b"\r\n\r\n", more + b"\r\n\r\n"))
        return line

    with open_line(b"\r\nExpect: 100-continue") as first:
        assert first.recv(4096).startswith(b"HTTP/1.1 100")  # so it was there before the other one
        with open_line() as second:
            assert second.recv(4096).startswith(b"HTTP/1.1 413")
        first.sendall(b"x" * 70_000)
        assert first.recv(4096).startswith(b"HTTP/1.1 200")
    with open_line() as third:
        third.sendall(b"x" * 70_000)
        assert third.recv(4096).startswith(b"HTTP/1.1 200")
