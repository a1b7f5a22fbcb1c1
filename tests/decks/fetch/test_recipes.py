"""Recipes: those of the catalogue can be used, and what is wrong with one is said clearly."""

import re
from pathlib import Path

import pytest
from django.utils import translation

from server.decks.fetch import catalogue
from server.decks.fetch.errors import FetchError
from server.decks.fetch.recipe import Recipe, read
from server.decks.models import Deck
from tests.decks.fetch.mirror import RECIPE, write_recipe


@pytest.mark.parametrize("path", sorted(catalogue.OURS.glob("*.toml")), ids=lambda path: path.stem)
def test_every_recipe_of_the_catalogue_can_be_used(path: Path) -> None:
    recipe = read(path)
    assert recipe.rank > 0, "the starter deck would stay the one that new rooms play"
    assert re.search("[\u4e00-\u9fff]", recipe.title.zh + recipe.description.zh)


def test_the_portraits_are_what_they_are_said_to_be() -> None:
    portraits = catalogue.recipe("portraits")
    assert portraits.rank == 10
    assert portraits.pictures == 600
    by_name = {source.name: source for source in portraits.sources}
    assert {name: (each.truth, each.pictures) for name, each in by_name.items()} == {
        "sd3": ("ai", 200),
        "london": ("real", 204),
        "canada": ("real", 40),
        "congress": ("real", 156),
    }
    london = by_name["london"].pattern
    people = [london.fullmatch(f"inst/{path}.jpg") for path in ("neutral_front/001_03", "smiling_front/001_08")]
    assert [who["person"] for who in people if who] == ["001", "001"]
    assert not london.fullmatch("inst/neutral_front/._042_03.jpg")
    assert by_name["sd3"].pattern.fullmatch("female/512/0.jpg")
    assert not by_name["sd3"].pattern.fullmatch("female/128/0.jpg")
    member = by_name["congress"].pattern.fullmatch("congress/450x550/A000014.jpg")
    assert member
    assert member["person"] == "A000014"
    assert not by_name["congress"].pattern.fullmatch("congress/original/A000014.jpg")


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("rank = 10", "rank = 'high'", r"Expected `int`, got `str` - at `\$.rank`"),
        ("rank = 10", "rank = 10\ncolour = 1", "unknown field `colour`"),
        ("rank = 10\n", "", "missing required field `rank`"),
        ("rank = 10", "rank = ", "Invalid value|invalid value"),
        ('en = "Test faces", ', "", "missing required field `en`"),
        ('slug = "NAME"', 'slug = "../evil"', r"\$.slug"),
        ('slug = "NAME"', 'slug = "another"', "must be named another.toml"),
        ('commit = "0123456"', 'commit = "main"', r"\$.sources\[...\].commit|\$.sources\[1\].commit"),
        ('repository = "somebody/faces"', 'repository = "somebody/../faces"', "repository"),
        (r"files = 'real/(?P<person>[0-9]{3})", "files = '(", "no regular expression"),
        ("(?P<person>[0-9]{3})", "(?P<face>[0-9]{3})", "may have the groups"),
        ("(?P<person>[0-9]{3})", "[0-9]{3}", "needs a group `person`"),
        ('kind = "photo"', 'kind = "gan"', "`kind` of what is real"),
        ('kind = "photo"', 'kind = "photo"\ngenerator = "x"', "`generator` belongs to what is ai"),
        ('generator = "A model"\n', "", "`generator` belongs to what is ai"),
        ('truth = "real"\nkind = "photo"', 'truth = "edited"\nkind = "swap"', "both real and ai"),
        ('truth = "ai"', 'truth = "false"', "Invalid enum value"),
        ('name = "made"', 'name = "people"', "same name"),
        ("https://creativecommons.org/licenses/by/4.0/", "http://creativecommons.org/", "licence_url"),
        ("pictures = 6", "pictures = 0", r">= 1"),
        ('credit = "Nobody"', 'credit = ""', "credit"),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, old: str, new: str, why: str) -> None:
    assert old in RECIPE
    path = write_recipe(tmp_path, text=RECIPE.replace(old, new))
    with pytest.raises(FetchError, match=why) as refused:
        read(path)
    assert refused.value.code == "bad_recipe"
    assert "test-faces.toml" in str(refused.value)


def test_an_unknown_name_is_told_with_the_known_ones(data: Path) -> None:
    with pytest.raises(FetchError, match=r"no recipe nothing\. There are: .*portraits") as refused:
        catalogue.recipe("nothing")
    assert refused.value.code == "unknown_recipe"


def test_a_recipe_in_the_data_folder_goes_before_ours(data: Path) -> None:
    write_recipe(data, "portraits")
    assert catalogue.recipe("portraits").title.en == "Test faces"


def test_its_words_are_in_the_languages_of_the_game(recipe: Recipe, data: Path) -> None:
    write_recipe(data, "broken", "slug = ")
    assert catalogue.worded("Test faces") == "Test faces"
    with translation.override("zh-hans"):
        assert catalogue.worded("Test faces") == "测试人像"
        assert catalogue.worded("A deck of my own") == "A deck of my own"
        assert catalogue.worded("Starter deck") != "Starter deck"
        assert catalogue.worded("") == ""


@pytest.mark.django_db
def test_other_pictures_are_another_edition(recipe: Recipe, data: Path) -> None:
    Deck.objects.create(slug=recipe.slug, ready=True, edition=recipe.edition)
    assert catalogue.is_installed(recipe)
    reworded = read(write_recipe(data, text=RECIPE.replace("Faces of a test.", "Other words.")))
    assert catalogue.is_installed(reworded)
    changed = read(write_recipe(data, text=RECIPE.replace("0123456789abcdef", "f123456789abcdef")))
    assert not catalogue.is_installed(changed)


def test_a_larger_sample_is_another_edition(data: Path) -> None:
    def edition(pictures: int, sample: str) -> str:
        text = RECIPE.replace("pictures = 6", f"pictures = {pictures}\nsample = {sample}", 1)
        return read(write_recipe(data, text=text)).edition

    assert edition(5, "true") != edition(4, "true")
    assert edition(5, "true") != edition(5, "false")
