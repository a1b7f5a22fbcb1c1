"""What the rest of the game gets to know of decks and faces."""

import dataclasses

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction

from game.face import Truth
from server.decks import selectors
from server.decks.audit.limits import LEAKS
from server.decks.intake.samples import MOST, set_aside
from server.decks.models import Deck, Face
from server.decks.models.face import own_group
from server.decks.sample import draw, sample_face
from server.decks.selectors import decks

pytestmark = pytest.mark.django_db


def face(deck: Deck, number: int, **fields: object) -> Face:
    papers = {"truth": "real", "kind": "photo", "source": "here", "licence": "CC0", "groups": [f"p{number}"]}
    picture = {"sha256": f"{number:064}", "picture": f"faces/{number}.jpg", "width": 512, "height": 512, "size": 9}
    return Face.objects.create(deck=deck, **(papers | picture | fields))


@pytest.fixture
def deck() -> Deck:
    made = Deck.objects.create(slug="mine", title="Mine", ready=True)
    face(made, 1)
    face(
        made, 2, truth="ai", kind="gan", generator="StyleGAN", groups=["a", "b"], credit="somebody", non_commercial=True
    )
    face(made, 3, retired=True)
    face(made, 4, truth="edited", kind="edited")
    return made


def test_only_faces_that_can_be_dealt(deck: Deck) -> None:
    dealt = selectors.playable("mine")
    assert sorted(face.truth for face in dealt) == [Truth.AI, Truth.REAL]
    ai = next(face for face in dealt if face.truth == Truth.AI)
    assert (ai.groups, ai.kind, ai.generator, ai.source) == (("a", "b", own_group(ai.id)), "gan", "StyleGAN", "here")
    assert (ai.licence, ai.credit, ai.non_commercial) == ("CC0", "somebody", True)


def test_a_deck_that_is_not_ready_is_not_played(deck: Deck) -> None:
    Deck.objects.update(ready=False)
    for slug in ("mine", "nobody's"):
        with pytest.raises(selectors.UnknownDeckError):
            selectors.playable(slug)
    with pytest.raises(selectors.UnknownDeckError):
        selectors.default_deck()


def test_a_host_sees_counts(deck: Deck) -> None:
    assert selectors.decks() == [selectors.DeckChoice("mine", "Mine", 1, 1, non_commercial=True)]
    Deck.objects.create(slug="empty", title="Empty", ready=True)
    assert [choice.slug for choice in selectors.decks()] == ["mine"]


def test_the_default_is_the_best_ready_deck(deck: Deck) -> None:
    better = Deck.objects.create(slug="better", title="Better", rank=5)
    face(better, 1)
    face(better, 2, truth="ai", kind="gan")
    assert selectors.default_deck() == deck
    Deck.objects.filter(slug="better").update(ready=True)
    assert selectors.default_deck() == better


def test_ids_and_their_order_tell_nothing(starter_deck: Deck) -> None:
    faces = selectors.playable("starter")
    ids = [face.id for face in faces]
    assert ids == sorted(ids)
    assert all(len(face_id) == 32 and int(face_id, 16) >= 0 for face_id in ids)
    truths = [face.truth == Truth.REAL for face in faces]
    half = len(truths) // 2
    share = sum(truths) / len(truths)
    for part in (truths[:half], truths[half:]):
        assert sum(part) / len(part) == pytest.approx(share, abs=0.12)


def test_the_starter_deck_as_it_is_dealt(starter_deck: Deck) -> None:
    choices = {choice.slug: choice for choice in selectors.decks()}
    assert dataclasses.astuple(choices["starter-easy"])[2:4] == (25, 25)
    assert choices["starter"].real >= 120
    assert choices["starter"].ai >= 85
    for slug, choice in choices.items():
        truths = [face.truth for face in selectors.playable(slug)]
        assert (truths.count(Truth.REAL), truths.count(Truth.AI)) == (choice.real, choice.ai)
    assert selectors.default_deck() == starter_deck
    assert selectors.picture(selectors.playable("starter")[0].id)[:3] == b"\xff\xd8\xff"


def test_no_such_picture(deck: Deck) -> None:
    settings.MEDIA_ROOT.mkdir(exist_ok=True)
    for face_id in ("nobody", Face.objects.first().id):
        with pytest.raises(selectors.UnknownFaceError):
            selectors.picture(face_id)


