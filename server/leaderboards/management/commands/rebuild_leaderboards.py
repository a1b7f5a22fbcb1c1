"""Recomputes the leaderboards from the archived results: repairs them, or with --check only tells the differences."""

import json
from argparse import ArgumentParser
from collections.abc import Iterator
from dataclasses import asdict
from itertools import chain
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from redis import RedisError

from server.leaderboards import audit
from server.leaderboards.audit import Difference
from server.leaderboards.store import Boards

SHOWN = 50  # differences of each sort


class Command(BaseCommand):
    help = (
        "Counts players' standings and ratings anew from the archived results, and the leaderboards of all windows "
        "from the standings. May run while matches are being played."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--check",
            action="store_true",
            help="change nothing; print the differences and exit with 1 if there are any",
        )
        parser.add_argument("--json", action="store_true", help="print what was found as JSON")

    def handle(self, *, check: bool, json: bool, **_options: Any) -> None:
        boards = audit.all_boards()
        if not boards:
            raise CommandError("There is no Redis to compare with: set REDIS_URL.")
        try:
            if not check:
                audit.repair()
            count, shown = self._look(boards)
            totals = {each.window.key: each.totals() for each in boards}
        except RedisError as error:
            raise CommandError(f"Redis does not answer: {error}") from error
        if json:
            self._tell(count, shown, totals)
        else:
            self._say(count, shown, totals)
        if count:
            raise CommandError(f"{count} differences." if check else f"{count} differences are left.")

    def _look(self, boards: list[Boards]) -> tuple[int, list[Difference]]:
        """Return how many differences there are, and some of each sort."""
        count, shown = 0, []
        of_boards = chain.from_iterable(audit.board_differences(each) for each in boards)
        sorts: tuple[Iterator[Difference], ...] = (audit.row_differences(), of_boards)
        for differences in sorts:
            for number, difference in enumerate(differences):
                count += 1
                if number < SHOWN:
                    shown.append(difference)
        return count, shown

    def _tell(self, count: int, shown: list[Difference], totals: dict[str, dict[str, int]]) -> None:
        found = [asdict(difference) for difference in shown]
        self.stdout.write(json.dumps({"differences": count, "shown": found, "players": totals}, indent=2))

    def _say(self, count: int, shown: list[Difference], totals: dict[str, dict[str, int]]) -> None:
        for difference in shown:
            self.stdout.write(str(difference))
        if count > len(shown):
            self.stdout.write(f"... and {count - len(shown)} more")
        if not count:
            self.stdout.write("No differences. Players on the boards:")
            for window, own in totals.items():
                self.stdout.write(f"  {window}: " + ", ".join(f"{board} {total}" for board, total in own.items()))
