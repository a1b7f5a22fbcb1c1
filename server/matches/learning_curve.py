"""How somebody's answers have become better: blocks of equally many, oldest first."""

from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import F, QuerySet, Window
from django.db.models.functions import RowNumber

from game.face import Truth
from server.matches.eye import Eye
from server.matches.models import Trial

MOST_BLOCKS = 30
LEAST = 10  # answers a block: fewer jump about


@dataclass(frozen=True, slots=True)
class Block:
    """Answers number `after` + 1 to `until`, counted from the oldest. `eye`: of those on single faces."""

    after: int
    until: int
    right: int
    eye: Eye

    @property
    def answered(self) -> int:
        """How many answers."""
        return self.until - self.after

    @property
    def accuracy(self) -> float:
        """The share of them that were right, 0 to 1."""
        return self.right / self.answered


def blocks_of(trials: QuerySet[Trial], answered: int) -> list[Block]:
    """Return the blocks of these trials, of which so many are answered, in one query: the database adds them up.

    The last block takes what is left over.
    """
    size = max(LEAST, -(-answered // MOST_BLOCKS))
    last = max(answered // size - 1, 0)
    numbered = (
        trials.exclude(verdict="")
        .order_by()
        .annotate(
            place=Window(RowNumber(), order_by=(F("result__match__finished"), F("result_id"), F("round__number"))),
            truth=F("round__truth"),
            partner=F("round__partner_key"),
        )
        .values("place", "right", "truth", "partner")
    )
    inner, values = numbered.query.sql_with_params()
    # Django groups by no window: its own query is the inner one, and only names of columns are written here.
    block = f"CASE WHEN (place - 1) / {size} > {last} THEN {last} ELSE (place - 1) / {size} END"
    sums = ", ".join(f"SUM(CASE WHEN {condition} THEN 1 ELSE 0 END)" for condition in SUMS)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {block}, COUNT(*), {sums} FROM ({inner}) AS numbered GROUP BY 1 ORDER BY 1", values)  # noqa: S608
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    blocks: list[Block] = []
    for _, count, right, *eye in rows:
        after = blocks[-1].until if blocks else 0
        blocks.append(Block(after, after + count, right, Eye(*eye)))
    return blocks


SINGLE = "partner = ''"
SUMS = (
    '"right"',
    f"{SINGLE} AND truth = '{Truth.AI}' AND \"right\"",
    f"{SINGLE} AND truth = '{Truth.AI}'",
    f"{SINGLE} AND truth = '{Truth.REAL}' AND NOT \"right\"",
    f"{SINGLE} AND truth = '{Truth.REAL}'",
)
