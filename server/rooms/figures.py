"""What this process counts while it works: plain numbers, as cheap as they get. metrics.py tells them when asked."""

from bisect import bisect_left
from collections import Counter


class Spread:
    """How long things took, counted in steps."""

    __slots__ = ("bounds", "counts", "total")

    def __init__(self, *bounds: float) -> None:
        """`bounds`: the steps' upper ends in seconds, rising; what is longer than all has a step of its own."""
        self.bounds = bounds
        self.counts = [0] * (len(bounds) + 1)
        self.total = 0.0  # seconds

    def add(self, seconds: float) -> None:
        """Count one. Clocks are set now and then: less than nothing is nothing."""
        self.counts[bisect_left(self.bounds, seconds)] += 1
        if seconds > 0.0:
            self.total += seconds


class Figures:
    """All that is counted since the process began. Codes are of closed sets, so no table grows without end."""

    __slots__ = (
        "ack_latency",
        "alarm_lateness",
        "bytes_sent",
        "closed",
        "loop_lag",
        "received",
        "redis_errors",
        "redis_latency",
        "refused",
        "sent",
    )

    def __init__(self) -> None:
        self.received = self.sent = self.bytes_sent = 0  # of sockets: messages, messages, bytes
        self.refused: Counter[str] = Counter()  # by Code or ProtocolCode
        self.closed: Counter[int] = Counter()  # by CloseCode
        self.ack_latency = Spread(0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0)
        self.alarm_lateness = Spread(0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0)
        self.loop_lag = Spread(0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0)
        self.redis_latency = Spread(0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 1.0, 5.0)
        self.redis_errors = 0


figures = Figures()
