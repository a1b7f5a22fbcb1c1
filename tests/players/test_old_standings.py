"""Standings of an earlier release: the migration says how sure their rating is, as the archive would today."""

from importlib import import_module

import pytest
from django.apps import apps

from server.players.models import ALL_TIME, Player, Standing

pytestmark = pytest.mark.django_db


def test_a_rated_standing_gets_the_margin_of_its_player() -> None:
    rated = Player.objects.create(id="ann-------------", rating=30, rating_deviation=3.3333, rated=12)
    fresh = Player.objects.create(id="ben-------------")
    for player, rating in ((rated, 1800), (fresh, None)):
        Standing.objects.create(player=player, window=ALL_TIME, rating=rating)
    import_module("server.players.migrations.0009_standing_margin").fill(apps, None)
    assert list(Standing.objects.order_by("player_id").values_list("margin", flat=True)) == [400, None]
