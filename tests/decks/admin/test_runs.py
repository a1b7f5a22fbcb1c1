"""Imports in the admin: the list, a page that keeps itself up to date, and uploads that become faces."""

import io
import os
import re
import signal
import zipfile
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from PIL import Image

from server.decks import intake
from server.decks.admin import reasons, upload_form, uploads
from server.decks.intake.deck_lock import DeckLock
from server.decks.models import Deck, Face, ImportRun
from tests.decks.admin.conftest import Clerk, face

RUNS = "/admin/decks/importrun/"
Started = list[list[str]]


def picture(seed: int) -> bytes:
    small = np.random.default_rng(seed).integers(0, 256, (8, 8, 3), np.uint8)
    file = io.BytesIO()
    Image.fromarray(small).resize((160, 160), Image.Resampling.BICUBIC).save(file, "PNG")
    return file.getvalue()


def archive(each: int = 2) -> SimpleUploadedFile:
    """A zip of real and fake pictures."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as box:
        for number in range(each):
            box.writestr(f"train/real/{number}.png", picture(number))
            box.writestr(f"train/fake/{number}.png", picture(100 + number))
    return SimpleUploadedFile("my faces.zip", file.getvalue())


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder for this test."""
    monkeypatch.setattr(settings, "DATA", tmp_path)
    return tmp_path


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> Started:
    """Take note of what would run in the background."""
    started: Started = []
    monkeypatch.setattr(uploads.background, "start", lambda *commands: started.extend(list(one) for one in commands))
    return started


def kept(data: Path) -> list[Path]:
    return [path for path in data.glob("uploads/**/*") if path.is_file()]


