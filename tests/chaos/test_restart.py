"""A server killed at the worst moment: the match is archived by the next start, though nobody comes back."""

import asyncio
import json
import re
import signal
import sqlite3
import time
from pathlib import Path

import httpx
import websockets

from tests.servers import GameServer, playing

LIMIT = 30  # seconds for what takes three


async def play_to_the_last_reveal(server: GameServer) -> None:
    """Host a room and answer every round, alone; return as the last truth is shown."""
    async with httpx.AsyncClient(base_url=server.url, headers={"origin": server.url}) as http:
        form = await http.get("/")
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form.text)
        assert found
        made = await http.post("/host/", data={"csrfmiddlewaretoken": found[1]})
        cookies = "; ".join(f"{name}={value}" for name, value in http.cookies.items())
    socket_url = f"{server.ws_url}/ws{made.headers['location'].replace('/r/', '/room/')}"
    async with websockets.connect(socket_url, additional_headers={"cookie": cookies}) as socket:
        for order in (
            {"t": "join", "name": "Ann"},
            {"t": "configure", "options": {"rounds": 3, "seconds": 3, "reveal": 2}},
            {"t": "start"},
        ):
            await socket.send(json.dumps(order))
        async for said in socket:
            if isinstance(said, bytes):  # a sealed picture
                await socket.send(json.dumps({"t": "ready", "round": int.from_bytes(said[:2])}))
                continue
            message = json.loads(said)
            if message["t"] == "question":
                await socket.send(json.dumps({"t": "answer", "round": message["round"], "verdict": "real"}))
            if message["t"] == "reveal" and message["round"] == 2:
                return


def matches(data: Path) -> int:
    database = sqlite3.connect(data / "db.sqlite3")
    try:
        return int(database.execute("SELECT COUNT(*) FROM matches_match").fetchone()[0])
    finally:
        database.close()


def test_a_match_cut_in_its_last_reveal_is_archived_by_the_next_start(game_data: Path) -> None:
    with playing(game_data) as server:
        asyncio.run(asyncio.wait_for(play_to_the_last_reveal(server), LIMIT))
        server.stop(signal.SIGKILL)
    assert matches(game_data) == 0
    with playing(game_data):
        limit = time.monotonic() + LIMIT
        while matches(game_data) == 0:
            assert time.monotonic() < limit, "nobody looked after the room"
            time.sleep(0.1)
    assert matches(game_data) == 1
