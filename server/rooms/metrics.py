"""What this process tells Prometheus: its own figures and no other's, read at the moment somebody asks."""

from collections import Counter
from collections.abc import Iterable, Iterator

from prometheus_client import CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

from game.decisions import Code
from game.room import Phase
from server.rooms.codes import CloseCode, ProtocolCode
from server.rooms.figures import Spread, figures
from server.rooms.outlets import blocked
from server.rooms.runtime import Runtime, running

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


def metrics() -> bytes:
    """Return all metrics in Prometheus's text format. To be called in the event loop's own thread."""
    return generate_latest(_registry)


class Figures(Collector):
    """The figures as metrics. Every label's values are a closed set, told from the first answer on, as 0."""

    def collect(self) -> Iterator[Metric]:
        """Yield what is so now, and what was counted."""
        here = running()
        yield from _now(here)
        yield _counter("uncanny_messages_received", "Messages that came over sockets.", figures.received)
        yield _counter("uncanny_messages_sent", "Messages given to sockets.", figures.sent)
        yield _counter("uncanny_sent_bytes", "Bytes of messages given to sockets, before framing.", figures.bytes_sent)
        refusals = CounterMetricFamily("uncanny_refusals", "Messages that changed nothing, by why.", labels=["code"])
        for code in sorted({*map(str, Code), *map(str, ProtocolCode)}):
            refusals.add_metric([code], figures.refused[code])
        yield refusals
        closed = CounterMetricFamily("uncanny_sockets_closed", "Sockets that the server closed.", labels=["code"])
        for number in CloseCode:
            closed.add_metric([number.name.lower()], figures.closed[number])
        yield closed
        yield _histogram(
            "uncanny_ack_latency_seconds", "From reading an answer to acknowledging it.", figures.ack_latency
        )
        yield _histogram(
            "uncanny_alarm_lateness_seconds", "From a room's alarm to its being taken up here.", figures.alarm_lateness
        )
        yield _histogram("uncanny_loop_lag_seconds", "How late the event loop wakes what is due.", figures.loop_lag)
        yield _histogram("uncanny_redis_latency_seconds", "Calls to Redis, waiting included.", figures.redis_latency)
        yield _counter("uncanny_redis_errors", "Calls to Redis that failed.", figures.redis_errors)


def _now(here: Runtime | None) -> Iterator[Metric]:
    """Yield gauges; all are 0 until the process has reached its Redis."""
    locals_ = list(here.hub.rooms.values()) if here else []
    sockets = GaugeMetricFamily("uncanny_sockets", "Open sockets, by what they are for.", labels=["role"])
    players = sum(len(local.sockets) for local in locals_)
    watchers, screens = (sum(len(getattr(local, kind)) for local in locals_) for kind in ("watchers", "screens"))
    passing = max(0, (len(here.sockets) if here else 0) - players - watchers - screens)
    for role, count in (("player", players), ("watcher", watchers), ("screen", screens), ("passing", passing)):
        sockets.add_metric([role], count)
    yield sockets
    rooms = GaugeMetricFamily("uncanny_rooms", "Rooms with sockets in this process.", labels=["phase"])
    phases = Counter(local.room.phase for local in locals_)
    for phase in Phase:
        rooms.add_metric([phase], phases[phase])
    yield rooms
    queue = GaugeMetricFamily("uncanny_hub_queue", "What waits in this process.", labels=["what"])
    queue.add_metric(["rows"], here.ingest.waiting if here else 0)
    queue.add_metric(["tellings"], sum(len(local.backlog or ()) for local in locals_))
    queue.add_metric(["sends"], blocked())
    yield queue
    yield GaugeMetricFamily("uncanny_leaving", "1 while players are handed over.", bool(here and here.leaving))


def _counter(name: str, text: str, value: float) -> Metric:
    return CounterMetricFamily(name, text, value)


def _histogram(name: str, text: str, spread: Spread) -> Metric:
    return HistogramMetricFamily(name, text, buckets=list(_buckets(spread)), sum_value=spread.total)


def _buckets(spread: Spread) -> Iterable[tuple[str, float]]:
    """Yield each upper end with how many took no longer, as Prometheus adds steps up."""
    count = 0
    for bound, more in zip((*map(str, spread.bounds), "+Inf"), spread.counts, strict=True):
        count += more
        yield bound, count


_registry = CollectorRegistry(auto_describe=False)
_registry.register(Figures())
ProcessCollector(registry=_registry)
