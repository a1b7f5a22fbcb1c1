"""Which faces most of a room have met lately."""

import time

import pytest

from game.room import Kind
from server.decks.models import Deck, Face
from server.matches.met import met, worn
from server.matches.services import archive
from tests.game.table import pool
from tests.matches.played import played

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def rows() -> None:
    deck = Deck.objects.create(slug="starter", title="Starter", ready=True)
    for face in pool():
        kind = "photo" if face.truth == "real" else "gan"
        papers = {"source": "x", "licence": "x", "sha256": face.id, "width": 1, "height": 1, "size": 1}
        Face.objects.create(id=face.id, deck=deck, truth=face.truth, kind=kind, **papers)


def match(key: str, players: tuple[str, ...], days_ago: float = 1, kind: Kind = Kind.SINGLE) -> set[str]:
    room, answers = played(key, players, seed=len(key), kind=kind)
    archive(room, answers, time.time() - days_ago * 86400)
    return {face.id for face in (*room.faces, *room.partners) if face is not None}


@pytest.mark.parametrize("kind", Kind)
def test_worn_is_what_more_than_half_have_met(kind: Kind) -> None:
    shown = match("m1", ("ann", "bob"), kind=kind)
    assert worn(["ann", "bob"]) == worn(["ann", "bob", "cat"]) == shown
    assert worn(["ann", "bob", "cat", "dan"]) == worn(["cat"]) == worn([]) == frozenset()


def test_what_is_long_ago_is_forgotten() -> None:
    match("m1", ("ann",), days_ago=31)
    recent = match("m22", ("ann",), days_ago=29)
    assert worn(["ann"]) == recent


def test_of_many_some_are_asked() -> None:
    people = tuple(f"p{number}" for number in range(130))
    shown = match("m1", people)
    assert worn(people) == shown == met("p0", [face.id for face in pool()])
