"""Fixtures of the decks' tests."""

import pytest
from django.test import Client

from tests.decks.starter import starter_deck, starter_media

__all__ = ["client", "starter_deck", "starter_media"]


@pytest.fixture
def client() -> Client:
    """A browser that calls the server by a name it answers to."""
    return Client(headers={"host": "localhost"})
