"""Photographs and what models made of a part of them: both are kept, and no match shows both."""

import io
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PIL import Image

from game.dealing import deal
from server.decks.audit.audit import _people
from server.decks.intake.likeness import likeness
from server.decks.intake.lookalikes import NEAR
from server.decks.models import Face
from server.decks.models.face import own_group
from server.decks.selectors import playable
from tests.decks.intake.imports import blotches, item, run_into

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_media")]


def edited(seed: int, other: int = 999, suffix: str = "PNG") -> bytes:
    """A photograph with another mouth."""
    picture = Image.open(io.BytesIO(blotches(seed))).convert("RGB")
    mouth = Image.open(io.BytesIO(blotches(other))).convert("RGB").crop((0, 0, 26, 14))
    picture.paste(mouth, (67, 112))
    file = io.BytesIO()
    picture.save(file, suffix)
    return file.getvalue()


def bits(one: bytes, other: bytes) -> int:
    hashes = (bytes.fromhex(likeness(Image.open(io.BytesIO(data)))) for data in (one, other))
    return int(np.bitwise_count(np.bitwise_xor(*(np.frombuffer(each, np.uint8) for each in hashes))).sum())


def test_a_changed_mouth_is_near_to_its_photograph() -> None:
    assert 0 < bits(blotches(1), edited(1)) <= NEAR


@pytest.mark.parametrize("truth", ["ai", "edited"])
@pytest.mark.parametrize("together", [True, False])
def test_both_are_kept_as_one_group(truth: str, together: bool) -> None:
    photograph, fake = item(1), item(2, truth, edited(1))
    for some in [[photograph, fake]] if together else [[photograph], [fake]]:
        tally = run_into("box", *some)
        assert (tally.added, tally.near_duplicates, tally.skipped.total()) == (len(some), 0, 0)
    faces = {face.truth: face for face in Face.objects.all()}
    assert own_group(faces["real"].id) in faces[truth].groups
    # Whichever came first: again both are there.
    assert run_into("box", fake, photograph).duplicates == 2


def test_of_one_truth_it_is_a_copy() -> None:
    tally = run_into("box", item(1), item(2, data=edited(1)), item(3, "ai", edited(1)), item(4, "ai", edited(1, 998)))
    assert (tally.added, tally.near_duplicates) == (2, 2)


def test_the_same_pixels_cannot_be_two_things() -> None:
    tally = run_into("box", item(1), item(1, "ai"), item(2, "edited", blotches(1, suffix="BMP")))
    assert (tally.added, tally.duplicates, dict(tally.skipped)) == (1, 0, {"contradiction": 2})
    assert "contradiction: edited/2.png" in tally.log


def test_what_comes_out_the_same_cannot_be_two_things() -> None:
    """What was changed lies outside of what the deck shows."""
    wide = Image.open(io.BytesIO(blotches(3, 256))).convert("RGB").crop((0, 0, 256, 160))
    files = []
    for colour in ("red", "blue"):
        wide.paste(colour, (0, 0, 8, 8))
        file = io.BytesIO()
        wide.save(file, "PNG")
        files.append(file.getvalue())
    tally = run_into("box", item(1, "real", files[0]), item(1, "ai", files[1]))
    assert (tally.added, tally.duplicates, dict(tally.skipped)) == (1, 0, {"contradiction": 1})


@pytest.mark.usefixtures("one_by_one")
def test_no_match_shows_both() -> None:
    photographs = [item(seed) for seed in range(1, 7)]
    nobody = [replace(each, papers=replace(each.papers, group="")) for each in photographs]
    run_into("box", *nobody, *(item(seed, "ai", edited(seed)) for seed in range(1, 7)))
    pool = playable("box")
    assert len(pool) == 12
    of_photograph = {face.groups[-1]: face for face in pool}
    for seed in range(60):
        dealt, _ = deal(pool, 3, seed)
        for face in dealt:
            made_of = [of_photograph[group] for group in face.groups[:-1] if group in of_photograph]
            assert not set(made_of) & set(dealt)


def test_an_audit_learns_from_neither_when_it_is_judged_on_the_other() -> None:
    run_into("box", item(1), item(2), item(1, "ai", edited(1)))
    real, fake = Face.objects.get(original="real/1.png"), Face.objects.get(truth="ai")
    other = Face.objects.get(original="real/2.png")
    first, second, third = _people([real, fake, other])
    assert set(first) & set(second)
    assert third == other.groups


def test_pictures_of_one_pair_are_one_group(settings: Any) -> None:
    run_into("box", item(1), item(2, "ai"))
    Face.objects.update(pair="one")
    assert all("one" in face.groups for face in playable("box"))
