"""Visitors of pages, and what the pages show them."""

import hashlib
from collections.abc import Callable

import pytest
from django.test import Client

from server.decks.intake.samples import set_aside
from server.decks.models import Deck, Face
from server.players.models import ALL_TIME, Player, Standing

Visit = Callable[..., Client]


@pytest.fixture
def visit(db: None) -> Visit:
    """Make a browser that speaks a language."""

    def make(language: str = "en", **options: bool) -> Client:
        return Client(headers={"host": "localhost", "accept-language": language}, **options)

    return make


@pytest.fixture
def deck(db: None) -> Deck:
    """A ready deck of eight faces of each class: one of each can be tried."""
    deck = Deck.objects.create(slug="starter", title="Starter", ready=True)
    kinds = ((Face.Truth.REAL, Face.Kind.PHOTO), (Face.Truth.AI, Face.Kind.DIFFUSION))
    for number, (truth, kind) in enumerate(kinds * 8):
        Face.objects.create(
            deck=deck,
            truth=truth,
            kind=kind,
            source="A source",
            licence="MIT",
            sha256=hashlib.sha256(f"{truth}{number}".encode()).hexdigest(),
            picture=f"{truth}{number}.jpg",
            width=480,
            height=480,
            size=1,
        )
    set_aside(deck)
    return deck


@pytest.fixture
def players(db: None) -> list[Player]:
    """Three players who have finished matches; two of them have equal points."""
    return stand(Ann=4200, Bo=4200, Cy=-1500)


def stand(**points: int) -> list[Player]:
    """Make players who have come to these points, of all time."""
    players = Player.objects.bulk_create(
        Player(id=f"player-{name:-<9}", name=name, name_key=name.casefold()) for name in points
    )
    Standing.objects.bulk_create(
        Standing(player=player, window=ALL_TIME, points=points[player.name], best=points[player.name], matches=2)
        for player in players
    )
    return players
