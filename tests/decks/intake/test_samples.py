"""Faces that anybody may try on the first page: their pictures are dealt in no deck, whatever they come in as."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings

from server.decks.intake.papers import Item
from server.decks.intake.rehearsal import Rehearsal
from server.decks.intake.run import Import
from server.decks.intake.samples import set_aside
from server.decks.models import Deck, Face
from server.decks.selectors import playable
from server.decks.services import deck_for, new_run
from tests.decks.intake.imports import blotches, item, run_into

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def first() -> list[Face]:
    """A deck of eight of each class; two of its faces are samples."""
    run_into("first", *(item(seed) for seed in range(8)), *(item(seed, "ai") for seed in range(8, 16)))
    set_aside(Deck.objects.get())
    samples = list(Face.objects.filter(sample=True))
    assert sorted(face.truth for face in samples) == ["ai", "real"]
    return samples


def of(sample: Face) -> int:
    return int(Path(sample.original).stem)


@pytest.mark.parametrize("how", ["side", "file", "size"])
def test_a_sample_comes_into_no_deck(first: list[Face], how: str) -> None:
    seed = of(next(face for face in first if face.truth == "ai"))
    data = {"side": blotches(seed), "file": blotches(seed, suffix="BMP"), "size": blotches(seed, 150)}[how]
    side = 96 if how == "side" else 512
    coming = [item(30), item(31, "ai"), item(seed, "ai", data)]
    rehearsed = run_into("second", *coming, side=side, rehearsal=Rehearsal("second"))
    tally = run_into("second", *coming, side=side)
    assert (tally.added, dict(tally.skipped)) == (2, {"sample": 1})
    assert f"sample: ai/{seed}.png" in tally.log
    assert rehearsed.told() | {"seconds": 0} == tally.told() | {"seconds": 0}
    assert len(playable("second")) == 2


def test_in_its_own_deck_a_sample_is_there_already(first: list[Face]) -> None:
    again = run_into("first", *(item(of(face), face.truth) for face in first))
    assert (again.duplicates, again.skipped.total()) == (2, 0)


def test_samples_of_decks_that_do_not_say_what_they_look_like_are_looked_at(first: list[Face]) -> None:
    Face.objects.update(likeness="", pixels_sha256="", file_sha256="")
    tally = run_into("second", *(item(of(face), face.truth) for face in first))
    assert dict(tally.skipped) == {"sample": 2}
    for face in first:  # a picture that is gone is no reason to fail
        Path(django_settings.MEDIA_ROOT, face.picture.name).unlink()
    assert run_into("third", item(40)).added == 1


def test_what_another_deck_deals_becomes_no_sample() -> None:
    run_into("early", *(item(seed) for seed in range(3)), item(20, "ai"))
    run_into(
        "late", *(item(seed, data=blotches(seed, 150)) for seed in range(8)), *(item(8 + n, "ai") for n in range(8))
    )
    late = Deck.objects.get(slug="late")
    set_aside(late)
    shown = late.faces.get(sample=True, truth="real")
    assert of(shown) >= 3


def test_a_sample_that_was_set_aside_during_an_import_is_dropped_at_its_end() -> None:
    run_into("first", *(item(seed) for seed in range(8)), *(item(seed, "ai") for seed in range(8, 16)))
    first = Deck.objects.get()

    def coming() -> Iterator[Item]:
        yield item(30)
        yield item(31, "ai")
        yield from (item(seed, "real" if seed < 8 else "ai", blotches(seed, 150)) for seed in range(16))
        set_aside(first)  # the import has looked at all samples long ago

    tally = Import(new_run(deck_for("second"), "box.zip", "imagefolder", ""), workers=0).take(coming())
    samples = first.faces.filter(sample=True)
    assert samples.count() == 2
    assert dict(tally.skipped) == {"sample": 2}
    assert tally.told()["added"] == 16
    pictures = {str(face.picture) for face in Face.objects.all()}
    assert {str(path.relative_to(django_settings.MEDIA_ROOT)) for path in files_of("faces")} == pictures
    for face in samples:
        assert not Face.objects.filter(deck__slug="second", original=face.original).exists()


def files_of(folder: str) -> list[Path]:
    return [path for path in Path(django_settings.MEDIA_ROOT, folder).rglob("*") if path.is_file()]
