"""Deletions and merges that a process or Redis left half done: nothing is lost, and the next who tidies ends them."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone
from redis import Redis

from server.accounts import boards, deletion
from server.accounts.deletion import delete_all
from server.accounts.merging import merge
from server.accounts.tidying import tidy
from server.leaderboards.boards import Board
from server.leaderboards.selectors import top
from server.matches.models import Result
from server.players import successors
from server.players.guests import is_guest
from server.players.models import ALL_TIME, Departure, Player, Standing
from tests.accounts.conftest import HOME, Browse, KilledError, consistent, killed
from tests.accounts.test_deletion import everything
from tests.matches.conftest import PLAYERS, Keep

ANN, BEN, CLEO = PLAYERS


def test_without_redis_all_is_deleted_all_the_same(browse: Browse, keep: Keep, redis_url: str, settings: Any) -> None:
    settings.REDIS_URL = redis_url
    Redis.from_url(redis_url).flushall()
    keep(names={ANN: "Annabella"})
    assert ANN in [line.player for line in top(Board.POINTS, ALL_TIME, 10)]
    settings.REDIS_URL = "redis://127.0.0.1:1"
    assert browse(ANN).post("/account/delete/", {"word": "delete"}).status_code == 200
    only_the_mark_is_left()
    settings.REDIS_URL = redis_url
    tidy()
    assert ANN not in everything()
    assert ANN not in [line.player for line in top(Board.POINTS, ALL_TIME, 10)]


def only_the_mark_is_left() -> None:
    """Of Ann there is an id that the boards must hear of, and nothing that it was of."""
    assert "Annabella" not in everything()
    assert not Result.objects.filter(player=ANN).exists()
    row = Player.objects.get(id=ANN)
    assert (row.name, row.gone, row.user) == ("", True, None)
    assert not Standing.objects.filter(player=ANN, window=ALL_TIME, matches__gt=0).exists()


@pytest.mark.parametrize("dies", ["feed", "transaction"], ids=["before the boards", "after the boards"])
def test_a_process_that_dies_in_between_has_left_a_mark(
    browse: Browse, keep: Keep, redis_url: str, settings: Any, monkeypatch: pytest.MonkeyPatch, dies: str
) -> None:
    settings.REDIS_URL = redis_url
    Redis.from_url(redis_url).flushall()
    keep(names={ANN: "Annabella"})
    assert ANN in [line.player for line in top(Board.POINTS, ALL_TIME, 10)]
    with monkeypatch.context() as patched:
        patched.setattr(boards, dies, SimpleNamespace(atomic=killed) if dies == "transaction" else killed)
        with pytest.raises(KilledError):
            delete_all(ANN)
    only_the_mark_is_left()
    assert not is_guest(ANN)
    Departure.objects.update(created=timezone.now() - successors.KEPT)  # however long it takes
    successors.forget()
    for _ in range(2):
        tidy()
        assert ANN not in everything()
        assert not Player.objects.filter(id=ANN).exists()
    assert {line.player for line in top(Board.POINTS, ALL_TIME, 10)} == {BEN, CLEO}
    consistent()


def test_a_deletion_that_fails_half_way_has_done_nothing(keep: Keep, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(names={ANN: "Annabella"})
    before = everything()
    monkeypatch.setattr(deletion, "recount", killed)
    with pytest.raises(KilledError):
        delete_all(ANN)
    assert everything() == before


def test_a_deletion_beside_another_that_waits(keep: Keep, monkeypatch: pytest.MonkeyPatch) -> None:
    keep()
    with monkeypatch.context() as patched:
        patched.setattr(boards, "feed", killed)
        with pytest.raises(KilledError):
            delete_all(ANN)
    delete_all(BEN)
    delete_all(ANN)
    assert ANN not in everything()
    assert BEN not in everything()
    assert Result.objects.count() == 3


def test_boards_that_a_merge_did_not_reach_are_told_later(
    account: str, redis_url: str, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.REDIS_URL = redis_url
    Redis.from_url(redis_url).flushall()
    assert ANN in [line.player for line in top(Board.POINTS, ALL_TIME, 10)]  # makes the board whole
    with monkeypatch.context() as patched:
        patched.setattr(boards, "feed", killed)
        with pytest.raises(KilledError):
            merge(ANN, HOME)
    tidy()
    found = {line.player: line.score for line in top(Board.POINTS, ALL_TIME, 10)}
    assert ANN not in found
    assert found[HOME] == Standing.objects.get(player=HOME, window=ALL_TIME).points
    assert Player.objects.get(id=ANN).merged_into_id == HOME
