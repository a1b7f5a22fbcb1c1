"""Retiring: a picture that is out of play is so in all decks, and stays so."""

from pathlib import Path
from typing import Any

import pytest

from server.decks import retiring
from server.decks.intake.errors import IntakeError
from server.decks.models import Deck, Face
from server.decks.selectors import playable
from server.decks.services import check_name
from tests.decks.intake.imports import blotches, item, run_into

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def decks() -> None:
    """Three decks: two share pictures that came in as they are, the third made them smaller."""
    for slug, side in (("one", 512), ("two", 512), ("small", 96)):
        run_into(slug, item(1), item(2, "ai"), item(3), side=side)


def state() -> dict[str, bool]:
    """What is out of play."""
    return {f"{face.deck.slug}/{face.original}": face.retired for face in Face.objects.select_related("deck")}


@pytest.mark.usefixtures("decks")
def test_a_picture_is_retired_in_all_decks_and_comes_back_in_all() -> None:
    first = Face.objects.filter(deck__slug="one", original="real/1.png")
    assert retiring.everywhere(first).count() == 3
    assert retiring.retire(first)[1:] == (3, 3)
    assert {name for name, retired in state().items() if retired} == {
        f"{s}/real/1.png" for s in ("one", "two", "small")
    }
    assert retiring.retire(first).changed == 0
    assert retiring.bring_back(first).changed == 3
    assert not any(state().values())


@pytest.mark.usefixtures("decks")
def test_pictures_that_came_out_the_same_are_the_same() -> None:
    Face.objects.update(pixels_sha256="", likeness="")  # as decks have it that were made long ago
    first = Face.objects.filter(deck__slug="one", original="real/1.png")
    assert retiring.retire(first).changed == 2


@pytest.mark.usefixtures("decks")
def test_a_retired_picture_comes_into_no_other_deck() -> None:
    retiring.retire(Face.objects.filter(deck__slug="one", original="real/1.png"))
    tally = run_into("late", item(1, data=blotches(1, suffix="BMP")), item(2, "ai"), item(3), side=128)
    assert tally.added == 3
    assert len(playable("late")) == 2
    assert Deck.objects.get(slug="late").faces.get(retired=True).original == "real/1.png"


@pytest.mark.usefixtures("decks")
def test_the_questions_do_not_grow(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(9):
        retiring.retire(Face.objects.filter(deck__slug="one"))


@pytest.mark.usefixtures("decks")
def test_a_truth_that_is_put_right_is_so_in_all_decks() -> None:
    face = Face.objects.get(deck__slug="one", original="real/1.png")
    face.truth, face.kind, face.generator = "ai", "gan", "StyleGAN"
    face.save()
    Face.objects.exclude(pk=face.pk).filter(original="real/1.png").update(
        rating=1700, deviation=80, trials=20, fooled=18
    )
    assert retiring.relabel(face) == 2
    figures = Face.objects.filter(original="real/1.png").values_list("rating", "deviation", "trials", "fooled")
    assert set(figures) == {tuple(retiring.UNTRIED.values())}, "what was learnt was learnt of a real face"
    told = Face.objects.filter(original="real/1.png").values_list("truth", "kind", "generator")
    assert set(told) == {("ai", "gan", "StyleGAN")}
    assert Face.objects.filter(original="real/3.png", truth="real").count() == 3


def test_a_deck_that_can_be_fetched_is_not_imported_into() -> None:
    with pytest.raises(IntakeError, match="fetched") as refused:
        check_name("portraits")
    assert refused.value.code == "fetched_deck"


def smaller(seed: int) -> bytes:
    """The same picture at another size, and not to the pixel."""
    return blotches(seed, 144, suffix="BMP")


@pytest.mark.parametrize("truth", ["real", "ai"])
def test_a_copy_at_another_size_is_retired_along_and_a_fake_made_of_it_is_not(truth: str) -> None:
    run_into("one", item(1), item(2, "ai"))
    run_into("two", item(1, truth, smaller(1)), item(3, "ai"), item(4))
    reached = retiring.retire(Face.objects.filter(deck__slug="one", original="real/1.png"))
    retired = {name for name, out in state().items() if out}
    if truth == "real":
        assert (reached.decks, reached.changed) == (2, 2)
        assert retired == {"one/real/1.png", "two/real/1.png"}
    else:
        assert (reached.decks, reached.changed) == (1, 1)
        assert retired == {"one/real/1.png"}


@pytest.mark.parametrize(("truth", "dealt"), [("real", 2), ("ai", 3)])
def test_a_copy_of_a_retired_picture_comes_into_no_other_deck_at_another_size(truth: str, dealt: int) -> None:
    run_into("one", item(1), item(2, "ai"))
    retiring.retire(Face.objects.filter(original="real/1.png"))
    run_into("late", item(1, truth, smaller(1)), item(3, "ai"), item(4))
    assert len(playable("late")) == dealt
