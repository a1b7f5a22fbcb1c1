"""Rows of an earlier release: the migration gives them what the archive would write today."""

from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.utils import timezone

from game.room import Kind, Mode, Scoring
from server.matches.models import Match, Result
from server.matches.services import archive
from server.matches.standings import FIGURES
from server.players.models import Player, Standing
from tests.matches.played import played

pytestmark = pytest.mark.django_db

COUNTS = ("streak", "hits", "signals", "false_alarms", "noises")


def rows(model: Any, *columns: str) -> list[Any]:
    return list(model.objects.order_by("id").values(*columns))


def test_old_rows_get_what_new_ones_have() -> None:
    now = timezone.now().timestamp()
    for number, (mode, kind, scoring) in enumerate(
        [
            (Mode.RACE, Kind.SINGLE, Scoring.BET),
            (Mode.RACE, Kind.MIXED, Scoring.BET),
            (Mode.RACE, Kind.SINGLE, Scoring.FRIENDLY),
            (Mode.SUDDEN_DEATH, Kind.PAIR, Scoring.BET),
            *[(Mode.RACE, Kind.SINGLE, Scoring.BET)] * 8,
        ]
    ):
        room, answers = played(
            f"m{number}", ("Ann", "Straße", "cleo"), seed=number, mode=mode, kind=kind, scoring=scoring, rounds=7
        )
        archive(room, answers, now)
    long_ago, answers = played("old", ("Ann", "dan"), seed=99)
    archive(long_ago, answers, now - 400 * 24 * 3600)
    Match.objects.filter(key="m3").update(options={"public": True}, public=True)
    Match.objects.filter(key="m4").update(options={})
    figures = ("player_id", "window", "ends", *FIGURES)
    current = [
        standing for standing in Standing.objects.all() if standing.ends is None or standing.ends > timezone.now()
    ]
    right = (
        rows(Result, "id", *COUNTS),
        rows(Match, "id", "public"),
        rows(Player, "id", "name_key"),
        sorted(tuple(getattr(each, figure) for figure in figures) for each in current),
    )
    assert any(each.d_prime is not None for each in current)
    assert right[3]
    # As the last release left them.
    Result.objects.update(**dict.fromkeys(COUNTS, 0))
    Match.objects.update(public=False)
    Player.objects.update(name_key="")
    Standing.objects.all().delete()
    import_module("server.matches.migrations.0005_old_rows").fill(apps, None)
    assert rows(Result, "id", *COUNTS) == right[0]
    assert rows(Match, "id", "public") == right[1]
    assert rows(Player, "id", "name_key") == right[2]
    assert sorted(Standing.objects.values_list(*figures)) == right[3]
    assert set(Standing.objects.values_list("revision", flat=True)) == {1}


def test_an_empty_database_has_nothing_to_fill() -> None:
    import_module("server.matches.migrations.0005_old_rows").fill(apps, None)
    assert not Standing.objects.exists()
