"""The staff's decks: counts, licences, the audit in words, and what may be deleted."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from server.decks.admin import decks as page
from server.decks.admin import uploads
from server.decks.fetch.catalogue import recipe
from server.decks.fetch.install import check_place
from server.decks.models import Deck, ImportRun
from tests.decks.admin.conftest import Clerk, ai, face

DECKS = "/admin/decks/deck/"


def test_counts_are_of_what_is_dealt_and_what_is_not(keeper: Client, deck: Deck) -> None:
    ai(deck, 50, retired=True)
    ai(deck, 51, staged=True)
    face(deck, 52, truth="edited", kind="edited")
    ai(deck, 53)
    Deck.objects.create(slug="empty", title="Empty")
    text = keeper.get(DECKS).content.decode()
    for name, count in {
        "real": "4",
        "ai": "5",
        "edited": "1",
        "staged": "1",
        "retired": "1",
        "share_real": "44%",
    }.items():
        assert f'<td class="field-{name}">{count}</td>' in text
    assert '<td class="field-share_real">-</td>' in text


def test_licences_are_named_and_non_commercial_ones_marked(keeper: Client, deck: Deck) -> None:
    for number in range(3):
        ai(deck, 50 + number, licence="CC BY-NC 4.0", non_commercial=True)
    ai(deck, 60, licence="")
    for number, name in enumerate(("MIT", "BSD")):
        face(deck, 70 + number, licence=name)
    text = keeper.get(DECKS).content.decode()
    assert "CC0, CC BY-NC 4.0, not stated, 2 more" in text
    assert "non-commercial" in text
    whole = keeper.get(f"{DECKS}{deck.pk}/change/").content.decode()
    for words in ("not stated", "CC BY-NC 4.0", "MIT", "BSD"):
        assert words in whole


@pytest.mark.parametrize(
    ("leak", "words"), [(0.95, "with practice one can tell"), (0.7, "differ somewhat"), (0.55, "are alike")]
)
def test_an_audit_is_told_in_words(keeper: Client, deck: Deck, leak: float, words: str) -> None:
    assert "not audited yet" in keeper.get(DECKS).content.decode()
    figures = {"size": {"area": 0.97, "low": 0.95, "high": 0.99, "accuracy": 0.9}}
    deck.audit, deck.leak, deck.audited = {"looks": figures, "tells": ["size"]}, leak, timezone.now()
    deck.save()
    text = keeper.get(DECKS).content.decode()
    assert words in text
    assert f"{leak:.2f}, {timezone.localtime():%Y}" in text
    whole = keeper.get(f"{DECKS}{deck.pk}/change/").content.decode()
    assert "0.97 (0.95-0.99)" in whole
    assert "The classes differ in size." in whole


def test_audits_run_elsewhere_one_after_the_other(keeper: Client, deck: Deck, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[object] = []
    monkeypatch.setattr(page.background, "start", lambda *commands: started.append(commands))
    other = Deck.objects.create(slug="other", title="Other")
    chosen = {"action": "audit_again", "_selected_action": [deck.pk, other.pk]}
    assert "2 decks are being audited" in keeper.post(DECKS, chosen, follow=True).content.decode()
    assert started == [(["audit_deck", "mine"], ["audit_deck", "other"])]


def test_who_may_only_look_starts_nothing(clerk: Clerk, deck: Deck, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page.background, "start", lambda *_commands: pytest.fail("started"))
    clerk("view_deck").post(DECKS, {"action": "audit_again", "_selected_action": [deck.pk]})


def test_only_an_empty_deck_can_be_deleted(keeper: Client, deck: Deck) -> None:
    empty = Deck.objects.create(slug="empty", title="Empty")
    assert keeper.get(f"{DECKS}{deck.pk}/delete/").status_code == 403
    keeper.post(f"{DECKS}{empty.pk}/delete/", {"post": "yes"})
    assert [each.slug for each in Deck.objects.all()] == ["mine"]


def test_a_deck_to_which_imports_brought_nothing_goes_with_them(keeper: Client, deck: Deck) -> None:
    empty = Deck.objects.create(slug="empty", title="Empty")
    run = ImportRun.objects.create(deck=empty, source="nothing.zip")
    assert keeper.get(f"{DECKS}{empty.pk}/delete/").status_code == 403  # it may still bring something
    ImportRun.objects.update(state=ImportRun.State.FAILED)
    keeper.post(f"{DECKS}{empty.pk}/delete/", {"post": "yes"})
    assert not Deck.objects.filter(pk=empty.pk).exists()
    assert not ImportRun.objects.filter(pk=run.pk).exists()


def test_an_import_that_was_killed_does_not_keep_its_deck(keeper: Client, deck: Deck) -> None:
    empty = Deck.objects.create(slug="empty", title="Empty")
    ImportRun.objects.create(deck=empty, source="killed.zip")
    ImportRun.objects.update(started=timezone.now() - uploads.BEGINS - timedelta(seconds=1))
    assert keeper.get(f"{DECKS}{empty.pk}/delete/").status_code == 200
    assert ImportRun.objects.get().state == "broken_off"


def test_a_decks_name_stays(keeper: Client, deck: Deck) -> None:
    """Its files and its lock are called by it."""
    sent = {"title": "New", "slug": "new", "description": "", "ready": "on", "rank": "3", "grey": "on"}
    assert keeper.post(f"{DECKS}{deck.pk}/change/", sent).status_code == 302
    deck.refresh_from_db()
    assert (deck.title, deck.slug, deck.grey, deck.rank) == ("New", "mine", False, 3)


def test_as_many_questions_for_one_deck_as_for_ten(keeper: Client, deck: Deck) -> None:
    keeper.get(DECKS)
    with CaptureQueriesContext(connection) as few:
        keeper.get(DECKS)
    for number in range(9):
        ai(Deck.objects.create(slug=f"d{number}", title="D"), 1)
    with CaptureQueriesContext(connection) as many:
        keeper.get(DECKS)
    assert len(many) == len(few)


def test_a_deck_of_which_only_a_broken_off_import_has_left_something_can_be_deleted(keeper: Client, deck: Deck) -> None:
    left = Deck.objects.create(slug="left", title="Left")
    face(left, 80, staged=True)
    picture = Path(settings.MEDIA_ROOT, str(left.faces.get().picture))
    picture.parent.mkdir(parents=True, exist_ok=True)
    picture.write_bytes(b"half")
    assert keeper.get(f"{DECKS}{left.pk}/delete/").status_code == 200
    keeper.post(f"{DECKS}{left.pk}/delete/", {"post": "yes"})
    assert [each.slug for each in Deck.objects.all()] == ["mine"]
    assert not picture.exists()
    assert deck.faces.exists()


def test_a_deck_in_the_place_of_one_that_can_be_fetched_is_renamed(keeper: Client, deck: Deck) -> None:
    Deck.objects.filter(pk=deck.pk).update(slug="portraits")
    address, sent = f"{DECKS}{deck.pk}/change/", {"title": "Mine", "description": "", "ready": "on", "rank": "3"}
    refused = keeper.post(address, sent | {"slug": "starter"})
    assert "import into a deck of your own" in refused.content.decode()
    assert keeper.post(address, sent | {"slug": "our-portraits"}).status_code == 302
    deck.refresh_from_db()
    assert (deck.slug, deck.faces.exists()) == ("our-portraits", True)
    check_place(recipe("portraits"))
    assert keeper.post(address, sent | {"slug": "again"}).status_code == 302
    deck.refresh_from_db()
    assert deck.slug == "our-portraits", "elsewhere a name stays"
