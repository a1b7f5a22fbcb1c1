"""Building once, again, broken off, and twice at once."""

import dataclasses
import hashlib
import threading
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from server.decks import selectors
from server.decks.models import Deck, Face
from server.decks.retiring import bring_back, retire
from server.decks.starter import build
from server.decks.starter.portraits import Portrait
from server.decks.starter.wheels import StarterDeckError
from tests.decks.starter import silent

Portraits = tuple[Portrait, ...]


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, starter_media: Portraits) -> list[str]:
    """A build with a data folder of its own that takes ready pictures; the list says when it really builds."""
    built: list[str] = []

    def portraits(*_: object) -> Portraits:
        built.append("pictures")
        return starter_media

    monkeypatch.setattr(settings, "DATA", tmp_path)
    monkeypatch.setattr(settings, "MEDIA_ROOT", tmp_path / "media")
    monkeypatch.setattr(build, "fetch", lambda *_: {})
    monkeypatch.setattr(build, "portraits", portraits)
    return built


def state() -> list[tuple[str, str, int]]:
    """All rows and files, in a form to compare."""
    files = {
        path.relative_to(settings.MEDIA_ROOT): path.stat().st_mtime_ns for path in settings.MEDIA_ROOT.rglob("*.jpg")
    }
    return [(face.id, face.sha256, files[Path(face.picture.name)]) for face in Face.objects.order_by("id")]


@pytest.mark.django_db
def test_building_again_changes_nothing_and_is_quick(quick: list[str]) -> None:
    build.ensure_starter_deck(silent)
    before = state()
    build.ensure_starter_deck(silent)
    assert quick == ["pictures"]
    assert state() == before
    Deck.objects.update(edition="older")
    build.ensure_starter_deck(silent)
    assert quick == ["pictures"] * 2
    assert state() == before
    assert not Face.objects.filter(retired=True).exists()


@pytest.mark.django_db
def test_a_built_deck_is_audited_once(quick: list[str]) -> None:
    build.ensure_starter_deck(silent)
    before = dict(Deck.objects.values_list("slug", "audited"))
    assert None not in before.values()
    assert all(deck.audit["looks"] for deck in Deck.objects.all())
    build.ensure_starter_deck(silent)
    assert dict(Deck.objects.values_list("slug", "audited")) == before
    Deck.objects.filter(slug="starter").update(audited=None)  # as decks are that were built before there was an audit
    build.ensure_starter_deck(silent)
    assert Deck.objects.get(slug="starter").audited
    assert quick == ["pictures"]


@pytest.mark.django_db
def test_what_was_found_out_about_other_pictures_is_forgotten(starter_deck: Deck, starter_media: Portraits) -> None:
    Deck.objects.update(edition="older", audited=timezone.now(), leak=0.9, audit={"looks": {}})
    build.keep(starter_media, settings.MEDIA_ROOT)
    starter_deck.refresh_from_db()
    assert (starter_deck.audited, starter_deck.leak, starter_deck.audit) == (None, None, {})


@pytest.mark.django_db
def test_a_build_that_breaks_off_leaves_no_deck_and_the_next_goes_on(
    quick: list[str], monkeypatch: pytest.MonkeyPatch, starter_media: Portraits
) -> None:
    def broken(*_: object) -> object:
        yield from starter_media[:100]
        raise KeyboardInterrupt

    monkeypatch.setattr(build, "portraits", broken)
    with pytest.raises(KeyboardInterrupt):
        build.ensure_starter_deck(silent)
    assert selectors.decks() == []
    assert not build.is_complete()
    monkeypatch.setattr(build, "portraits", lambda *_: starter_media)
    build.ensure_starter_deck(silent)
    assert [deck.slug for deck in selectors.decks()] == ["starter", "starter-easy"]
    assert build.is_complete()


