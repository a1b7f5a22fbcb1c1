"""A backup is what can be restored: into a new PostgreSQL and an empty Redis; a running room from Redis's own log."""

import hashlib
import json
import os
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
import redis

from server.decks.models import Deck
from server.launch import valkey
from server.rooms.redis_store import RedisStore
from server.rooms.runtime import Runtime
from tests.deployment.postgres import Postgres, postgres
from tests.deployment.topology import Deployment, redis_server
from tests.rooms.people import HOST, Client, room_of


def rows(url: str) -> dict[str, tuple[int, str]]:
    """Return each table's rows: how many, and a digest of them."""
    found = {}
    with psycopg.connect(url.replace("postgres://", "postgresql://")) as line:
        tables = line.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1").fetchall()
        for (table,) in tables:
            lines = sorted(str(row) for row in line.execute(f'SELECT * FROM "{table}"').fetchall())
            found[table] = len(lines), hashlib.sha256("\n".join(lines).encode()).hexdigest()
    return found


def boards(url: str) -> dict[bytes, Any]:
    """Return every ranking of a Redis: who stands there with what."""
    with redis.Redis.from_url(url) as client:
        keys = sorted(client.scan_iter("board:*", _type="zset"))
        return {key: client.zrange(key, 0, -1, withscores=True) for key in keys}


@pytest.fixture
def anew(
    deployment: Deployment, played: dict[str, Any], database: Postgres, tmp_path: Path
) -> Iterator[dict[str, str]]:
    """The environment of a deployment that has nothing but a backup: the dump, and the data folder's media and key."""
    dump = database.run("pg_dump", "--format=custom", "deployed")
    data = tmp_path / "data"
    shutil.copytree(deployment.data / "media", data / "media")
    url = f"unix://{valkey.socket_folder()}/{os.getpid()}-restored.sock"
    with ExitStack() as stack:
        fresh = stack.enter_context(postgres())
        stack.enter_context(redis_server(tmp_path / "redis", url))
        fresh.create("deployed")
        fresh.run("pg_restore", "--dbname=deployed", "--no-owner", "--exit-on-error", given=dump)
        yield {**deployment.env, "UNCANNY_DATA": str(data), "DATABASE_URL": fresh.url("deployed"), "REDIS_URL": url}


def test_a_dump_brings_everything_back_and_the_boards_are_built_from_it(
    deployment: Deployment, anew: dict[str, str]
) -> None:
    before = rows(deployment.env["DATABASE_URL"])
    assert before["matches_match"][0] == 1
    assert before["matches_trial"][0] == 6
    assert rows(anew["DATABASE_URL"]) == before
    assert boards(anew["REDIS_URL"]) == {}
    told = json.loads(deployment.manage("rebuild_leaderboards", "--json", env=anew).stdout)
    assert told["differences"] == 0
    assert boards(anew["REDIS_URL"]) == boards(deployment.redis) != {}
    with psycopg.connect(anew["DATABASE_URL"].replace("postgres://", "postgresql://")) as line:
        pictures = [name for (name,) in line.execute("SELECT picture FROM decks_face")]
    assert len(pictures) > 200
    assert [name for name in pictures if not Path(anew["UNCANNY_DATA"], "media", name).is_file()] == []


@asynccontextmanager
async def process(url: str) -> AsyncIterator[Runtime]:
    runtime = await Runtime(RedisStore(url)).start()
    try:
        yield runtime
    finally:
        await runtime.stop()


@pytest.mark.django_db(transaction=True)
async def test_a_running_room_goes_on_from_a_copy_of_redis_s_log(tmp_path: Path, deck: Deck, settings: Any) -> None:
    url = f"unix://{valkey.socket_folder()}/{os.getpid()}-kept.sock"
    first, second = tmp_path / "first", tmp_path / "second"
    with redis_server(first, url) as running:
        async with process(url) as runtime:
            host, guest = Client(runtime, code := await room_of(runtime), cookie=HOST), Client(runtime, code)
            await host.join("Ann")
            token = (await guest.join("Bob"))["token"]
            await host.say(t="start")
            await guest.next("question", round=0)
            await host.answer(0, "ai")
            await host.next("ack", round=0)
            with redis.Redis.from_url(url) as client:  # as docs/deploy.md says: not while it is written anew
                client.config_set("auto-aof-rewrite-percentage", 0)
                assert client.info("persistence")["aof_rewrite_in_progress"] == 0
            shutil.copytree(first / "appendonlydir", second / "appendonlydir")
            running.kill()
            running.wait()
    with redis_server(second, url):
        async with process(url) as runtime:
            host, guest = Client(runtime, code, cookie=HOST), Client(runtime, code)
            again = await host.join("Ann")
            shown = again["phase"]
            assert (shown["t"], shown["round"], shown["verdict"]) == ("question", 0, "ai")
            assert (await guest.join("Nobody", token=token))["name"] == "Bob"
            await guest.answer(0, "real")
            told = await host.next("reveal", round=0)
            assert (told["said_ai"], told["said_real"], told["silent"]) == (1, 1, 0)
            await guest.next("question", round=1)
