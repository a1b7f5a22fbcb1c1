"""Windows of the leaderboards: today, this week, this season, all time. In UTC."""

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from server.players.models import ALL_TIME


class Window(NamedTuple):
    """A stretch of time. `key` names it for good, `kind` says what it is. Its end is the next one's; None: never."""

    kind: str
    key: str
    starts: datetime | None
    ends: datetime | None


KINDS = ("day", "week", "season", ALL_TIME)


def windows_at(moment: datetime) -> tuple[Window, ...]:
    """Return the windows that a moment lies in, in the order of KINDS. Weeks begin on Monday (ISO 8601), seasons are
    calendar quarters.
    """
    day = moment.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    monday = day - timedelta(days=day.weekday())
    quarter = (day.month - 1) // 3
    season = day.replace(month=3 * quarter + 1, day=1)
    after = day.replace(year=day.year + quarter // 3, month=3 * (quarter + 1) % 12 + 1, day=1)
    year, week, _ = day.isocalendar()
    return (
        Window("day", f"d{day:%Y%m%d}", day, day + timedelta(days=1)),
        Window("week", f"w{year}{week:02}", monday, monday + timedelta(days=7)),
        Window("season", f"s{day.year}{quarter + 1}", season, after),
        Window(ALL_TIME, ALL_TIME, None, None),
    )


def current(kind: str, now: datetime) -> Window:
    """Return the window of a kind that a moment lies in. Raises ValueError for no kind."""
    return windows_at(now)[KINDS.index(kind)]
