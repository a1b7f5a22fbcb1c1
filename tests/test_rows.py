"""Rows that are inserted without objects are those that objects would have made."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError
from django.forms.models import model_to_dict

from server.players.models import Player, Standing
from server.rows import insert

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 1, 12, 30, 15, 123456, UTC)


def told(player: Player) -> dict[str, object]:
    return model_to_dict(player) | {"created": player.created, "last_seen": player.last_seen, "gone": player.gone}


def test_what_is_not_named_has_its_default() -> None:
    Player.objects.create(id="made", name="Ann", created=NOW, last_seen=NOW)
    insert(Player, ("id", "name", "created", "last_seen"), [("inserted", "Ann", NOW, NOW)])
    assert told(Player.objects.get(id="inserted")) == told(Player.objects.get(id="made"))


def test_what_is_there_stays_or_becomes_the_new_one_where_that_is_said() -> None:
    Player.objects.create(id="ann", name="Ann", rated=3)
    insert(Player, ("id", "name"), [("ann", "Bob"), ("cleo", "Cleo")], unique=["id"])
    assert dict(Player.objects.values_list("id", "name")) == {"ann": "Ann", "cleo": "Cleo"}
    rows = [("ann", "all", None, 1, 10), ("cleo", "day", NOW, 1, 20)]
    for revision in (1, 2):
        rows = [(*row[:3], revision, row[4] * revision) for row in rows]
        names = ("player", "window", "ends", "revision", "points")
        insert(Standing, names, rows, unique=["window", "player"], update=["revision", "points"])
    found = Standing.objects.order_by("window").values_list("player_id", "window", "ends", "revision", "points", "best")
    assert list(found) == [("ann", "all", None, 2, 20, None), ("cleo", "day", NOW, 2, 40, None)]


def test_no_rows_are_no_statement(django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        insert(Player, ("id", "name"), [])


def test_what_the_database_refuses_is_refused() -> None:
    with pytest.raises(IntegrityError):
        insert(Player, ("id", "name"), [("ann", "Ann"), ("ann", "Bob")])