def run_now(command: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Do here what the background would do."""
    monkeypatch.setattr(os, "nice", lambda _by: 0)
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    call_command(*command)


def test_an_upload_becomes_faces(keeper: Client, data: Path, started: Started, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = keeper.post(f"{RUNS}add/", {"new_deck": "mine-too", "file": archive()})
    run = ImportRun.objects.get()
    assert answer.headers["Location"] == f"{RUNS}{run.pk}/change/"
    assert (run.deck.slug, run.source, run.state) == ("mine-too", "my faces.zip", "running")
    assert run.by == User.objects.get()
    [command] = started
    [path] = kept(data)
    assert command[:3] == ["import_upload", str(run.pk), str(path)]
    assert 'data-run="running"' in keeper.get(f"{RUNS}{run.pk}/change/").content.decode()

    run_now(command, monkeypatch)
    run.refresh_from_db()
    assert (run.state, run.tally["real"], run.tally["ai"], run.layout) == ("done", 2, 2, "imagefolder")
    assert Face.objects.filter(deck=run.deck, staged=False).count() == 4
    assert not list(data.glob("uploads/*"))
    text = keeper.get(f"{RUNS}{run.pk}/change/").content.decode()
    assert 'data-run="done"' in text
    assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)|\sstyle=", text)


def test_what_is_chosen_is_passed_on(keeper: Client, deck: Deck, started: Started) -> None:
    chosen = {"deck": deck.pk, "file": archive(), "preset": "imagefolder", "truth": "real", "only_free": "on"}
    keeper.post(f"{RUNS}add/", chosen)
    assert started[0][3:] == ["--preset=imagefolder", "--truth=real", "--only-free"]


def test_what_is_no_archive_fails_with_its_code(
    keeper: Client, data: Path, started: Started, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeper.post(f"{RUNS}add/", {"new_deck": "mine-too", "file": SimpleUploadedFile("x.zip", b"no archive")})
    run_now(started[0], monkeypatch)
    run = ImportRun.objects.get()
    assert (run.state, run.error.partition(":")[0]) == ("failed", "unknown_format")
    assert run.finished is not None
    assert not kept(data)
    text = keeper.get(f"{RUNS}{run.pk}/change/").content.decode()
    assert '<small class="quiet">unknown_format</small>' in text
    assert "unknown_format:" not in text
    assert keeper.post(f"/admin/decks/deck/{run.deck_id}/delete/", {"post": "yes"}).status_code == 302
    assert not Deck.objects.filter(pk=run.deck_id).exists()


@pytest.mark.parametrize(
    ("error", "words", "code"),
    [
        ("not_kept: No space left", "kept on the server: No space left", "not_kept"),
        ("KeyboardInterrupt", "told to stop", "KeyboardInterrupt"),
        ("MemoryError", "nobody had foreseen", "MemoryError"),
        ("bomb: Too <b>small</b>: 90 %s", "Too &lt;b&gt;small&lt;/b&gt;: 90 %s", "bomb"),
    ],
)
def test_a_failure_is_told_in_words(keeper: Client, deck: Deck, error: str, words: str, code: str) -> None:
    run = ImportRun.objects.create(deck=deck, source="a.zip", state="failed", error=error)
    text = keeper.get(f"{RUNS}{run.pk}/change/").content.decode()
    assert f"{words}" in text
    assert f'<small class="quiet">{code}</small>' in text


def test_a_run_of_which_there_is_nothing_to_tell_has_no_empty_lines(keeper: Client, deck: Deck) -> None:
    run = ImportRun.objects.create(deck=deck, source="a.zip", state="done", finished=timezone.now())
    text = keeper.get(f"{RUNS}{run.pk}/change/").content.decode()
    assert "field-finished" in text
    for name in ("failure", "counts", "why", "by", "layout", "report"):
        assert f"field-{name}" not in text


def test_what_breaks_fails_the_run_and_removes_the_file(
    keeper: Client, data: Path, started: Started, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeper.post(f"{RUNS}add/", {"new_deck": "mine-too", "file": archive()})

    def broken(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr("server.decks.management.commands.import_upload.call_command", broken)
    with pytest.raises(MemoryError):
        run_now(started[0], monkeypatch)
    run = ImportRun.objects.get()
    assert (run.state, run.error) == ("failed", "MemoryError")
    assert not kept(data)


@pytest.mark.parametrize(
    ("chosen", "field", "code"),
    [
        ({}, "new_deck", "one_deck"),
        ({"new_deck": "other", "deck": "mine"}, "new_deck", "one_deck"),
        ({"new_deck": "Not a name"}, "new_deck", "bad_deck_name"),
        ({"new_deck": "starter"}, "new_deck", "built_deck"),
    ],
)
def test_bad_decks_are_refused(
    keeper: Client, deck: Deck, data: Path, started: Started, chosen: dict[str, str], field: str, code: str
) -> None:
    sent = chosen | ({"deck": str(deck.pk)} if "deck" in chosen else {})
    answer = keeper.post(f"{RUNS}add/", sent | {"file": archive()})
    assert answer.context["form"].errors.as_data()[field][0].code == code
    assert not ImportRun.objects.exists()
    assert not started
    assert not kept(data)


def test_sizes_are_bounded(keeper: Client, started: Started, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upload_form, "LARGEST", 100)
    answer = keeper.post(f"{RUNS}add/", {"new_deck": "other", "file": archive()})
    assert answer.context["form"].errors.as_data()["file"][0].code == "too_large"
    assert not started


@pytest.mark.parametrize("name", ["../../x.zip", ".zip", "a/b.zip", "\u202e.zip", "-x.zip", "x" * 150 + ".zip"])
def test_names_of_files_lead_nowhere(keeper: Client, data: Path, started: Started, name: str) -> None:
    file = archive()
    file.name = name
    uploads.begin(ImportRun.objects.create(deck=Deck.objects.all()[0]), file)
    [path] = kept(data)
    assert path.parent.parent == data / "uploads"
    assert not path.name.startswith((".", "-"))
    assert len(path.name) <= 100


def test_what_killed_imports_have_left_is_swept(keeper: Client, deck: Deck, data: Path, started: Started) -> None:
    uploads.begin(ImportRun.objects.create(deck=deck), archive())
    [old] = kept(data)
    ImportRun.objects.update(state="broken_off")
    uploads.begin(ImportRun.objects.create(deck=deck), archive())
    assert old not in kept(data)
    assert len(kept(data)) == 1


def test_a_run_that_was_killed_is_broken_off_for_whoever_looks(keeper: Client, deck: Deck) -> None:
    dead, alive, young = (ImportRun.objects.create(deck=deck, source=name) for name in ("dead", "alive", "young"))
    other = Deck.objects.create(slug="other", title="Other")
    ImportRun.objects.filter(pk=alive.pk).update(deck=other)
    ImportRun.objects.exclude(pk=young.pk).update(started=timezone.now() - uploads.BEGINS - timedelta(seconds=1))
    with DeckLock(other.slug):  # its process lives
        assert "→ Mine" in keeper.get(f"{RUNS}{dead.pk}/change/").content.decode()
    states = dict(ImportRun.objects.values_list("source", "state"))
    assert states == {"dead": "broken_off", "alive": "running", "young": "running"}


def test_every_reason_of_the_importer_has_words() -> None:
    text = "".join(path.read_text() for path in Path(intake.__file__).parent.rglob("*.py"))
    codes = set(re.findall(r'(?:Skip|Unfit|Refused)\((?:entry\.name, )?"(\w+)"', text))
    assert len(codes) > 8
    assert codes <= reasons.REASONS.keys()


def test_a_finished_run_tells_its_counts_and_log(keeper: Client, deck: Deck) -> None:
    tally = {"seen": 9, "added": 5, "skipped": {"too_small": 4}}
    run = ImportRun.objects.create(
        deck=deck, source="a.zip", state="done", finished=timezone.now(), tally=tally, log="too_small: <b>.jpg"
    )
    text = keeper.get(f"{RUNS}{run.pk}/change/").content.decode()
    for words in (
        "<dt>added</dt><dd>5</dd>",
        '<dt>refused: too small <small class="quiet">too_small</small></dt><dd>4</dd>',
    ):
        assert words in text
    assert "too_small: &lt;b&gt;.jpg" in text
    assert '<td class="field-added">5</td>' in keeper.get(RUNS).content.decode()
    assert keeper.post(f"{RUNS}{run.pk}/change/", {"source": "b.zip"}).status_code == 403
    brought = face(deck, 90, run=run)
    assert keeper.post(f"{RUNS}{run.pk}/delete/", {"post": "yes"}).status_code == 403
    brought.delete()
    assert keeper.post(f"{RUNS}{run.pk}/delete/", {"post": "yes"}).status_code == 302  # of nothing, nothing is lost


def test_uploads_are_for_who_may_add_imports(clerk: Clerk, deck: Deck, started: Started) -> None:
    looker = clerk("view_importrun", "change_deck", "change_importrun")
    assert looker.get(RUNS).status_code == 200
    assert looker.get(f"{RUNS}add/").status_code == 403
    assert looker.post(f"{RUNS}add/", {"new_deck": "other", "file": archive()}).status_code == 403
    adder = clerk("add_importrun", "view_importrun")
    assert adder.get(f"{RUNS}add/").status_code == 200
    assert adder.post(f"{RUNS}add/", {"new_deck": "other", "file": archive()}).status_code == 302
    assert len(started) == 1
