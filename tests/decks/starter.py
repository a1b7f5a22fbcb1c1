"""The real starter deck for tests, made once a run: other suites import its two fixtures too."""

import os
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings

from server.decks.models import Deck
from server.decks.starter import build
from server.decks.starter.casting import recipe
from server.decks.starter.portraits import Portrait, portraits
from server.decks.starter.wheels import fetch


def silent(_done: int, _total: int, _what: str) -> None:
    """Take progress and say nothing."""


@cache
def wheels() -> dict[str, Path]:
    """The packages, from UNCANNY_WHEELS or the project's data folder; downloaded when they are not there."""
    folder = Path(os.environ.get("UNCANNY_WHEELS") or settings.ROOT / "var" / "wheels")
    return fetch(folder, silent, 3)


@cache
def made() -> tuple[Portrait, ...]:
    """All pictures. Cached here as well: the fixture may be imported by several suites of one run."""
    return tuple(portraits(wheels(), recipe(), silent))


@pytest.fixture(scope="session")
def starter_media() -> tuple[Portrait, ...]:
    """The finished pictures of the starter deck with their papers."""
    return made()


@pytest.fixture
def starter_deck(db: None, starter_media: tuple[Portrait, ...]) -> Deck:
    """The starter deck in the database and its pictures in the media folder; the easy one beside it."""
    build.keep(starter_media, Path(settings.MEDIA_ROOT))
    return Deck.objects.get(slug="starter")
