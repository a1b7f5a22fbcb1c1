"""What a match is dealt from: all of a small deck, of a large one a sample that is random and of the wanted sort."""

import uuid

import pytest

from game.face import Truth
from game.room import Dealing
from server.decks import candidates as module
from server.decks.candidates import Candidates, candidates
from server.decks.models import Deck, Face

pytestmark = pytest.mark.django_db
MOST = 20


@pytest.fixture(autouse=True)
def small_samples(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST", MOST)
    monkeypatch.setattr(module, "APT", 10)
    monkeypatch.setattr(module, "NEAR", 16)


def fill(real: int, ai: int) -> Deck:
    """A deck whose faces are rated from 1000 to 2000, in no order of their ids, the first tenth of each class not."""
    deck = Deck.objects.create(slug="box", title="Box", ready=True)
    Face.objects.bulk_create(
        Face(
            id=uuid.uuid5(uuid.NAMESPACE_OID, f"{truth}{number}").hex,
            deck=deck,
            truth=truth,
            kind="photo" if truth == "real" else "gan",
            source="here",
            licence="CC0",
            sha256=f"{truth}{number}",
            picture="x.jpg",
            width=9,
            height=9,
            size=100 + number,
            rating=1500.0 if number < count // 10 else 1000.0 + 1000 * number / count,
        )
        for truth, count in (("real", real), ("ai", ai))
        for number in range(count)
    )
    return deck


def draw(deck: Deck, dealing: Dealing = Dealing.MIXED, skill: float = 1500.0) -> Candidates:
    return candidates(deck.faces.all(), dealing, skill)


def of(drawn: Candidates, truth: Truth) -> list[float]:
    return [face.rating for face in drawn.faces if face.truth is truth]


@pytest.mark.parametrize("dealing", Dealing)
def test_a_small_deck_comes_whole(dealing: Dealing) -> None:
    drawn = draw(fill(MOST, 7), dealing)
    assert (len(of(drawn, Truth.REAL)), len(of(drawn, Truth.AI))) == (MOST, 7)
    assert drawn.largest == 100 + MOST - 1
    assert [face.id for face in drawn.faces] == sorted(face.id for face in drawn.faces)


@pytest.mark.parametrize("dealing", Dealing)
def test_of_a_large_deck_equally_many_of_each_class_come(dealing: Dealing) -> None:
    deck = fill(150, 60)
    for _ in range(5):
        drawn = draw(deck, dealing)
        assert (len(of(drawn, Truth.REAL)), len(of(drawn, Truth.AI))) == (MOST, MOST)
        assert len({face.id for face in drawn.faces}) == 2 * MOST


@pytest.mark.parametrize("dealing", Dealing)
def test_every_face_comes_at_some_time(dealing: Dealing, monkeypatch: pytest.MonkeyPatch) -> None:
    deck = fill(60, 60)
    starts = [f"{number:032x}" for number in range(0, 16**32, 16**32 // 64)]
    monkeypatch.setattr(module.secrets, "token_hex", lambda _bytes: starts.pop())
    seen = {face.id for _ in range(30) for face in draw(deck, dealing).faces}
    assert len(seen) == 120  # the last after the first: the sample goes round


@pytest.mark.parametrize(
    ("dealing", "skill", "low", "high"),
    [(Dealing.HARD, 1500.0, 1800, 2000), (Dealing.EASY, 1500.0, 1100, 1300), (Dealing.ADAPTIVE, 1750.0, 1640, 1860)],
)
def test_half_of_a_large_decks_sample_is_of_the_wanted_sort(
    dealing: Dealing, skill: float, low: float, high: float
) -> None:
    deck = fill(100, 100)
    for _ in range(5):
        drawn = draw(deck, dealing, skill)
        for truth in Truth:
            assert sum(low <= rating <= high for rating in of(drawn, truth)) >= 10, sorted(of(drawn, truth))


def test_what_nobody_has_judged_is_neither_hard_nor_easy() -> None:
    deck = fill(100, 100)
    deck.faces.update(rating=1500.0)
    for dealing in Dealing:
        assert len(draw(deck, dealing).faces) == 2 * MOST
