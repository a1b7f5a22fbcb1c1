"""Built files: kept by browsers for good, as their names hold a hash; sent compressed."""

import json
import urllib.request
from pathlib import Path

from tests.servers import ROOT, GameServer, playing


def fetch(server: GameServer, path: str, **headers: str):
    return urllib.request.urlopen(urllib.request.Request(server.url + path, headers=headers), timeout=10)


def test_built_files_are_immutable_and_compressed(game_data: Path) -> None:
    manifest = json.loads((ROOT / "frontend/dist/manifest.json").read_text())
    script = f"/static/{manifest['src/room/main.ts']['file']}"
    with playing(game_data) as server:
        with fetch(server, script, **{"Accept-Encoding": "br"}) as sent:
            assert sent.headers["Content-Encoding"] == "br"
            assert "immutable" in sent.headers["Cache-Control"]
            assert len(sent.read()) < 60_000
        with fetch(server, "/static/pages/favicon.svg") as sent:
            assert "immutable" not in sent.headers["Cache-Control"]
