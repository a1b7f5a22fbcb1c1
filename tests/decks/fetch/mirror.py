"""A server with the paths of GitHub's, over real sockets, that can be told to misbehave; and recipes for it."""

import hashlib
import json
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image

COMMIT = "0123456789abcdef0123456789abcdef01234567"
REPOSITORY = "somebody/faces"
RAW = f"/{REPOSITORY}/{COMMIT}/"
TREE = f"/repos/{REPOSITORY}/git/trees/{COMMIT}"
NAMED = f"/repos/{REPOSITORY}/commits/{COMMIT[:7]}"
TABLE = "info.csv"


def picture(seed: int, side: int = 160) -> bytes:
    """A JPEG in colour that looks like no other."""
    small = np.random.default_rng(seed).integers(0, 255, (5, 5, 3), dtype=np.uint8)
    file = BytesIO()
    Image.fromarray(small).resize((side, side), Image.Resampling.BICUBIC).save(file, "JPEG", quality=90)
    return file.getvalue()


def blob_sha(data: bytes) -> str:
    return hashlib.sha1(f"blob {len(data)}\0".encode() + data).hexdigest()


def repository() -> dict[str, bytes]:
    """Six real pictures of three people with a table of them, six AI ones, and what nobody asked for."""
    files = {f"real/{who:03}_{look:02}.jpg": picture(10 * who + look) for who in (1, 2, 3) for look in (3, 8)}
    files |= {
        f"ai/{gender}/{number}.jpg": picture(100 + 10 * len(gender) + number)
        for gender in ("female", "male")
        for number in range(3)
    }
    files[TABLE] = b"face_id,face_age,face_gender,face_eth\n001,24,female,white\n002,NA,male,black\n"
    files["README.md"] = b"# Faces"
    files["real/._001_03.jpg"] = b"left by a Mac"
    return files


RECIPE = f"""
slug = "NAME"
rank = 10
title = {{ en = "Test faces", zh = "测试人像" }}
description = {{ en = "Faces of a test.", zh = "测试用。" }}

[[sources]]
name = "people"
repository = "{REPOSITORY}"
commit = "{COMMIT}"
files = 'real/(?P<person>[0-9]{{3}})_0[38]\\.jpg'
pictures = 6
megabytes = 1
truth = "real"
kind = "photo"
licence = "CC BY 4.0"
licence_url = "https://creativecommons.org/licenses/by/4.0/"
credit = "Somebody (2017)"
people = {{ file = "{TABLE}", key = "face_id", age = "face_age", gender = "face_gender", race = "face_eth" }}

[[sources]]
name = "made"
repository = "{REPOSITORY}"
commit = "{COMMIT[:7]}"
files = 'ai/(?P<gender>female|male)/[0-9]+\\.jpg'
pictures = 6
megabytes = 1
truth = "ai"
kind = "diffusion"
generator = "A model"
licence = "CC BY-NC 4.0"
licence_url = "https://creativecommons.org/licenses/by-nc/4.0/"
credit = "Nobody"
non_commercial = true
"""


@dataclass
class Answer:
    """What the mirror says. `promised`: a Content-Length that is not kept; `drip`: seconds between bytes."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    promised: int | None = None
    drip: float = 0.0


@dataclass
class Mirror:
    """`asked` counts the requests by path. `odd`: a function by path that is given the number of the request, from 1,
    and answers instead, or None to answer as usual.
    """

    url: str
    files: dict[str, bytes] = field(default_factory=repository)
    asked: Counter[str] = field(default_factory=Counter)
    odd: dict[str, Callable[[int], Answer | None]] = field(default_factory=dict)
    truncated: bool = False
    modes: dict[str, str] = field(default_factory=dict)

    def answer(self, path: str) -> Answer:
        path = path.partition("?")[0]
        self.asked[path] += 1
        odd = self.odd.get(path)
        if odd and (said := odd(self.asked[path])):
            return said
        if path == NAMED:
            return Answer(COMMIT.encode())
        if path == TREE:
            return Answer(json.dumps({"sha": "0" * 40, "tree": self._tree(), "truncated": self.truncated}).encode())
        data = self.files.get(path.removeprefix(RAW)) if path.startswith(RAW) else None
        return Answer(data) if data is not None else Answer(b"no", 404)

    def _tree(self) -> list[dict[str, object]]:
        folders: list[dict[str, object]] = [{"path": "real", "mode": "040000", "type": "tree", "sha": "1" * 40}]
        return folders + [
            {
                "path": path,
                "mode": self.modes.get(path, "100644"),
                "type": "blob",
                "sha": blob_sha(data),
                "size": len(data),
            }
            for path, data in self.files.items()
        ]

    def environment(self) -> dict[str, str]:
        return {"UNCANNY_RAW": self.url, "UNCANNY_API": self.url}


@contextmanager
def mirror() -> Iterator[Mirror]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            said = here.answer(self.path)
            self.send_response(said.status)
            for name, value in said.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(said.body) if said.promised is None else said.promised))
            self.end_headers()
            try:
                if said.drip:
                    for byte in said.body:
                        self.wfile.write(bytes([byte]))
                        time.sleep(said.drip)
                else:
                    self.wfile.write(said.body)
            except OSError:  # who asked has gone
                self.close_connection = True
            if said.promised is not None:
                self.close_connection = True

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.handle_error = lambda *_: None  # who asked may go in the middle
    here = Mirror(f"http://127.0.0.1:{server.server_address[1]}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield here
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def write_recipe(data: Path, name: str = "test-faces", text: str = RECIPE) -> Path:
    """Put a recipe into a data folder."""
    path = data / "recipes" / f"{name}.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text.replace("NAME", name), encoding="utf-8")
    return path
