"""What it costs to archive a match: processor time of this process for each player and round.

`python -m tests.load.archive --players 1000`. Three matches of five rounds on SQLite, all of the same
people: the first one makes their rows.
"""

import argparse
import os
import secrets
import tempfile
import time

import django

ROUNDS = 5


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--players", type=int, default=1000)
    players = parser.parse_args().players
    with tempfile.TemporaryDirectory() as folder:
        os.environ["UNCANNY_DATA"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "server.settings"
        django.setup()
        from django.core.management import call_command

        from server.matches.services import archive
        from tests.matches.played import FINISHED, played

        call_command("migrate", verbosity=0)
        people = ["ann", *(secrets.token_urlsafe(12) for _ in range(players - 1))]
        for number in range(3):
            room, answers = played(secrets.token_hex(8), people, rounds=ROUNDS, seed=number)
            begun = time.process_time()
            archive(room, answers, FINISHED + number)
            each = (time.process_time() - begun) / players / ROUNDS
            print(f"match {number + 1}: {1000 * each:.3f} ms for each player and round")


if __name__ == "__main__":
    main()
