"""The wall of faces: what it shows, how it is sorted and narrowed, and what may be put right."""

import io

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from server.decks.admin import faces as page
from server.decks.admin.tables import MOST
from server.decks.models import Complaint, Deck, Face
from server.decks.selectors import playable
from tests.decks.admin.conftest import Clerk, ai, face

WALL = "/admin/decks/face/"


def shown(client: Client, query: str = "") -> list[Face]:
    """The faces of a page of the wall, in order."""
    answer = client.get(WALL + query)
    assert answer.status_code == 200
    return list(answer.context["cl"].result_list)


def form(face: Face, **changed: object) -> dict[str, object]:
    """What the page of a face sends."""
    sent = {name: getattr(face, name) for name in ("truth", "kind", "generator", "credit")}
    return sent | ({"retired": "on"} if face.retired else {}) | changed


def test_a_card_says_what_is_known(keeper: Client, deck: Deck) -> None:
    known = ai(deck, 50, trials=20, fooled=5, rating=1610.0, deviation=60.0, retired=True, non_commercial=True)
    for player in ("a", "b"):
        Complaint.objects.create(face=known, player=player, reason="wrong")
    text = keeper.get(f"{WALL}?q={known.id}").content.decode()
    for words in ("25% fooled", "1610 ± 120", "20 trials", "retired", "non-commercial", "reported 2 times", "StyleGAN"):
        assert words in text
    assert f'src="{WALL}{known.id}/thumbnail.jpg"' in text
    assert f'value="{known.id}"' in text  # the box to tick


def test_sorted_by_what_trials_tell(keeper: Client, deck: Deck) -> None:
    often = ai(deck, 50, trials=10, fooled=9, rating=1400.0)
    seldom = face(deck, 51, trials=100, fooled=10, rating=1700.0)
    columns = page.FaceAdmin.list_display
    fool_rate, difficulty, trials = (columns.index(name) + 1 for name in ("fool_rate", "difficulty", "trial_count"))
    # Faces that nobody has judged are in no order: they are left out.
    assert shown(keeper, f"?o=-{fool_rate}") == [often, seldom]
    assert shown(keeper, f"?o={fool_rate}") == [seldom, often]
    assert shown(keeper, f"?o=-{difficulty}") == [seldom, often]
    assert shown(keeper, f"?o=-{trials}") == [seldom, often]
    assert len(shown(keeper)) == 10


@pytest.mark.parametrize(
    "query",
    [
        "truth__exact=edited",
        "kind__exact=swap",
        "generator=Roop",
        "licence=CC+BY",
        "tier__exact=easy",
        "non_commercial__exact=1",
        "retired__exact=1",
        "staged__exact=1",
        "reported=open",
        "q=Somebody",
        "q=shelf/1.jpg",
    ],
)
def test_narrowed(keeper: Client, deck: Deck, query: str) -> None:
    marks = {"truth": "edited", "kind": "swap", "tier": "easy", "non_commercial": True, "retired": True, "staged": True}
    papers = {"generator": "Roop", "licence": "CC BY", "credit": "Somebody", "original": "shelf/1.jpg"}
    odd = face(deck, 50, **marks, **papers)
    Complaint.objects.create(face=odd, player="a", reason="broken")
    assert shown(keeper, f"?{query}") == [odd]


def test_found_by_the_id_that_its_card_shows(keeper: Client, deck: Deck) -> None:
    sought = Face.objects.all()[5]
    assert shown(keeper, f"?q={sought}") == shown(keeper, f"?q={sought.id}") == [sought]


def test_a_report_that_is_decided_is_no_mark(keeper: Client, deck: Deck) -> None:
    Complaint.objects.create(face=Face.objects.all()[0], player="a", reason="broken", state="dismissed")
    assert shown(keeper, "?reported=open") == []


@pytest.mark.parametrize("query", ["", "?o=-4", "?deck__id__exact={deck}&truth__exact=real", "?reported=open"])
def test_as_many_questions_for_one_as_for_a_page(keeper: Client, deck: Deck, query: str) -> None:
    def reported(number: int) -> None:
        Complaint.objects.create(face=face(deck, number, trials=3), player="a", reason="wrong")

    query = query.format(deck=deck.pk)
    reported(99)
    shown(keeper, query)  # what is asked once is asked
    with CaptureQueriesContext(connection) as few:
        shown(keeper, query)
    for number in range(100, 160):
        reported(number)
    with CaptureQueriesContext(connection) as many:
        assert len(shown(keeper, query)) == 60
    assert len(many) == len(few) <= 10  # who visits, among them


def test_a_table_is_not_counted_to_its_end(keeper: Client, deck: Deck) -> None:
    with CaptureQueriesContext(connection) as asked:
        shown(keeper)
    counts = [query["sql"] for query in asked if "COUNT(*)" in query["sql"] and "decks_face" in query["sql"]]
    assert counts
    assert all(f"LIMIT {MOST}" in sql for sql in counts)


def test_pictures_come_small_and_large(keeper: Client, deck: Deck) -> None:
    face = Face.objects.all()[0]
    sizes = []
    for name in ("picture", "thumbnail"):
        answer = keeper.get(f"{WALL}{face.id}/{name}.jpg")
        assert "private" in answer["Cache-Control"]
        sizes.append(Image.open(io.BytesIO(answer.content)).size)
    assert sizes == [(512, 512), (192, 192)]


