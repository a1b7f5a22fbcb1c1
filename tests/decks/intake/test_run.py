"""Imports: each picture once, counted and named."""

import io
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from django.conf import settings
from PIL import Image

from server.decks.intake.errors import IntakeError
from server.decks.intake.papers import Item, Refused
from server.decks.intake.rehearsal import Rehearsal
from server.decks.intake.run import Import
from server.decks.models import Deck, Face, ImportRun
from server.decks.selectors import playable
from server.decks.services import deck_for, new_run
from tests.decks.intake.imports import blotches, files, item, run_into

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_media")]


def test_pictures_become_faces_with_their_papers() -> None:
    tally = run_into("box", item(1), item(2, "ai"), item(3, "edited"), Refused("notes.md", "unlabelled"))
    told = tally.told()
    assert (told["layout"], told["seen"], told["added"]) == ("imagefolder", 4, 3)
    assert (told["real"], told["ai"], told["edited"], told["skipped"]) == (1, 1, 1, {"unlabelled": 1})
    face = Face.objects.get(truth="ai")
    assert (face.kind, face.generator, face.licence, face.non_commercial) == ("gan", "Gen", "CC BY-NC 4.0", True)
    assert (face.original, face.staged, face.retired) == ("ai/2.png", False, False)
    stored = Path(settings.MEDIA_ROOT, face.picture.name).read_bytes()
    assert len(stored) == face.size
    assert Image.open(io.BytesIO(stored)).size == (face.width, face.height)
    assert Face.objects.get(truth="real").groups == ["ann"]
    run = ImportRun.objects.get()
    assert (run.state, run.tally["added"], run.log) == ("done", 3, "unlabelled: notes.md")
    assert run.finished is not None
    assert Deck.objects.get(slug="box").ready
    assert {face.truth for face in playable("box")} == {"real", "ai"}


def test_a_deck_of_one_class_waits_for_the_other() -> None:
    run_into("box", item(1))
    assert not Deck.objects.get().ready
    run_into("box", item(2, "ai"))
    assert Deck.objects.get().ready


def test_again_nothing_comes_twice() -> None:
    first = [item(1), item(2, "ai")]
    run_into("box", *first)
    before = files()
    again = run_into("box", *first, item(1, data=blotches(1, suffix="BMP")), item(2, "ai", blotches(2, suffix="TIFF")))
    assert (again.added, again.duplicates, again.near_duplicates) == (0, 4, 0)
    assert Face.objects.count() == 2
    assert files() == before


def test_copies_within_one_import_count_once() -> None:
    tally = run_into("box", item(1), item(1), item(1, data=blotches(1, suffix="BMP")), item(2, "ai"))
    assert (tally.added, tally.duplicates) == (2, 2)


def test_a_picture_that_looks_like_another_is_counted_and_named() -> None:
    tally = run_into("box", item(1), item(4, data=blotches(1, side=150)), item(2, "ai"))
    assert (tally.added, tally.near_duplicates) == (2, 1)
    assert "near_duplicate: real/4.png" in tally.log


def test_grey_stays_out_of_decks_in_colour_and_colour_becomes_grey_in_grey_ones() -> None:
    tally = run_into("box", item(1), item(5, data=blotches(5, grey=True)))
    assert (tally.added, dict(tally.skipped)) == (1, {"grey": 1})
    deck_for("ashes", grey=True)
    run_into("ashes", item(1), item(5, "ai", blotches(5, grey=True)))
    for face in Face.objects.filter(deck__slug="ashes"):
        red, green, blue = Image.open(Path(settings.MEDIA_ROOT, face.picture.name)).convert("RGB").split()
        assert np.abs(np.asarray(red, int) - np.asarray(blue, int)).max() < 4, face
        assert np.abs(np.asarray(red, int) - np.asarray(green, int)).max() < 4, face


def test_what_is_no_picture_is_refused_by_its_name() -> None:
    tally = run_into("box", item(1), item(6, data=b"#!/bin/sh\n"), item(7, "ai", blotches(7)[:200]))
    assert tally.added == 1
    assert tally.skipped.total() == 2
    assert re.search(r"^\w+: real/6\.png$", tally.log, re.MULTILINE)


