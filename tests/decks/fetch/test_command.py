"""`fetch_deck`: from a repository to a deck that new rooms play, and nothing at all where that cannot be done."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from server.audits.server_process import end, free_port, surroundings
from server.decks import selectors
from server.decks.fetch import catalogue
from server.decks.fetch.recipe import Recipe
from server.decks.models import Deck, Face, ImportRun
from tests.decks.fetch.mirror import RAW, Answer, Mirror, picture, write_recipe
from tests.servers import ROOT, copy_prepared

pytestmark = pytest.mark.django_db(transaction=True)


def fetch(*arguments: str, name: str = "test-faces") -> list[dict[str, object]]:
    """Return what it says, line by line."""
    out = StringIO()
    call_command("fetch_deck", name, "--json", "--workers", "0", *arguments, stdout=out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def refused(capsys: pytest.CaptureFixture[str]) -> dict[str, str]:
    out = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("fetch_deck", "test-faces", "--json", "--workers", "0", stdout=out)
    assert ended.value.code == 1
    told: dict[str, str] = json.loads(out.getvalue().splitlines()[-1])
    return told


def nothing(data: Path) -> bool:
    rows = Deck.objects.exists() or ImportRun.objects.exists() or Face.objects.exists()
    return not (rows or (data / "fetched").exists() or (data.parent / "media").exists())


def test_a_deck_with_all_its_papers(github: Mirror, recipe: Recipe, data: Path) -> None:
    begun, told = fetch()
    assert begun["begun"] == "test-faces"
    assert (told["deck"], told["added"], told["real"], told["ai"]) == ("test-faces", 12, 6, 6)
    deck = Deck.objects.get()
    assert (deck.ready, deck.rank, deck.title, deck.edition) == (True, 10, "Test faces", recipe.edition)
    assert selectors.default_deck() == deck
    face = Face.objects.get(original="people/real/001_08.jpg")
    assert (face.truth, face.kind, face.generator, face.age, face.gender, face.race) == (
        "real", "photo", "", 24, "female", "white",
    )  # fmt: skip
    assert (face.source, face.licence, face.credit, face.non_commercial) == (
        "github.com/somebody/faces", "CC BY 4.0", "Somebody (2017)", False,
    )  # fmt: skip
    assert face.groups == Face.objects.get(original="people/real/001_03.jpg").groups == ["people/001"]
    unknown = Face.objects.get(original="people/real/002_03.jpg")
    assert (unknown.age, unknown.gender, unknown.groups) == (None, "male", ["people/002"])
    absent = Face.objects.get(original="people/real/003_03.jpg")  # not in the table
    assert (absent.age, absent.gender, absent.groups) == (None, "", ["people/003"])
    made = Face.objects.get(original="made/ai/female/0.jpg")
    assert (made.truth, made.kind, made.generator, made.gender, made.non_commercial, made.groups) == (
        "ai", "diffusion", "A model", "female", True, [],
    )  # fmt: skip
    run = ImportRun.objects.get()
    assert (run.state, run.layout, run.source) == ("done", "recipe", "test-faces")


def test_what_is_here_is_not_fetched_again(github: Mirror, recipe: Recipe) -> None:
    fetch()
    github.asked.clear()
    assert fetch() == [{"deck": "test-faces", "added": 0}]
    assert not github.asked
    assert ImportRun.objects.count() == 1


def test_another_edition_brings_what_is_new(github: Mirror, recipe: Recipe, data: Path) -> None:
    fetch()
    Deck.objects.update(rank=3, title="My name for it")
    github.files["ai/male/3.jpg"] = picture(777)
    changed = (
        write_recipe(data)
        .read_text()
        .replace('pictures = 6\nmegabytes = 1\ntruth = "ai"', 'pictures = 7\nmegabytes = 1\ntruth = "ai"')
    )
    write_recipe(data, text=changed.replace("ai/(?P", "(?:ai)/(?P"))
    assert [line.get("added") for line in fetch()] == [None, 1]
    deck = Deck.objects.get()
    assert (deck.faces.count(), deck.rank, deck.title) == (13, 3, "My name for it")


def test_without_a_network_nothing_is_left(
    recipe: Recipe, data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("UNCANNY_RAW", "UNCANNY_API"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{free_port()}")
    assert refused(capsys)["error"] == "offline"
    assert nothing(data)
    with pytest.raises(CommandError, match=r"connected to the internet.*offline") as told:
        call_command("fetch_deck", "test-faces")
    assert "\n" not in str(told.value)


def test_what_was_fetched_stays_and_no_deck_is_begun(
    github: Mirror, recipe: Recipe, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    github.odd[RAW + "real/003_08.jpg"] = lambda _number: Answer(b"no", 404)
    assert refused(capsys)["error"] == "not_found"
    assert (Deck.objects.count(), ImportRun.objects.count()) == (0, 0)
    assert len(list((data / "fetched" / "test-faces").iterdir())) > 2  # the listings, and files
    github.odd.clear()
    assert fetch()[-1]["added"] == 12


def test_a_deck_of_ones_own_is_left_alone(
    github: Mirror, recipe: Recipe, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Deck.objects.create(slug="mine")
    fetch()
    Deck.objects.filter(slug="test-faces").update(edition="")
    ImportRun.objects.update(layout="folder")
    github.asked.clear()
    assert refused(capsys)["error"] == "deck_taken"
    assert not github.asked


def test_an_import_that_fails_leaves_its_report_and_a_deck_that_nobody_plays(
    github: Mirror, recipe: Recipe, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    github.files["info.csv"] = b"other,columns\n1,2\n"
    told = refused(capsys)
    assert told["error"] == "bad_table"
    assert "face_age, face_eth, face_gender, face_id" in told["message"]
    run = ImportRun.objects.get()
    assert (run.state, run.error.partition(":")[0]) == ("failed", "bad_table")
    assert (run.deck.ready, selectors.decks()) == (False, [])
    assert not Face.objects.exists()


def test_an_empty_deck_of_its_name_is_in_nobodys_way(
    github: Mirror, recipe: Recipe, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Deck.objects.create(slug=recipe.slug)
    call_command("fetch_deck", recipe.slug, "--json", "--workers=0")
    deck = Deck.objects.get()
    assert (deck.title, deck.rank, deck.ready) == (recipe.title.en, recipe.rank, True)


def test_an_unknown_name_and_none(recipe: Recipe) -> None:
    with pytest.raises(CommandError, match=r"no recipe nothing.*unknown_recipe"):
        call_command("fetch_deck", "nothing")
    with pytest.raises(CommandError, match="--list"):
        call_command("fetch_deck")


def test_the_catalogue(github: Mirror, recipe: Recipe) -> None:
    out = StringIO()
    call_command("fetch_deck", "--list", stdout=out)
    said = out.getvalue()
    assert "portraits" in said
    assert "Test faces: 12 pictures, about 2 MB; CC BY 4.0, CC BY-NC 4.0; not installed" in said
    assert "non-commercial use only" in said
    assert "https://creativecommons.org/licenses/by-nc/4.0/" in said
    assert "Somebody (2017)" in said
    fetch()
    out = StringIO()
    call_command("fetch_deck", "--list", "--json", stdout=out)
    told = {each["name"]: each for each in map(json.loads, out.getvalue().splitlines())}
    assert set(told) == {"portraits", "test-faces"}
    assert told["test-faces"]["installed"] is True
    assert told["portraits"]["installed"] is False
    assert (told["portraits"]["pictures"], told["portraits"]["licences"]) == (
        600,
        ["CC BY 4.0", "CC0 1.0", "Public domain"],
    )


def test_the_terminal_speaks_chinese(recipe: Recipe, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    out = StringIO()
    call_command("fetch_deck", "--list", stdout=out)
    assert "测试人像" in out.getvalue()


def test_a_maintainer_is_told_what_to_pin(github: Mirror, recipe: Recipe, data: Path) -> None:
    out = StringIO()
    call_command("fetch_deck", "test-faces", "--pin", stdout=out)
    digests = [line for line in out.getvalue().splitlines() if line.startswith("listing_sha256")]
    assert len(digests) == 2
    text = write_recipe(data).read_text()
    for source, digest in zip(("people", "made"), digests, strict=True):
        text = text.replace(f'name = "{source}"', f'name = "{source}"\n{digest}')
    write_recipe(data, text=text)
    assert all(source.listing_sha256 for source in catalogue.recipe("test-faces").sources)
    assert fetch()[-1]["added"] == 12


def started(data: Path, github: Mirror) -> subprocess.Popen[str]:
    command = [sys.executable, ROOT / "manage.py", "fetch_deck", "test-faces", "--json", "--workers", "0"]
    return subprocess.Popen(
        command, cwd=ROOT, env=surroundings(data, github.environment()), text=True,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip


def wait_for(what: Callable[[], bool]) -> None:
    limit = time.monotonic() + 60
    while not what():
        assert time.monotonic() < limit
        time.sleep(0.02)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_interrupted_it_goes_on_later(
    github: Mirror, prepared_data: Path, tmp_path: Path, number: signal.Signals
) -> None:
    data = copy_prepared(prepared_data, tmp_path / "copied")
    write_recipe(data)
    last = RAW + "ai/male/2.jpg"
    github.odd[last] = lambda _number: Answer(b"x" * 2000, drip=0.05)
    process = started(data, github)
    try:
        wait_for(lambda: github.asked[last] > 0 and len(list((data / "fetched" / "test-faces").iterdir())) >= 10)
        # A second one at the same time leaves it to the first.
        other = started(data, github)
        said = other.communicate(timeout=60)[0]
        assert (other.returncode, json.loads(said)["error"]) == (1, "fetch_busy")
        process.send_signal(number)
        said = process.communicate(timeout=60)[0]
        assert process.returncode == (130 if number == signal.SIGINT else 128 + number), said
        assert "Traceback" not in said
    finally:
        end(process)
    here = {path.name for path in (data / "fetched" / "test-faces").iterdir()}
    assert not [name for name in here if name.endswith(".draft")]
    github.odd.clear()
    github.asked.clear()
    again = started(data, github)
    said = again.communicate(timeout=60)[0]
    assert json.loads(said.splitlines()[-1])["added"] == 12, said
    assert github.asked.total() < 10