def test_truth_takes_the_kind_with_it_and_difficulty_begins_anew(keeper: Client, deck: Deck) -> None:
    wrong = ai(deck, 50, trials=20, fooled=5, rating=1610.0, deviation=60.0, credit="x")
    answer = keeper.post(f"{WALL}{wrong.id}/change/", form(wrong, truth="real", credit="Ann"))
    assert answer.status_code == 302
    wrong.refresh_from_db()
    assert (wrong.truth, wrong.kind, wrong.generator, wrong.credit) == ("real", "photo", "", "Ann")
    assert (wrong.trials, wrong.fooled, wrong.rating, wrong.deviation) == (0, 0, 1500.0, 350.0)
    entry = LogEntry.objects.get(object_id=wrong.id)
    assert entry.user.username == "keeper"
    assert "Truth" in entry.get_change_message()


def test_nobody_guesses_how_an_ai_face_was_made(keeper: Client, deck: Deck) -> None:
    real = face(deck, 50, trials=4)
    answer = keeper.post(f"{WALL}{real.id}/change/", form(real, truth="ai"))
    assert answer.context["adminform"].form.errors.as_data()["kind"][0].code == "kind_unclear"
    keeper.post(f"{WALL}{real.id}/change/", form(real, truth="ai", kind="diffusion", generator="SD 3"))
    real.refresh_from_db()
    assert (real.truth, real.kind, real.generator, real.trials) == ("ai", "diffusion", "SD 3", 0)


def test_other_changes_leave_its_difficulty_to_the_matches(keeper: Client, deck: Deck) -> None:
    """A match that ends while somebody edits a credit must not lose what it wrote."""
    tried = ai(deck, 50, trials=20, fooled=5, rating=1610.0)

    def meanwhile(*_: object, **__: object) -> bool:
        Face.objects.filter(pk=tried.pk).update(trials=21, rating=1620.0)
        return True

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(page.FaceForm, "is_valid", lambda form: meanwhile() and super(page.FaceForm, form).is_valid())
        keeper.post(f"{WALL}{tried.id}/change/", form(tried, credit="Ann"))
    tried.refresh_from_db()
    assert (tried.credit, tried.trials, tried.rating) == ("Ann", 21, 1620.0)


def test_retiring_many_is_kept_in_their_histories(keeper: Client, deck: Deck) -> None:
    ids = [face.id for face in Face.objects.all()[:3]]
    keeper.post(WALL, {"action": "retire", "_selected_action": ids})
    assert set(Face.objects.filter(retired=True).values_list("id", flat=True)) == set(ids)
    assert set(LogEntry.objects.values_list("object_id", flat=True)) == set(ids)
    keeper.post(WALL, {"action": "bring_back", "_selected_action": ids[:1]})
    assert Face.objects.filter(retired=True).count() == 2


@pytest.mark.parametrize("by", ["wall", "page"])
def test_the_same_picture_goes_in_all_decks(keeper: Client, deck: Deck, by: str) -> None:
    other = Deck.objects.create(slug="other", title="Other")
    first = face(deck, 50, pixels_sha256="f" * 64)
    same = [face(other, 50), face(Deck.objects.create(slug="third"), 51, pixels_sha256="f" * 64)]
    for action, sent, retired in (("retire", {"retired": "on"}, True), ("bring_back", {}, False)):
        if by == "wall":
            keeper.post(WALL, {"action": action, "_selected_action": [first.id]})
            assert LogEntry.objects.filter(object_id__in=[each.id for each in same]).exists()
        else:
            keeper.post(f"{WALL}{first.id}/change/", form(first) | sent)
        gone = set(Face.objects.filter(retired=True).values_list("id", flat=True))
        assert gone == ({each.id for each in (first, *same)} if retired else set())


def test_an_action_is_bounded(keeper: Client, deck: Deck, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page, "AT_ONCE", 5)
    every = {"action": "retire", "_selected_action": [Face.objects.all()[0].id], "select_across": "1"}
    assert "more than 5" in keeper.post(WALL, every, follow=True).content.decode()
    assert not Face.objects.filter(retired=True).exists()


def test_a_retired_face_is_dealt_no_more(keeper: Client, deck: Deck) -> None:
    gone = Face.objects.filter(truth="ai")[0]
    assert gone.id in {face.id for face in playable("mine")}
    keeper.post(WALL, {"action": "retire", "_selected_action": [gone.id]})
    assert gone.id not in {face.id for face in playable("mine")}
    assert len(playable("mine")) == 7


def test_who_may_only_look_changes_nothing(clerk: Clerk, deck: Deck) -> None:
    looker = clerk("view_face")
    real = Face.objects.filter(truth="real")[0]
    assert looker.get(WALL).status_code == 200
    looker.post(WALL, {"action": "retire", "_selected_action": [real.id]})
    assert looker.post(f"{WALL}{real.id}/change/", form(real, credit="me")).status_code == 403
    real.refresh_from_db()
    assert (real.retired, real.credit) == (False, "")
    assert clerk("view_deck").get(WALL).status_code == 403
