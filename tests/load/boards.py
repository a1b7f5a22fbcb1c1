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
    """Make players with standings of all time."""
    from server.players.models import ALL_TIME, Player, Standing

    rng = random.Random(0)
    for start in range(0, players, 10_000):
        ids = [f"p{number:015}" for number in range(start, min(start + 10_000, players))]
        names = [f"name {number}" for number in range(start, start + len(ids))]
        Player.objects.bulk_create(
            [Player(id=id_, name=name, name_key=name) for id_, name in zip(ids, names, strict=True)]
        )
        Standing.objects.bulk_create(
            Standing(
                player_id=id_,
                window=ALL_TIME,
                revision=rng.randint(1, 500),
                matches=rng.randint(1, 500),
                points=rng.randint(-50_000, 500_000),
                best=rng.randint(-5000, 12_000),
                streak=rng.randint(1, 30),
                d_prime=rng.randint(-100, 350),
                rating=rng.randint(900, 2300),
            )
            for id_ in ids
        )


if __name__ == "__main__":
    main()
