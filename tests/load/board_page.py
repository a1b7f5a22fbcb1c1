"""How long the server takes for a page of the leaderboards with very many players: template, queries and Redis.

`python -m tests.load.board_page --players 200000`, on a database and a Redis of its own.
"""

import argparse
import os
import tempfile
from pathlib import Path

import django

from tests.load.boards import fill, row

ADDRESSES = {
    "first page of points": "/leaderboard/?when=all",
    "page 1,000 of points": "/leaderboard/?when=all&page=1000",
    "search by name": "/leaderboard/?when=all&name=name+777",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--players", type=int, default=200_000)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"UNCANNY_DATA": folder, "DJANGO_SETTINGS_MODULE": "server.settings"}
        from server.launch.private_redis import PrivateRedis

        with PrivateRedis(Path(folder) / "redis") as private:
            os.environ["REDIS_URL"] = private.url
            django.setup()
            measure(asked.players)


def measure(players: int) -> None:
    from django.core.management import call_command
    from django.test import Client
    from django.utils import timezone

    from server.leaderboards import services, store
    from server.players.identity import COOKIE, sign
    from server.players.models import ALL_TIME
    from server.players.windows import current

    call_command("migrate", verbosity=0)
    fill(players)
    boards = store.boards_of(current(ALL_TIME, timezone.now()))
    assert boards is not None
    assert services.rebuild(boards)
    browser = Client(headers={"host": "localhost"})
    browser.cookies[COOKIE] = sign(f"p{players // 2:015}")
    print(f"| leaderboard, {players:,} players | median | slowest of 30 |\n| --- | --- | --- |")
    for name, address in ADDRESSES.items():
        page = browser.get(address)
        assert page.status_code == 200
        assert b"name " in page.content
        print(f"| {name} | {row(lambda address=address: browser.get(address), 30)} |", flush=True)


if __name__ == "__main__":
    main()
