"""What a process tells of itself: true figures, closed sets of labels, and nothing that grows."""

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families

from game.decisions import Code
from game.room import Phase
from server.rooms import metrics, pulse
from server.rooms.codes import CloseCode, ProtocolCode
from server.rooms.figures import Figures, Spread, figures
from server.rooms.outlets import AsgiOutlet
from server.rooms.redis_store import RedisStore
from server.rooms.runtime import Runtime
from server.rooms.store import StoreUnavailableError
from tests.rooms.people import Client, Processes, room_of

pytestmark = pytest.mark.django_db(transaction=True)
Told = dict[tuple[str, str], float]


def told() -> Told:
    """Return each sample's value, by its name and the value of its one label."""
    families = text_string_to_metric_families(metrics.metrics().decode())
    return {
        (sample.name, next(iter(sample.labels.values()), "")): sample.value
        for family in families
        for sample in family.samples
    }


def of(told: Told, name: str) -> dict[str, float]:
    """Return a metric's values that are not 0, by label."""
    return {label: value for (sample, label), value in told.items() if sample == name and value}


@pytest.fixture(autouse=True)
def counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Begin to count, whatever was before."""
    for name, value in ((name, getattr(Figures(), name)) for name in Figures.__slots__):
        monkeypatch.setattr(figures, name, value)


@pytest.fixture
async def runtime(process: Processes, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Runtime]:
    started = await process()
    monkeypatch.setattr(metrics, "running", lambda: started)
    return started


async def test_from_the_first_answer_on_every_label_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metrics, "running", lambda: None)  # Redis does not answer yet
    all_ = told()
    labels = lambda name: {label for sample, label in all_ if sample == name}  # noqa: E731
    assert labels("uncanny_sockets") == {"player", "watcher", "screen", "passing"}
    assert labels("uncanny_rooms") == set(Phase)
    assert labels("uncanny_refusals_total") == {*Code, *ProtocolCode}
    assert labels("uncanny_sockets_closed_total") == {code.name.lower() for code in CloseCode}
    assert labels("uncanny_hub_queue") == {"rows", "tellings", "sends"}
    ours = {name: value for (name, _), value in all_.items() if name.startswith("uncanny_")}
    assert len(ours) > 20
    assert not any(ours.values())
    assert all_["process_resident_memory_bytes", ""] > 1e6
    assert len(all_) < 200


async def test_who_is_here_and_in_what_rooms(runtime: Runtime) -> None:
    code, other = await room_of(runtime), await room_of(runtime)
    clients = [Client(runtime, code) for _ in range(3)]
    for number, client in enumerate(clients[:2]):
        await client.join(f"Player {number}")
    await clients[2].say(t="join", role="watcher")
    screen, silent = Client(runtime, other), Client(runtime, other)
    await screen.say(t="join", role="screen")
    await screen.next("welcome")
    sockets = of(told(), "uncanny_sockets")
    assert sockets == {"player": 2, "watcher": 1, "screen": 1, "passing": 1}
    assert of(told(), "uncanny_rooms") == {"lobby": 2}
    for client in (*clients, screen, silent):
        client.leave()
    assert of(told(), "uncanny_sockets") == {}
    runtime.leaving = True
    assert told()["uncanny_leaving", ""] == 1


async def test_messages_refusals_and_answers_are_counted(runtime: Runtime, deck: Any) -> None:
    code = await room_of(runtime)
    host = Client(runtime, code, cookie="host-player-id-1")
    await host.join("Ann")
    await host.answer(0)
    host.session.hear("nonsense")
    await host.say(t="start")
    await host.next("question", round=0)
    await host.answer(0)
    await host.next("ack")
    all_ = told()
    assert of(all_, "uncanny_refusals_total") == {"round_over": 1, "malformed": 1}
    assert all_["uncanny_messages_received_total", ""] == 6  # join, answer, nonsense, start, ready, answer
    assert all_["uncanny_ack_latency_seconds_count", ""] == 1
    assert 0 < all_["uncanny_ack_latency_seconds_sum", ""] < 5
    assert of(all_, "uncanny_rooms").keys() <= {"question", "reveal"}
    assert all_["uncanny_alarm_lateness_seconds_count", ""] >= 1
    assert all_["uncanny_alarm_lateness_seconds_bucket", "5.0"] == all_["uncanny_alarm_lateness_seconds_count", ""]
    assert all_["uncanny_redis_latency_seconds_count", ""] > 10
    assert all_["uncanny_redis_errors_total", ""] == 0


async def test_a_socket_turned_away_is_counted(runtime: Runtime) -> None:
    await Client(runtime, "ZZZZ").say(t="join", name="Ann")
    assert of(told(), "uncanny_refusals_total") == {"no_such_room": 1}


async def test_what_leaves_is_counted_and_what_waits_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metrics, "running", lambda: None)
    reading = asyncio.Event()

    async def send(_message: dict[str, Any]) -> None:
        await reading.wait()

    outlet = AsgiOutlet(send)
    outlet.text(b"12345")
    outlet.binary(b"123")
    outlet.close(CloseCode.ABUSE)
    all_ = told()
    assert (all_["uncanny_messages_sent_total", ""], all_["uncanny_sent_bytes_total", ""]) == (2, 8)
    assert of(all_, "uncanny_sockets_closed_total") == {"abuse": 1}
    assert of(all_, "uncanny_hub_queue") == {"sends": 3}
    reading.set()
    async with asyncio.timeout(5):
        while of(told(), "uncanny_hub_queue"):  # noqa: ASYNC110
            await asyncio.sleep(0)


async def test_a_redis_that_is_away_is_counted() -> None:
    store = RedisStore("unix:///nowhere.sock")
    with pytest.raises(StoreUnavailableError):
        await store.time()
    await store.close()
    assert (figures.redis_errors, sum(figures.redis_latency.counts)) == (1, 1)


async def test_a_loop_that_stands_still_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pulse, "EVERY", 0.001)
    beating = asyncio.create_task(pulse.pulse())
    await asyncio.sleep(0)
    time.sleep(0.06)  # noqa: ASYNC251  (that is the trouble)
    async with asyncio.timeout(5):
        while not sum(figures.loop_lag.counts):  # noqa: ASYNC110
            await asyncio.sleep(0)
    beating.cancel()
    assert figures.loop_lag.total > 0.05


def test_steps_are_told_as_prometheus_adds_them_up() -> None:
    spread = Spread(0.1, 1.0)
    for seconds in (-0.5, 0.1, 0.2, 7.0):
        spread.add(seconds)
    assert list(metrics._buckets(spread)) == [("0.1", 2), ("1.0", 3), ("+Inf", 4)]
    assert spread.total == pytest.approx(7.3)
