"""Imports that end in the middle, by an error, a signal or a kill: nothing half stays, and the next run goes on."""

from pathlib import Path

import pytest
from django.conf import settings

from server.decks.intake import press
from server.decks.intake.picture import prepare
from server.decks.intake.shelf import Shelf
from server.decks.models import Face, ImportRun
from server.decks.selectors import decks, playable
from server.decks.services import deck_for
from tests.decks.intake.imports import BreakError, blotches, broken_off, files, item, run_into

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_media")]


@pytest.mark.usefixtures("one_by_one")
@pytest.mark.parametrize(("error", "state"), [(BreakError, "failed"), (KeyboardInterrupt, "broken_off")])
@pytest.mark.parametrize("batch", [1, 2, 200])
def test_broken_off_the_deck_is_as_it_was_and_the_next_run_goes_on(
    error: type[BaseException], state: str, batch: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.decks.intake.shelf.BATCH", batch)
    run_into("box", item(1), item(2, "ai"))
    before = {face.id for face in playable("box")}
    new = [item(3), item(4, "ai"), item(5)]
    broken_off(new, error)
    assert {face.id for face in playable("box")} == before
    assert ImportRun.objects.first().state == state
    staged = set(Face.objects.filter(staged=True).values_list("id", flat=True))
    assert len(staged) == 3

    prepared: list[bytes] = []
    monkeypatch.setattr(press, "prepare", lambda data, side, grey: prepared.append(data) or prepare(data, side, grey))
    copy = item(7, data=blotches(3, suffix="BMP"))
    tally = run_into("box", *new, item(6, "ai"), copy)
    assert (tally.added, tally.truths["real"], tally.truths["ai"], tally.duplicates) == (4, 2, 2, 1)
    assert prepared == [blotches(6), copy.data]  # what was ready is not prepared again
    assert staged < set(Face.objects.filter(deck__slug="box", staged=False).values_list("id", flat=True))
    assert not Face.objects.filter(staged=True).exists()
    assert len(files()) == 6


@pytest.mark.usefixtures("one_by_one")
def test_told_otherwise_the_next_run_begins_anew() -> None:
    broken_off([item(1, "ai"), item(2, "ai")], truth="ai")
    assert Face.objects.filter(staged=True, truth="ai").count() == 2
    tally = run_into("box", item(1), item(3, "ai"))
    assert (tally.added, tally.truths["real"], tally.truths["ai"]) == (2, 1, 1)
    assert sorted(Face.objects.values_list("truth", "staged")) == [("ai", False), ("real", False)]
    assert len(files()) == 2


@pytest.mark.usefixtures("one_by_one")
def test_what_was_left_staged_is_in_nobodys_way() -> None:
    broken_off([item(1)], truth="real")
    tally = run_into("box", item(4, "real", blotches(1, suffix="BMP")), item(5, "ai"))
    assert (tally.added, tally.duplicates, tally.near_duplicates) == (2, 0, 0)
    assert Face.objects.filter(staged=False).count() == 2


def test_what_a_failed_import_leaves_of_a_new_deck_is_in_nobodys_way() -> None:
    broken_off([])
    run = ImportRun.objects.get()
    assert (run.state, run.error, run.deck.ready) == ("failed", "BreakError", False)
    assert decks() == []
    assert deck_for("box", grey=True) == run.deck
    run_into("box", item(5, data=blotches(5, grey=True)))
    assert Face.objects.count() == 1


def kept_on_disk(path: Path) -> bool:
    return Face.objects.filter(picture=path.relative_to(settings.MEDIA_ROOT), staged=True).exists()


def test_no_file_is_there_that_no_row_tells_of(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whenever it ends, be it by SIGKILL: the rows are there before the first byte of their files."""
    written: list[Path] = []
    write = Path.write_bytes

    def watched(path: Path, data: bytes) -> int:
        assert kept_on_disk(path)
        written.append(path)
        return write(path, data)

    monkeypatch.setattr(Path, "write_bytes", watched)
    run_into("box", item(1), item(2, "ai"))
    assert sorted(path.name for path in written) == files()


class KilledError(BaseException):
    """As if the process had been killed."""


@pytest.mark.parametrize("half", [None, 100])
def test_killed_while_it_writes_it_is_done_again(half: int | None, monkeypatch: pytest.MonkeyPatch) -> None:
    write = Path.write_bytes

    def killed(path: Path, data: bytes) -> int:
        if half:
            write(path, data[:half])
        raise KilledError

    new = [item(1), item(2, "ai")]
    with monkeypatch.context() as patched:
        patched.setattr(Path, "write_bytes", killed)
        patched.setattr(Shelf, "end", lambda *_: None)
        with pytest.raises(KilledError):
            run_into("box", *new)
    assert Face.objects.filter(staged=True).count() == 2
    assert len(files()) == (1 if half else 0)
    tally = run_into("box", *new)
    assert (tally.added, tally.duplicates) == (2, 0)
    for face in Face.objects.filter(staged=False):
        assert Path(settings.MEDIA_ROOT, face.picture.name).stat().st_size == face.size
    assert len(files()) == 2
