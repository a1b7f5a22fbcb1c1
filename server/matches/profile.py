"""A player's profile: all matches added up, and the latest looked at closely, in a fixed number of queries."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, Max, Q, QuerySet, Sum
from django.utils import timezone

from game.rating import PROVISIONAL, Rating
from server.matches.eye import Eye
from server.matches.learning_curve import Block, blocks_of
from server.matches.models import PRACTICE, Result, Trial
from server.matches.nemeses import Nemesis, nemeses
from server.matches.tallies import Tallies, tallies
from server.players.models import Player, Standing
from server.players.windows import windows_at

RECENT = 500  # matches that are looked at answer by answer: a page costs the same whatever the history's length
PLOTTED = 100  # matches in the plot of sensitivity and bias


@dataclass(frozen=True, slots=True)
class Career:
    """All of a player's matches added up. `eye`: of single faces. `time`: ms of all rounds asked."""

    matches: int
    practised: int
    asked: int
    answered: int
    right: int
    time: int
    streak: int
    best: int | None
    eye: Eye

    @property
    def accuracy(self) -> float | None:
        """The share of the answers that were right, 0 to 1; None without any."""
        return self.right / self.answered if self.answered else None

    @property
    def mean_time(self) -> float | None:
        """The mean time of a round, ms; a silent one counts in full."""
        return self.time / self.asked if self.asked else None


@dataclass(frozen=True, slots=True)
class Rated:
    """A rating as people read it: `points` give or take `margin` (two deviations), after so many rated matches."""

    points: int
    margin: int
    matches: int
    needed: int = PROVISIONAL

    @property
    def provisional(self) -> bool:
        """Whether it still stands on no board."""
        return self.matches < self.needed


@dataclass(frozen=True, slots=True)
class WindowLine:
    """What a player has come to in one window: its kind (see windows.KINDS), and the standing, None without any."""

    kind: str
    standing: Standing | None

    @property
    def eye(self) -> Eye:
        """The eye in this window."""
        row = self.standing or Standing()
        return Eye(row.hits, row.signals, row.false_alarms, row.noises)


@dataclass(frozen=True, slots=True)
class Profile:
    """All that a profile shows. `recent`: how many of the latest matches curve, tallies and faces are of.

    `plot`: the eye of each of the latest matches that tell anything of it, oldest first.
    """

    player: Player
    career: Career
    rating: Rated
    windows: tuple[WindowLine, ...]
    recent: int
    curve: tuple[Block, ...]
    plot: tuple[Eye, ...]
    tallies: Tallies
    nemeses: tuple[Nemesis, ...]


def profile(player: Player, visitor: str) -> Profile:
    """Return a player's profile for the eyes of a visitor, who may be the same."""
    sums = career(player.id)
    latest = Result.objects.filter(player=player).order_by("-match__finished", "-id").values("pk")[:RECENT]
    trials = Trial.objects.filter(result__in=latest)
    counted = tallies(trials)
    return Profile(
        player=player,
        career=sums,
        rating=rated(player),
        windows=tuple(windows(player.id)),
        recent=min(sums.matches, RECENT),
        curve=tuple(blocks_of(trials, counted.single.answered + counted.pairs.answered)),
        plot=tuple(plot(player.id)),
        tallies=counted,
        nemeses=tuple(nemeses(trials, player.id, visitor)),
    )


def career(player: str) -> Career:
    """Return the sums of all of somebody's results."""
    practice = Q(match__mode=PRACTICE)
    sums: Mapping[str, int | None] = (
        results_of(player)
        .order_by()
        .aggregate(
            matches=Count("id"),
            practised=Count("id", filter=practice),
            **{name: Sum(name) for name in ("asked", "answered", "right", "time", *COUNTS)},
            streak=Max("streak", filter=~practice),
            best=Max("points", filter=~practice),
        )
    )
    figures = {name: value or 0 for name, value in sums.items() if name not in {"best", *COUNTS}}
    hits, signals, false_alarms, noises = (sums[name] or 0 for name in COUNTS)
    eye = Eye(hits, signals, false_alarms, noises)
    return Career(**figures, best=sums["best"], eye=eye)


COUNTS = ("hits", "signals", "false_alarms", "noises")


def rated(player: Player) -> Rated:
    """Return a player's rating as it is read."""
    rating = Rating(player.rating, player.rating_deviation)
    return Rated(rating.points, rating.margin, player.rated)


def windows(player: str) -> list[WindowLine]:
    """Return what somebody has come to in each of the windows that are open now."""
    current = windows_at(timezone.now())
    rows = Standing.objects.filter(player=player, window__in=[window.key for window in current])
    found = {row.window: row for row in rows}
    return [WindowLine(window.kind, found.get(window.key)) for window in current]


def plot(player: str) -> list[Eye]:
    """Return the eyes of somebody's latest matches, oldest first, without those that tell nothing."""
    rows = results_of(player).values_list(*COUNTS)[:PLOTTED]
    eyes = [Eye(*row) for row in rows]
    return [eye for eye in reversed(eyes) if eye.sensitivity is not None]


def results_of(player: str) -> QuerySet[Result]:
    """Return somebody's results, newest first."""
    return Result.objects.filter(player=player).order_by("-match__finished", "-id")
