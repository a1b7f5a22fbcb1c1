"""Probes: they answer whoever asks, set no cookie, and say which part is broken."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.test import AsyncClient
from redis import Redis

from game.room import new_room
from server.rooms import health, runtime
from server.rooms.redis_store import ALARMS, RedisStore

pytestmark = pytest.mark.django_db(transaction=True)
OK = {"redis": "ok", "database": "ok", "alarms": "ok", "staying": "ok"}


@pytest.fixture
async def probe(redis_url: str, settings: Any) -> Any:
    """Ask as a container's keeper does: by an address that is no name of ours, past the proxy that ends TLS."""
    settings.REDIS_URL, settings.GUARD_HOSTS, settings.ALLOWED_HOSTS = redis_url, False, ["game.example"]
    settings.SECURE_SSL_REDIRECT = True
    with Redis.from_url(redis_url) as redis:
        redis.flushall()
    client = AsyncClient(headers={"host": "10.1.2.3:8000"})
    yield client.get
    await runtime.stop()


async def test_alive_says_so_to_anybody_and_knows_nobody(probe: Any) -> None:
    answer = await probe("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert not answer.cookies
    assert "no-store" in answer.headers["Cache-Control"]


async def test_all_parts_work(probe: Any) -> None:
    answer = await probe("/readyz")
    assert (answer.status_code, answer.json()) == (200, OK)
    assert not answer.cookies


async def test_who_is_about_to_leave_is_not_ready(probe: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "running", lambda: SimpleNamespace(leaving=True))
    answer = await probe("/readyz")
    assert (answer.status_code, answer.json()) == (503, OK | {"staying": "failed"})


async def test_without_redis_it_is_not_ready_and_lives(probe: Any, settings: Any) -> None:
    settings.REDIS_URL = "unix:///nowhere.sock"
    answer = await probe("/readyz")
    assert (answer.status_code, answer.json()) == (503, OK | {"redis": "failed", "alarms": "failed"})
    assert (await probe("/healthz")).status_code == 200


async def test_without_a_database_it_is_not_ready(probe: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken:
        def cursor(self) -> None:
            raise OSError

    monkeypatch.setattr(health, "connection", Broken())
    assert (await probe("/readyz")).json() == OK | {"database": "failed"}


@pytest.mark.parametrize(("overdue", "says"), [(health.LATE - 2, "ok"), (health.LATE + 1, "failed"), (-60, "ok")])
async def test_a_room_that_nobody_wakes_is_told(probe: Any, redis_url: str, overdue: float, says: str) -> None:
    store = RedisStore(redis_url)
    now = await store.time()
    assert await store.commit(None, new_room("BCDF", "ann", now))
    with Redis.from_url(redis_url) as redis:
        redis.zadd(ALARMS, {"BCDF": now - overdue})
    assert (await probe("/readyz")).json()["alarms"] == says
    await store.close()
