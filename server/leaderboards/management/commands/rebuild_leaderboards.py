"""Recomputes the leaderboards from the archived results: repairs them, or with --check only tells the differences."""

from argparse import ArgumentParser
from itertools import islice
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from redis import RedisError

from server.leaderboards import audit, store

SHOWN = 50  # differences of each sort


class Command(BaseCommand):
    help = (
        "Recomputes players' sums from the archived results (friendly matches count for nothing) and the leaderboard "
        "from the sums. "
        "May run while matches are being played."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--check",
            action="store_true",
            help="change nothing; print the differences and exit with 1 if there are any",
        )

    def handle(self, *, check: bool, **_options: Any) -> None:
        board = store.all_time()
        if board is None:
            raise CommandError("There is no Redis to compare with: set REDIS_URL.")
        try:
            if not check:
                audit.repair(board)
            differences = self._tell(board)
        except RedisError as error:
            raise CommandError(f"Redis does not answer: {error}") from error
        if differences:
            raise CommandError(f"{differences} differences." if check else f"{differences} differences are left.")
        self.stdout.write(f"No differences. {board.total()} players on the board.")

    def _tell(self, board: store.Board) -> int:
        count = 0
        for differences in (audit.row_differences(), iter(audit.board_differences(board))):
            for difference in islice(differences, SHOWN):
                self.stdout.write(str(difference))
                count += 1
            hidden = sum(1 for _ in differences)
            if hidden:
                self.stdout.write(f"... and {hidden} more")
            count += hidden
        return count
