"""Pictures that come out the same, whatever they came as: one face, and nobody's import breaks on it."""

import io

import pytest
from PIL import Image

from server.decks.intake.papers import Item
from server.decks.models import Face
from tests.decks.intake.imports import blotches, broken_off, files, item, run_into

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_media")]


def bars(seed: int) -> Item:
    """A wide picture whose middle, and so its crop, is always the same."""
    middle = Image.open(io.BytesIO(blotches(1, 256))).convert("RGB")
    wide = Image.open(io.BytesIO(blotches(seed, 512))).convert("RGB").crop((0, 0, 512, 256))
    wide.paste(middle, (128, 0))
    file = io.BytesIO()
    wide.save(file, "PNG")
    return item(seed, data=file.getvalue())


def test_pictures_that_come_out_the_same_are_one() -> None:
    pair = [bars(20), bars(21)]
    tally = run_into("mine", *pair, item(5, "ai"))
    assert (tally.added, tally.duplicates, tally.near_duplicates) == (2, 1, 0)
    assert len(files()) == Face.objects.count() == 2
    again = run_into("mine", bars(22), item(6))
    assert (again.added, again.duplicates) == (1, 1)
    assert len(files()) == Face.objects.count() == 3


@pytest.mark.usefixtures("one_by_one")
def test_what_was_left_staged_is_taken_over_by_its_pixels() -> None:
    broken_off([item(1), item(2)])
    staged = Face.objects.filter(staged=True).count()
    assert staged
    others = [item(number, data=blotches(number) + b"\n") for number in (1, 2)]
    run_into("box", *others, item(3, "ai"))
    assert Face.objects.filter(staged=True).count() == 0
    assert Face.objects.count() == len(files()) == 3
