"""Gives rows of earlier releases what newer ones are written with: the counts of results, whether a match was open to
everybody, the keys of names, and the standings.

It says here what these mean, and does not ask the code, which goes on changing.
"""

from datetime import UTC, timedelta
from itertools import groupby
from operator import itemgetter
from statistics import NormalDist

from django.db import migrations
from django.utils import timezone

BATCH = 500
COUNTS = ("streak", "hits", "signals", "false_alarms", "noises")


def fill(apps, schema_editor):
    count_trials(apps)
    tell_public(apps)
    key_names(apps)
    add_up(apps)


def count_trials(apps):
    Result, Trial = apps.get_model("matches", "Result"), apps.get_model("matches", "Trial")
    rows = Trial.objects.order_by("result_id", "round__number").values_list(
        "result_id", "right", "verdict", "round__truth", "round__partner_key"
    )
    ready = []
    for result_id, trials in groupby(rows.iterator(chunk_size=5000), key=itemgetter(0)):
        ready.append(counted(Result(id=result_id), trials))
        if len(ready) >= BATCH:
            Result.objects.bulk_update(ready, COUNTS)
            ready = []
    Result.objects.bulk_update(ready, COUNTS)


def counted(result, trials):
    running = 0
    for _, right, verdict, truth, partner in trials:
        running = running + 1 if right else 0
        result.streak = max(result.streak, running)
        if verdict and not partner:
            result.signals += truth == "ai"
            result.hits += truth == "ai" and right
            result.noises += truth == "real"
            result.false_alarms += truth == "real" and not right
    return result


def tell_public(apps):
    Match = apps.get_model("matches", "Match")
    public = [
        match
        for match, options in Match.objects.values_list("id", "options").iterator(chunk_size=2000)
        if isinstance(options, dict) and options.get("public") is True
    ]
    for start in range(0, len(public), BATCH):
        Match.objects.filter(id__in=public[start : start + BATCH]).update(public=True)


def key_names(apps):
    Player = apps.get_model("players", "Player")
    ready = []
    for player in Player.objects.filter(name_key="").only("id", "name").iterator(chunk_size=2000):
        player.name_key = player.name.casefold()[:120]
        ready.append(player)
        if len(ready) >= BATCH:
            Player.objects.bulk_update(ready, ["name_key"])
            ready = []
    Player.objects.bulk_update(ready, ["name_key"])


def add_up(apps):
    """Count the standings in the windows of this moment. Ratings begin with the next match."""
    Result, Standing = apps.get_model("matches", "Result"), apps.get_model("players", "Standing")
    results = Result.objects.filter(match__scoring="bet").exclude(match__mode="practice")
    windows = windows_now()
    ready = []
    rows = results.order_by("player_id").values_list(
        "player_id", "match__finished", "points", *COUNTS
    )
    for player, own in groupby(rows.iterator(chunk_size=5000), key=itemgetter(0)):
        own = list(own)
        for key, starts, ends in windows:
            inside = [row[2:] for row in own if ends is None or starts <= row[1] < ends]
            if inside:
                ready.append(standing(Standing(player_id=player, window=key, ends=ends, revision=1), inside))
        if len(ready) >= BATCH:
            Standing.objects.bulk_create(ready)
            ready = []
    Standing.objects.bulk_create(ready)


def standing(row, results):
    points, streaks, hits, signals, false_alarms, noises = zip(*results)
    row.matches, row.points, row.best, row.streak = len(points), sum(points), max(points), max(streaks)
    row.hits, row.signals, row.false_alarms, row.noises = sum(hits), sum(signals), sum(false_alarms), sum(noises)
    if row.signals and row.noises and row.signals + row.noises >= 50:
        z = NormalDist().inv_cdf
        hit, alarm = (row.hits + 0.5) / (row.signals + 1), (row.false_alarms + 0.5) / (row.noises + 1)
        row.d_prime = round(100 * (z(hit) - z(alarm)))
    return row


def windows_now():
    day = timezone.now().astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    monday = day - timedelta(days=day.weekday())
    quarter = (day.month - 1) // 3
    season = day.replace(month=3 * quarter + 1, day=1)
    after = day.replace(year=day.year + quarter // 3, month=3 * (quarter + 1) % 12 + 1, day=1)
    year, week, _ = day.isocalendar()
    return (
        (f"d{day:%Y%m%d}", day, day + timedelta(days=1)),
        (f"w{year}{week:02}", monday, monday + timedelta(days=7)),
        (f"s{day.year}{quarter + 1}", season, after),
        ("all", None, None),
    )


class Migration(migrations.Migration):

    dependencies = [
        ("matches", "0004_standings"),
        ("players", "0004_standings"),
    ]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
