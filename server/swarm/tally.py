"""What a swarm has counted and what it complains of, and the figures made of it."""

import math
from collections import Counter
from typing import Any

from server.swarm.traffic import Traffic

MOST = 50  # complaints that are kept; the rest are counted


class Tally:
    """Counts over all rooms. Delays in seconds."""

    def __init__(self) -> None:
        self.errors = 0
        self.complaints: list[str] = []
        self.finished = 0
        self.rounds = 0
        self.player_rounds = 0  # rounds of each room times its bots
        self.answers = self.repeats = 0
        self.refused: Counter[str] = Counter()
        self.reconnects = 0
        self.lost = 0
        self.opened = 0  # sealed pictures, a pair's two counted once
        self.pairs = 0  # of them
        self.asides = 0  # answers for fun that were acknowledged
        self.onlooking = 0  # messages and pictures that watchers and big screens were sent
        self.controls: Counter[str] = Counter()  # what hosts have done in a match, and how often
        self.missing = 0  # questions that a bot heard before it had the picture
        self.again = 0  # pictures that were asked for once more
        self.pictures = 0  # fetched after their reveal
        self.frame_sizes: dict[bool, set[int]] = {}  # bytes, of pairs and of single faces
        self.make: frozenset[Any] = frozenset()  # of the first picture: encoder settings, metadata
        self.told: dict[str, str] = {}  # keys, nonces and promises, and what each was told as
        self.waits: list[float] = []  # from the time at which a question was due until it opened
        self.delays: list[float] = []
        self.traffic = Traffic()
        self.joins: list[float] = []  # of each bot's first connection, until its welcome
        self._first_came = self._last_in = 0.0
        self.gathered: list[float] = []  # of each room, from the first call until all are in and the host sees them

    def complain(self, sentence: str) -> None:
        """Count a mistake of the server, and keep its sentence if there are few."""
        self.errors += 1
        if len(self.complaints) < MOST:
            self.complaints.append(sentence[:1000])

    def joined(self, came: float, welcomed: float) -> None:
        """Note when a bot wanted to come in, and when it was let in."""
        self.joins.append(welcomed - came)
        self._first_came = min(self._first_came or came, came)
        self._last_in = max(self._last_in, welcomed)

    def figures(self) -> dict[str, Any]:
        """Return what is printed. Milliseconds are rounded to 0.1."""
        return {
            "finished": self.finished,
            "rounds": self.rounds,
            "answers": self.answers,
            "repeats": self.repeats,
            "refused": dict(sorted(self.refused.items())),
            "reconnects": self.reconnects,
            "lost": self.lost,
            "opened": self.opened,
            "pairs": self.pairs,
            "asides": self.asides,
            "onlooking": self.onlooking,
            "controls": dict(sorted(self.controls.items())),
            "missing": self.missing,
            "again": self.again,
            "pictures": self.pictures,
            "errors": self.errors,
            "complaints": self.complaints,
            "gathered_max_ms": milliseconds(self.gathered, 1.00),
            "join_ms_p99": milliseconds(self.joins, 0.99),
            "connects_per_s": round(len(self.joins) / (self._last_in - self._first_came), 1) if self.joins else None,
            "frames_per_player_round": self.traffic.each(self.traffic.frames, self.player_rounds),
            "bytes_per_player_round": self.traffic.each(self.traffic.bytes, self.player_rounds),
            "start_skew_p99_ms": milliseconds(self.traffic.start_skews, 0.99),
            "reveal_skew_p99_ms": milliseconds(self.traffic.reveal_skews, 0.99),
            "ack_p50_ms": milliseconds(self.delays, 0.50),
            "ack_p99_ms": milliseconds(self.delays, 0.99),
            "opening_p50_ms": milliseconds(self.waits, 0.50),
            "opening_max_ms": milliseconds(self.waits, 1.00),
        }


def milliseconds(delays: list[float], share: float) -> float | None:
    """Return a quantile of delays in seconds as milliseconds: the smallest that `share` of them do not exceed."""
    if not delays:
        return None
    ordered = sorted(delays)
    return round(ordered[math.ceil(share * len(ordered)) - 1] * 1000, 1)
