"""`import_faces`, as it is typed: folders and archives, what it says, what it refuses."""

import json
import tarfile
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from server.decks.models import Deck, Face, ImportRun
from server.decks.selectors import decks
from server.decks.services import deck_for, new_run
from tests.decks.intake.imports import blotches

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_media(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An ImageFolder of two real and two AI pictures, one of which is broken, and a note."""
    root = tmp_path / "faces"
    for number, name in enumerate(("real/1", "real/2", "fake/1", "fake/2")):
        path = root / "train" / f"{name}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(blotches(60 + number) if name != "fake/2" else b"nothing")
    (root / "README.md").write_text("hello")
    return root


def run(capsys: pytest.CaptureFixture[str], *words: object) -> dict[str, Any]:
    capsys.readouterr()
    call_command("import_faces", *map(str, words), "--workers=0", "--json")
    out, err = capsys.readouterr()
    assert err == ""
    assert out.count("\n") == 1
    return dict(json.loads(out))


def refusal(capsys: pytest.CaptureFixture[str], *words: object) -> str:
    capsys.readouterr()
    with pytest.raises(SystemExit) as ended:
        call_command("import_faces", *map(str, words), "--workers=0", "--json")
    assert ended.value.code == 1
    return str(json.loads(capsys.readouterr().out)["error"])


def zipped(folder: Path) -> Path:
    path = folder.with_suffix(".zip")
    with zipfile.ZipFile(path, "w") as archive:
        for file in sorted(folder.rglob("*.*")):
            archive.write(file, file.relative_to(folder.parent))
    return path


def tarred(folder: Path, suffix: str) -> Path:
    path = folder.with_name(f"faces{suffix}")
    with tarfile.open(path, "w:gz" if suffix.endswith("gz") else "w") as archive:
        archive.add(folder, folder.name)
    return path


def test_a_folder_and_every_archive_of_it_are_the_same(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first = run(capsys, folder, "--deck", "box")
    assert set(first) == {
        *("layout", "seen", "added", "real", "ai", "edited", "centred"),
        *("duplicates", "near_duplicates", "skipped", "seconds"),
    }
    assert (first["layout"], first["seen"], first["added"], first["real"], first["ai"]) == ("imagefolder", 4, 3, 2, 1)
    assert first["skipped"] == {"not_a_picture": 1}
    for path in (zipped(folder), tarred(folder, ".tar"), tarred(folder, ".tar.gz")):
        again = run(capsys, path, "--deck", "box")
        assert (again["layout"], again["added"], again["duplicates"]) == ("imagefolder", 0, 3), path
    assert Face.objects.count() == 3
    assert [str(run.source) for run in ImportRun.objects.order_by("pk")] == [
        "faces",
        "faces.zip",
        "faces.tar",
        "faces.tar.gz",
    ]


def test_to_people_it_says_what_it_took_and_why(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("import_faces", str(folder), "--deck=box", "--workers=0")
    out = capsys.readouterr().out
    assert out.startswith("imagefolder: ")
    assert "3 added of 4: 2 real, 1 AI, 0 edited" in out
    assert "not_a_picture: 1" in out


def test_a_dry_run_keeps_nothing(folder: Path, own_media: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = run(capsys, folder, "--deck", "box", "--dry-run")
    assert (told["added"], told["skipped"]) == (3, {"not_a_picture": 1})
    assert not Deck.objects.exists()
    assert not ImportRun.objects.exists()
    assert not own_media.exists()


def test_a_limit_counts_pictures_that_are_read(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = run(capsys, folder, "--deck", "box", "--limit", 2)
    assert (told["seen"], told["added"] + told["skipped"].get("not_a_picture", 0)) == (2, 2)


def test_a_truth_that_is_asked_for_is_the_only_one_that_comes(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = run(capsys, folder, "--deck", "box", "--truth", "real")
    assert (told["real"], told["ai"], told["skipped"]) == (2, 0, {"other_truth": 2})


def test_only_free_leaves_out_what_is_not(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "labels.csv").write_text(
        "file,label,licence\n"
        "train/real/1.png,real,CC BY-NC 4.0\ntrain/real/2.png,real,CC0 1.0\ntrain/fake/1.png,ai,MIT\n"
    )
    told = run(capsys, folder, "--deck", "box", "--only-free")
    assert told["layout"] == "manifest"
    assert (told["added"], told["skipped"]["non_commercial"]) == (2, 1)
    assert not Face.objects.filter(non_commercial=True).exists()


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["missing", "--deck=box"], "not_found"),
        (["faces", "--deck=Not a name"], "bad_deck_name"),
        (["faces", "--deck=starter"], "built_deck"),
        (["faces", "--deck=box", "--side=63"], "bad_side"),
        (["faces", "--deck=box", "--side=513"], "bad_side"),
        (["faces/README.md", "--deck=box"], "unknown_format"),
        (["empty", "--deck=box"], "unknown_layout"),
    ],
)
def test_what_cannot_be_imported_is_refused_and_leaves_nothing(
    words: list[str], code: str, folder: Path, own_media: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder.parent / "empty").mkdir()
    assert refusal(capsys, folder.parent / words[0], *words[1:]) == code
    assert not Deck.objects.exists()
    assert not own_media.exists()


def test_what_brings_nothing_leaves_its_report_and_a_deck_that_nobody_plays(
    folder: Path, own_media: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for path in folder.rglob("*.png"):
        path.write_bytes(b"nothing")
    assert run(capsys, folder, "--deck", "box")["added"] == 0
    assert "not_a_picture: " in ImportRun.objects.get(deck__slug="box").log
    assert decks() == []
    assert not own_media.exists()


def test_a_hostile_archive_is_refused_before_anything_is_kept(
    tmp_path: Path, own_media: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "bad.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("train/real/1.png", blotches(1))
        archive.writestr("train/fake/../../../../evil.png", blotches(2))
    assert refusal(capsys, path, "--deck", "box") == "unsafe_name"
    assert not Face.objects.exists()
    assert not own_media.exists()
    with pytest.raises(CommandError, match=r"\(unsafe_name\)"):
        call_command("import_faces", str(path), "--deck=box")


def test_a_run_that_the_staff_has_entered_is_filled_in(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    entered = new_run(deck_for("box"), "upload.zip", "", "")
    run(capsys, folder, "--deck", "box", "--run", entered.pk)
    entered.refresh_from_db()
    assert (entered.state, entered.layout, entered.tally["added"]) == ("done", "imagefolder", 3)
    assert ImportRun.objects.count() == 1
    failing = new_run(deck_for("box"), "upload.zip", "", "")
    assert refusal(capsys, folder.parent / "gone.zip", "--deck", "box", "--run", failing.pk) == "not_found"
    failing.refresh_from_db()
    assert failing.state == "failed"
    assert failing.error.startswith("not_found: ")


def test_one_damaged_file_is_counted_and_the_rest_comes(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = folder.with_suffix(".zip")
    good, bad = blotches(70), blotches(71)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("real/1.png", good)
        archive.writestr("real/2.png", bad)
    path.write_bytes(path.read_bytes().replace(bad, bad[:-20] + bytes(20)))
    told = run(capsys, path, "--deck", "box")
    assert (told["seen"], told["added"], told["skipped"]) == (2, 1, {"unreadable": 1})


def test_what_a_folder_has_besides_plain_files_is_counted(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "train" / "real" / "9.png").symlink_to(tmp_path / "nowhere.png")
    (folder / "train" / "real" / "two\nlines.png").write_bytes(blotches(70))
    told = run(capsys, folder, "--deck", "mine")
    assert told["skipped"] == {"link": 1, "not_a_picture": 1, "unsafe_name": 1}
    assert (told["seen"], told["added"]) == (6, 3)
    log = ImportRun.objects.get().log.splitlines()
    assert "unsafe_name: train/real/two\ufffdlines.png" in log
    assert "link: train/real/9.png" in log
