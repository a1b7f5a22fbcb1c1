"""A mirror and a data folder for each test of fetching."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from server.decks.fetch import catalogue
from server.decks.fetch.download import Download
from server.decks.fetch.recipe import Recipe, read
from server.decks.fetch.store import Store
from server.decks.fetch.upstream import Patience
from tests.decks.fetch.mirror import Mirror, mirror, write_recipe

HASTE = Patience(tries=3, pause=0.01, silence=5.0, whole=20.0, longest_wait=1.0)


@pytest.fixture
def github(monkeypatch: pytest.MonkeyPatch) -> Iterator[Mirror]:
    with mirror() as here:
        for name, value in here.environment().items():
            monkeypatch.setenv(name, value)
        yield here


@pytest.fixture
def data(tmp_path: Path, settings) -> Path:
    settings.DATA = tmp_path / "data"
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.DATA


@pytest.fixture
def recipe(data: Path) -> Recipe:
    """A recipe of the test's own in the data folder."""
    path = write_recipe(data)
    catalogue._words.cache_clear()
    return read(path)


@pytest.fixture
def download(github: Mirror, data: Path, recipe: Recipe) -> Download:
    return Download(recipe, Store(recipe.slug), HASTE)