@pytest.mark.django_db
def test_lost_pictures_come_back(quick: list[str]) -> None:
    build.ensure_starter_deck(silent)
    rows = Face.objects.count()
    face = Face.objects.order_by("id")[7]
    (settings.MEDIA_ROOT / face.picture.name).unlink()
    build.ensure_starter_deck(silent)
    assert selectors.picture(face.id).startswith(b"\xff\xd8")
    assert Face.objects.count() == rows


@pytest.mark.django_db
def test_what_the_owner_chose_is_kept(quick: list[str]) -> None:
    build.ensure_starter_deck(silent)
    face = Face.objects.order_by("id")[0]
    Face.objects.filter(id=face.id).update(retired=True)
    Deck.objects.filter(slug="starter").update(ready=False)
    build.ensure_starter_deck(silent)
    assert Face.objects.get(id=face.id).retired
    assert not Deck.objects.get(slug="starter").ready


@pytest.mark.django_db
def test_faces_that_a_newer_edition_drops_are_retired_not_deleted(quick: list[str], starter_media: Portraits) -> None:
    build.keep(starter_media, settings.MEDIA_ROOT)
    Deck.objects.update(edition="older")
    build.keep(starter_media[1:], settings.MEDIA_ROOT)
    assert Face.objects.filter(retired=True).get().sha256 == starter_media[0].sha256
    Deck.objects.update(edition="newer")  # and back
    build.keep(starter_media, settings.MEDIA_ROOT)
    assert not Face.objects.filter(retired=True).exists()


@pytest.mark.django_db
def test_what_staff_has_retired_no_edition_brings_back(quick: list[str], starter_media: Portraits) -> None:
    """Neither the face itself, nor one that is made anew of the same original."""
    gone, again, *others = starter_media
    build.keep([gone, again], settings.MEDIA_ROOT)
    retire(Face.objects.filter(original=again.origin))
    data = again.data + b"\0"
    anew = dataclasses.replace(again, data=data, sha256=hashlib.sha256(data).hexdigest())
    for number, edition in enumerate([others[:1], [gone, again], [gone, anew], [gone, again]]):
        Deck.objects.update(edition=f"{number}")
        build.keep(edition, settings.MEDIA_ROOT)
        assert not Face.objects.filter(original=again.origin, retired=False).exists()
        assert Face.objects.get(original=gone.origin).retired == (gone not in edition)
    bring_back(Face.objects.filter(original=gone.origin))
    retire(Face.objects.filter(original=others[0].origin))  # that an edition had dropped: now staff has retired it
    Deck.objects.update(edition="5")
    build.keep([gone, others[0]], settings.MEDIA_ROOT)
    assert set(Face.objects.filter(retired=False).values_list("original", flat=True)) == {gone.origin}


@pytest.mark.django_db(transaction=True)
def test_two_at_once_take_turns(quick: list[str]) -> None:
    gate, failed = threading.Barrier(2), []

    def one() -> None:
        try:
            gate.wait(10)
            build.ensure_starter_deck(silent)
        except BaseException as error:  # noqa: BLE001
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failed == []
    assert quick == ["pictures"]
    assert Deck.objects.count() == 2
    assert [path.name for path in (settings.DATA / "locks").iterdir()] == ["build-starter"]


@pytest.mark.django_db
def test_the_command(quick: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(CommandError, match="not complete"):
        call_command("build_starter_deck", "--check")
    call_command("build_starter_deck")
    call_command("build_starter_deck", "--check")
    assert capsys.readouterr().out == "The starter deck is complete.\n" * 2

    def refuse(*_: object) -> None:
        raise StarterDeckError("no network")

    Deck.objects.update(edition="older")
    monkeypatch.setattr(build, "fetch", refuse)
    with pytest.raises(CommandError, match="no network"):
        call_command("build_starter_deck")


@pytest.mark.django_db
def test_a_folder_that_cannot_be_written_is_one_sentence(quick: list[str], tmp_path: Path) -> None:
    (tmp_path / "media").write_text("in the way")
    with pytest.raises(StarterDeckError, match="cannot be written"):
        build.ensure_starter_deck(silent)
