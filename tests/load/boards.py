"""How fast the leaderboards are read with very many players, what an entry weighs, and how long a rebuild takes.

`python -m tests.load.boards --players 1000000`, on a database and a Redis of its own. Prints a table for
docs/leaderboards.md.
"""

import argparse
import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import django

READS = 200  # of each kind


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--players", type=int, default=1_000_000)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"UNCANNY_DATA": folder, "DJANGO_SETTINGS_MODULE": "server.settings"}
        from server.launch.private_redis import PrivateRedis

        with PrivateRedis(Path(folder) / "redis") as private:
            os.environ["REDIS_URL"] = private.url
            django.setup()
            for line in measured(asked.players):
                print(line, flush=True)


def measured(players: int) -> Iterator[str]:
    """Return the lines of a table."""
    from django.core.management import call_command
    from django.utils import timezone

    from server.leaderboards import selectors, services, store
    from server.leaderboards.boards import BOARDS, Board
    from server.players.models import ALL_TIME
    from server.players.windows import current

    call_command("migrate", verbosity=0)
    fill(players)
    boards = store.boards_of(current(ALL_TIME, timezone.now()))
    assert boards is not None
    before = boards._client.info("memory")["used_memory"]
    began = time.perf_counter()
    assert services.rebuild(boards)
    took = time.perf_counter() - began
    weight = boards._client.info("memory")["used_memory"] - before
    rng = random.Random(1)

    def somebody() -> str:
        return f"p{rng.randrange(players):015}"

    pages = players // selectors.SIZE
    yield f"| {players:,} players, {os.cpu_count()} cores | median | slowest of {READS} |"
    yield "| --- | --- | --- |"
    for name, read in {
        "first page of points": lambda: selectors.page(Board.POINTS, ALL_TIME),
        "any page of any board": lambda: selectors.page(rng.choice(BOARDS), ALL_TIME, rng.randint(1, pages)),
        "around me, 5 on each side": lambda: selectors.around(rng.choice(BOARDS), ALL_TIME, somebody()),
        "which page am I on": lambda: selectors.page_of(rng.choice(BOARDS), ALL_TIME, somebody()),
        "own line": lambda: selectors.line_of(rng.choice(BOARDS), ALL_TIME, somebody()),
        "search by name": lambda: selectors.search(rng.choice(BOARDS), ALL_TIME, f"name {rng.randrange(1000)}"),
        "feed of ten players": lambda: services.feed([somebody() for _ in range(10)]),
    }.items():
        yield f"| {name} | {row(read)} |"
    yield f"| rebuild | {took:.0f} s | |"
    yield f"| memory for each player, all five boards and revision | {weight / players:.0f} bytes | |"
    boards._client.flushall()
    services.AT_ONCE = -1  # whoever reads does not wait for the rebuild: here, nobody rebuilds
    boards.begin("nobody", takeover=True)
    for name, read in {
        "first page of points, without Redis": lambda: store_away(lambda: selectors.page(Board.POINTS, ALL_TIME)),
        "around me, without Redis": lambda: store_away(
            lambda: selectors.around(rng.choice(BOARDS), ALL_TIME, somebody())
        ),
    }.items():
        yield f"| {name} | {row(read, 10)} |"


def store_away(read: Callable[[], object]) -> None:
    """Read as where the settings name no Redis."""
    from django.test import override_settings

    with override_settings(REDIS_URL=""):
        read()


def row(read: Callable[[], object], times: int = READS) -> str:
    """Return the median and the slowest of so many reads."""
    took = []
    for _ in range(times):
        began = time.perf_counter()
        read()
        took.append(1000 * (time.perf_counter() - began))
    return f"{statistics.median(took):.1f} ms | {max(took):.1f} ms"


def fill(players: int) -> None:
    """Make players with standings of all time, at random; SQLite does it by itself."""
    from django.db import connection

    numbers = "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < %s)"
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO players_player (id, name, name_key, created, last_seen, public, gone, skill,
            skill_deviation, rating, rating_deviation, rated) """
            + numbers
            + """ SELECT printf('p%%015d', i), 'name ' || i, 'name ' || i, '2026-01-01 00:00:00', '2026-01-01 00:00:00',
            0, 0, 1500, 350, 25, 4, 20 FROM n""",
            [players],
        )
        cursor.execute(
            """INSERT INTO players_standing (player_id, "window", ends, revision, matches, points, best, streak, hits,
            signals, false_alarms, noises, d_prime, rating) """
            + numbers
            + """ SELECT printf('p%%015d', i), 'all', NULL, abs(random() %% 500) + 1, abs(random() %% 500) + 1,
            random() %% 500000, random() %% 12000, abs(random() %% 30) + 1, 30, 40, 10, 40, random() %% 350,
            1500 + random() %% 800 FROM n""",
            [players],
        )
        cursor.execute("ANALYZE")


if __name__ == "__main__":
    main()