def test_a_picture_that_is_something_else_in_the_deck_is_named() -> None:
    run_into("box", item(1), item(2, "ai"))
    tally = run_into("box", item(1, "ai"), item(2, "real", blotches(2, suffix="BMP")))
    assert (tally.added, tally.duplicates, dict(tally.skipped)) == (0, 0, {"contradiction": 2})
    assert "contradiction: ai/1.png" in tally.log


def test_one_import_at_a_time() -> None:
    deck = deck_for("box")
    killed = new_run(deck, "old.zip", "", "")

    def second() -> Iterator[Item]:
        with pytest.raises(IntakeError, match=r".") as refused:
            run_into("box", item(2, "ai"))
        assert refused.value.code == "deck_busy"
        yield item(1)

    Import(new_run(deck, "box.zip", "", ""), workers=0).take(second())
    killed.refresh_from_db()
    assert killed.state == ImportRun.State.BROKEN_OFF
    assert set(ImportRun.objects.values_list("state", flat=True)) == {"broken_off", "done", "failed"}


def test_a_rehearsal_counts_the_same_and_keeps_nothing() -> None:
    run_into("box", item(1), item(2, "ai"))
    before = files()
    near = blotches(1, side=150)
    coming = [item(1), item(3), item(3), item(4, "ai", near), item(5, "real", near), item(6, data=b"?"), item(7, "ai")]
    rehearsed = run_into("box", *coming, rehearsal=Rehearsal("box"))
    assert files() == before
    assert Face.objects.count() == 2
    told = run_into("box", *coming).told()
    assert rehearsed.told() | {"seconds": 0} == told | {"seconds": 0}


def test_in_other_processes_it_comes_out_the_same() -> None:
    coming = [item(seed, truth) for seed in range(40, 44) for truth in ("real", "ai")]
    one = run_into("one", *coming)
    run = new_run(deck_for("two"), "box.zip", "", "")
    two = Import(run, workers=2).take(coming)
    assert (two.added, dict(two.skipped)) == (4, {"contradiction": 4})
    assert one.told() | {"seconds": 0, "layout": ""} == two.told() | {"seconds": 0, "layout": ""}
    assert set(Face.objects.filter(deck__slug="one").values_list("sha256")) == set(
        Face.objects.filter(deck__slug="two").values_list("sha256")
    )


@pytest.mark.parametrize("name", ["", "Big", "a b", "../x", "x" * 51, "-x", "é"])
def test_a_bad_name_for_a_deck_is_refused(name: str) -> None:
    with pytest.raises(IntakeError) as refused:
        deck_for(name)
    assert refused.value.code == "bad_deck_name"
    assert not Deck.objects.exists()


def test_the_starter_deck_is_not_imported_into() -> None:
    with pytest.raises(IntakeError) as refused:
        deck_for("starter")
    assert refused.value.code == "built_deck"


def test_grey_pictures_want_a_deck_of_their_own() -> None:
    run_into("box", item(1))
    with pytest.raises(IntakeError) as refused:
        deck_for("box", grey=True)
    assert refused.value.code == "colour_deck"


@pytest.mark.parametrize(("rank", "each"), [(10, 1), (-10, 0)])
def test_a_deck_for_new_rooms_sets_samples_aside_before_it_is_dealt(rank: int, each: int) -> None:
    deck = deck_for("box")
    Deck.objects.filter(pk=deck.pk).update(rank=rank)
    run_into("box", *(item(seed) for seed in range(8)))
    assert not Face.objects.filter(sample=True).exists()
    run_into("box", *(item(seed, "ai") for seed in range(8, 16)))
    marked = set(Face.objects.filter(sample=True).values_list("truth", flat=True))
    assert len(marked) == Face.objects.filter(sample=True).count() == 2 * each
    before = set(Face.objects.filter(sample=True).values_list("id", flat=True))
    run_into("box", *(item(seed) for seed in range(16, 24)))
    assert set(Face.objects.filter(sample=True).values_list("id", flat=True)) == before
    assert len(playable("box")) == 24 - 2 * each


def test_a_deck_may_be_renamed_and_its_name_used_again() -> None:
    run_into("box", item(1), item(2, "ai"))
    Deck.objects.filter(slug="box").update(slug="attic")
    run_into("box", item(1), item(2, "ai"))
    assert [len(playable(slug)) for slug in ("attic", "box")] == [2, 2]
