"""The audit's own server: comes up on a copied deck, is ended even when the block fails."""

import sqlite3
import urllib.request
from contextlib import closing
from pathlib import Path

import pytest

from server.audits.playground import Playground, playground


def test_it_serves_a_copied_deck_and_is_ended_when_the_block_fails(prepared_data: Path) -> None:
    kept: list[Playground] = []

    def fail() -> None:
        with playground(prepared_data) as server:
            kept.append(server)
            with urllib.request.urlopen(server.url + "/credits/") as answer:
                assert answer.status == 200
            assert server.alive()
            assert 20 < server.memory() < 1000
            with closing(sqlite3.connect(server.data / "db.sqlite3")) as database:
                assert database.execute("SELECT count(*) FROM decks_face").fetchone()[0] > 10
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert not kept[0].alive()
    assert not kept[0].data.exists()


def test_a_server_that_cannot_start_says_why(prepared_data: Path) -> None:
    with (
        pytest.raises(RuntimeError, match="REDIS_URL"),
        playground(prepared_data, {"REDIS_URL": "redis://127.0.0.1:1"}),
    ):
        pass
