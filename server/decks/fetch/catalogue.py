"""The recipes that come with the game or were put into the data folder, and which of their decks are here."""

from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from server.decks.fetch.errors import FetchError
from server.decks.fetch.recipe import Recipe, Words, read
from server.decks.models import Deck

OURS = Path(__file__).parent / "recipes"


def paths() -> dict[str, Path]:
    """Return the recipes' files by name. One in the data folder goes before one of ours."""
    folders = (OURS, Path(settings.DATA) / "recipes")
    return {path.stem: path for folder in folders for path in sorted(folder.glob("*.toml"))}


def recipes() -> list[Recipe]:
    """Return all recipes, by name. Raises FetchError (`bad_recipe`)."""
    return [read(path) for path in paths().values()]


def recipe(slug: str) -> Recipe:
    """Return one recipe. Raises FetchError (`unknown_recipe`, `bad_recipe`)."""
    known = paths()
    if slug not in known:
        names = {"name": slug, "known": ", ".join(known)}
        raise FetchError("unknown_recipe", _("There is no recipe %(name)s. There are: %(known)s.") % names)
    return read(known[slug])


def is_installed(wanted: Recipe) -> bool:
    """Tell whether the recipe's deck is ready, of this edition."""
    return Deck.objects.filter(slug=wanted.slug, ready=True, edition=wanted.edition).exists()


def spoken(words: Words) -> str:
    """Return a recipe's text in the language of now."""
    return words.zh if (translation.get_language() or "").startswith("zh") else words.en


def worded(text: str) -> str:
    """Return a deck's title or description in the language of now: by its recipe, else by Django's catalogues."""
    if not text:
        return ""
    words = _words().get(text)
    return spoken(words) if words else translation.gettext(text)


@cache
def _words() -> dict[str, Words]:
    known: dict[str, Words] = {}
    for path in paths().values():
        try:
            found = read(path)
        except FetchError:  # told to who fetches it
            continue
        known |= {words.en: words for words in (found.title, found.description)}
    return known