@pytest.mark.parametrize(
    "wrong",
    [
        {"truth": "real", "kind": "gan"},
        {"truth": "ai", "kind": "photo"},
        {"truth": "perhaps"},
        {"tier": "odd"},
        {"kind": "drawing"},
        {"width": 0},
        {"sha256": f"{1:064}"},
    ],
)
def test_the_database_refuses_nonsense(deck: Deck, wrong: dict[str, object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        face(deck, 9, **wrong)


def test_few_faces_can_be_tried_and_no_others(starter_deck: Deck) -> None:
    ids = [face.id for face in selectors.tried()]
    assert len(set(ids)) == 2 * MOST
    assert draw() in ids
    assert sample_face(ids[0]).id == ids[0]
    other = next(face.id for face in selectors.playable("starter") if face.id not in ids)
    with pytest.raises(selectors.UnknownFaceError):
        sample_face(other)


def test_no_face_that_can_be_tried_is_dealt(starter_deck: Deck) -> None:
    size = starter_deck.faces.count()
    shown = {face.id: face.sha256 for face in selectors.tried()}
    assert {draw() for _ in range(200)} <= shown.keys()
    # The same picture in another deck would be as well known.
    face(Deck.objects.get(slug="starter-easy"), 1, sha256=next(iter(shown.values())))
    for choice in selectors.decks():
        dealt = selectors.playable(choice.slug)
        assert len(dealt) == choice.real + choice.ai
        assert not shown.keys() & {face.id for face in dealt}
        pictures = Face.objects.filter(id__in=[face.id for face in dealt]).values_list("sha256", flat=True)
        assert not set(shown.values()) & set(pictures)
    assert starter_deck.faces.count() == size == len(selectors.playable("starter")) + 2 * MOST


def test_a_picture_whose_truth_could_once_be_asked_is_never_dealt(starter_deck: Deck) -> None:
    shown = {face.id: face.sha256 for face in selectors.tried()}
    another = Deck.objects.create(slug="another", title="Another", rank=10)
    papers = {"real": {}, "ai": {"truth": "ai", "kind": "gan"}}
    for number in range(40):
        face(another, number, **papers["ai" if number % 2 else "real"])
    face(another, 99, sha256=next(iter(shown.values())))
    set_aside(another)
    before = {face.id for face in selectors.tried()}
    Deck.objects.filter(pk=another.pk).update(ready=True)
    assert selectors.default_deck() == another
    assert before == shown.keys()
    mine = {face.id for face in selectors.tried()}
    assert len(mine) == 4
    for slug in ("starter", "another"):
        dealt = [face.id for face in selectors.playable(slug)]
        assert not {*shown, *mine} & set(dealt)
        pictures = set(Face.objects.filter(id__in=dealt).values_list("sha256", flat=True))
        assert not pictures & set(shown.values())
    # One that is retired takes its place with it: no face that was dealt comes in for it.
    Face.objects.filter(id=min(mine)).update(retired=True)
    set_aside(another)
    assert {face.id for face in selectors.tried()} < mine


def test_a_deck_without_samples_leaves_the_first_page_as_it_is(starter_deck: Deck, deck: Deck) -> None:
    before = selectors.tried()
    Deck.objects.filter(slug="mine").update(rank=99)
    assert selectors.default_deck().slug == "mine"
    assert selectors.tried() == before


def test_a_small_deck_deals_all_its_faces_and_has_none_to_try(deck: Deck) -> None:
    set_aside(deck)
    assert selectors.tried() == []
    assert len(selectors.playable("mine")) == 2
    with pytest.raises(selectors.UnknownFaceError):
        draw()


@pytest.mark.parametrize(("leak", "warned"), [(None, False), (LEAKS - 0.01, False), (LEAKS, True)])
def test_a_host_is_warned_of_a_deck_that_gives_itself_away(
    starter_deck: Deck, leak: float | None, warned: bool
) -> None:
    Deck.objects.filter(pk=starter_deck.pk).update(leak=leak)
    assert next(deck for deck in decks() if deck.slug == "starter").leaks is warned


def test_large_decks_are_counted_now_and_then(starter_deck: Deck, monkeypatch: pytest.MonkeyPatch) -> None:
    first = decks()
    Deck.objects.filter(pk=starter_deck.pk).update(title="Another")
    assert decks() != first
    monkeypatch.setattr("server.decks.selectors.LARGE", 10)
    known = decks()
    Deck.objects.filter(pk=starter_deck.pk).update(title="A third")
    assert decks() == known
