"""Fetching, against a real server that misbehaves in the ways that servers do."""

from pathlib import Path

import msgspec
import pytest

from server.audits.server_process import free_port
from server.decks.fetch.download import Download
from server.decks.fetch.errors import FetchError
from server.decks.fetch.recipe import Recipe, read
from server.decks.fetch.store import Store
from server.decks.fetch.upstream import Patience
from tests.decks.fetch.conftest import HASTE
from tests.decks.fetch.mirror import COMMIT, NAMED, RAW, RECIPE, TABLE, TREE, Answer, Mirror, blob_sha, write_recipe

ONE = RAW + "real/001_03.jpg"
WANTED = 13  # files: 12 pictures and the table
LONG = "b" * 40


def fails(download: Download, code: str, says: str = ".") -> None:
    with pytest.raises(FetchError, match=says) as refused:
        download.run()
    assert refused.value.code == code, str(refused.value)
    assert "\n" not in str(refused.value)


def kept(download: Download) -> set[str]:
    folder = download.store.folder
    return (
        {path.name for path in folder.glob("*") if not path.name.startswith("listing-")} if folder.exists() else set()
    )


def whole(github: Mirror) -> set[str]:
    return {blob_sha(data) for path, data in github.files.items() if path != "README.md" and "._" not in path}


def test_all_files_come_once(github: Mirror, download: Download) -> None:
    heard: list[tuple[int, int]] = []
    download.progress = lambda done, total: heard.append((done, total))
    listings = download.run()
    assert kept(download) == whole(github)
    assert all(github.files[blob.path] == download.store.read(blob.sha) for blob in listings["people"].blobs)
    assert {name: (found.commit, len(found.pictures)) for name, found in listings.items()} == {
        "people": (COMMIT, 6),
        "made": (COMMIT, 6),
    }
    total = sum(len(download.store.read(name)) for name in kept(download))
    assert heard[0] == (0, total)
    assert heard[-1] == (total, total)
    assert [done for done, _total in heard] == sorted(done for done, _total in heard)
    assert github.asked.total() == WANTED + 3  # two listings, and the whole name of the abbreviated commit
    assert all(count <= 2 for count in github.asked.values())


def test_a_second_time_asks_for_nothing(github: Mirror, download: Download, recipe: Recipe) -> None:
    first = download.run()
    github.asked.clear()
    assert Download(recipe, Store(recipe.slug), HASTE).run() == first
    assert not github.asked


def test_goes_on_where_it_broke_off(github: Mirror, download: Download, recipe: Recipe) -> None:
    github.odd[RAW + "real/003_08.jpg"] = lambda _number: Answer(b"", 410)
    fails(download, "server_error", "410")
    here = kept(download)
    assert here < whole(github)
    github.odd.clear()
    github.asked.clear()
    Download(recipe, Store(recipe.slug), HASTE).run()
    assert kept(download) == whole(github)
    assert github.asked.total() == WANTED - len(here)


def test_a_file_that_was_spoilt_is_fetched_again(github: Mirror, download: Download, recipe: Recipe) -> None:
    download.run()
    sha = blob_sha(github.files["real/001_03.jpg"])
    (download.store.folder / sha).write_bytes(github.files["real/001_03.jpg"][:-1])
    github.asked.clear()
    Download(recipe, Store(recipe.slug), HASTE).run()
    assert github.asked == {ONE: 1}
    assert download.store.read(sha) == github.files["real/001_03.jpg"]


@pytest.mark.parametrize("bad", [lambda data: data[:-1] + b"x", lambda data: data + b"x", lambda _data: b""])
def test_another_file_than_the_pinned_one_is_never_kept(github: Mirror, download: Download, bad) -> None:
    wrong = bad(github.files["real/001_03.jpg"])
    github.odd[ONE] = lambda _number: Answer(wrong)
    fails(download, "wrong_hash", "real/001_03.jpg")
    assert blob_sha(github.files["real/001_03.jpg"]) not in kept(download)
    assert kept(download) <= whole(github)


@pytest.mark.parametrize(
    "stumble",
    [
        Answer(b"busy", 500),
        Answer(b"busy", 503, {"Retry-After": "0"}),
        Answer(b"slow down", 429, {"Retry-After": "1"}),
        Answer(b"half a", promised=1000),
        Answer(b"other bytes"),
    ],
    ids=["500", "503", "429", "truncated", "wrong hash"],
)
def test_what_goes_by_is_waited_for(github: Mirror, download: Download, stumble: Answer) -> None:
    github.odd[ONE] = lambda number: stumble if number == 1 else None
    download.run()
    assert kept(download) == whole(github)
    assert github.asked[ONE] == 2


@pytest.mark.parametrize(
    ("answer", "code", "tries"),
    [
        (Answer(b"no", 404), "not_found", 1),
        (Answer(b"busy", 500), "server_error", HASTE.tries),
        (Answer(b"half", promised=1000), "broken_off", HASTE.tries),
        (Answer(b"later", 429, {"Retry-After": "7200"}), "rate_limited", 1),
        (Answer(b"spent", 403, {"X-RateLimit-Remaining": "0"}), "rate_limited", 1),
        (Answer(b"no", 403), "server_error", 1),
        (Answer(b"", 302, {"Location": "http://example.invalid/x.jpg"}), "unsafe_redirect", 1),
        (Answer(b"", 302, {"Location": "file:///etc/passwd"}), "unsafe_redirect", 1),
        (Answer(b"x" * (16 * 2**20 + 1)), "too_large", 1),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_does_not_go_by_is_one_sentence(
    github: Mirror, download: Download, answer: Answer, code: str, tries: int
) -> None:
    github.odd[ONE] = lambda _number: answer
    fails(download, code)
    assert github.asked[ONE] == tries
    assert kept(download) <= whole(github)


def test_redirections_on_the_same_server_are_followed_not_for_ever(github: Mirror, download: Download) -> None:
    github.odd[ONE] = lambda _number: Answer(b"", 302, {"Location": "/moved.jpg"})
    github.odd["/moved.jpg"] = lambda _number: Answer(github.files["real/001_03.jpg"])
    download.run()
    assert kept(download) == whole(github)
    (download.store.folder / blob_sha(github.files["real/001_03.jpg"])).unlink()
    github.odd["/moved.jpg"] = lambda _number: Answer(b"", 302, {"Location": ONE})
    fails(download, "unsafe_redirect", "on and on")


def test_who_lets_us_wait_is_left(github: Mirror, download: Download) -> None:
    github.odd[ONE] = lambda _number: Answer(b"x" * 1000, drip=0.05)
    download.patience = Patience(tries=2, pause=0.01, silence=5.0, whole=0.3)
    fails(download, "timeout", "127.0.0.1 is too slow")
    github.odd[ONE] = lambda _number: Answer(b"x" * 1000, drip=1.0)
    download.patience = Patience(tries=2, pause=0.01, silence=0.2, whole=20.0)
    fails(download, "timeout")


def test_without_a_network_one_sentence_and_nothing_is_left(
    data: Path, recipe: Recipe, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("UNCANNY_RAW", "UNCANNY_API"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{free_port()}")
    fails(Download(recipe, Store(recipe.slug), HASTE), "offline", "Is this computer connected to the internet")
    assert not (data / "fetched").exists()


def test_a_proxy_that_does_not_answer_is_no_network(
    data: Path, recipe: Recipe, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{free_port()}")
    fails(Download(recipe, Store(recipe.slug), HASTE), "offline")


def test_a_listing_that_is_cut_is_refused(github: Mirror, download: Download) -> None:
    github.truncated = True
    fails(download, "listing_truncated")
    assert not download.store.folder.exists()


@pytest.mark.parametrize("path", ["real/001_03.jpg", TABLE])
def test_a_listing_that_lacks_a_file_is_refused(github: Mirror, download: Download, path: str) -> None:
    del github.files[path]
    fails(download, "listing_incomplete", "somebody/faces")
    assert not download.store.folder.exists()


def test_a_sample_is_always_the_same_and_needs_enough_to_choose_from(github: Mirror, data: Path) -> None:
    def sample(pictures: int) -> Download:
        text = RECIPE.replace("pictures = 6", f"pictures = {pictures}\nsample = true", 1)
        recipe = read(write_recipe(data, text=text))
        return Download(recipe, Store(f"{recipe.slug}-{pictures}"), HASTE)

    four = [blob.path for blob in sample(4).run()["people"].pictures]
    assert len(four) == 4
    assert four == sorted(four)
    five = [blob.path for blob in sample(5).run()["people"].pictures]
    assert set(four) < set(five)
    fails(sample(7), "listing_incomplete")


def test_links_are_no_pictures(github: Mirror, download: Download) -> None:
    github.modes["real/001_03.jpg"] = "120000"
    fails(download, "listing_incomplete")


@pytest.mark.parametrize("answer", [b"", b"[]", b'{"tree": []}', b"<html>"])
def test_what_is_no_listing_is_refused(github: Mirror, download: Download, answer: bytes) -> None:
    github.odd[TREE] = lambda _number: Answer(answer)
    fails(download, "bad_listing")


@pytest.mark.parametrize("answer", [LONG.encode(), COMMIT[:20].encode(), b"<html>"])
def test_another_commit_than_the_pinned_one_is_refused(github: Mirror, download: Download, answer: bytes) -> None:
    github.odd[NAMED] = lambda _number: Answer(answer)
    fails(download, "wrong_commit")


def test_a_pinned_listing_must_be_the_same(github: Mirror, download: Download, recipe: Recipe) -> None:
    right = download.look()["people"].sha256
    people, made = recipe.sources
    pinned = msgspec.structs.replace(recipe, sources=(msgspec.structs.replace(people, listing_sha256=right), made))
    Download(pinned, Store("pinned"), HASTE).run()
    github.files["real/001_03.jpg"] += b"changed"
    fails(Download(pinned, Store("again"), HASTE), "listing_changed")
    assert not Store("again").folder.exists()


def test_a_disk_that_cannot_be_written_is_one_sentence(download: Download, data: Path) -> None:
    data.mkdir(exist_ok=True)
    (data / "fetched").write_text("a file where the folder should be")
    fails(download, "unwritable", "cannot be written")


def test_of_two_processes_one_fetches(data: Path, recipe: Recipe) -> None:
    store = Store(recipe.slug)
    with store.alone(), pytest.raises(FetchError) as refused, Store(recipe.slug).alone():
        pass
    assert refused.value.code == "fetch_busy"
    assert [path.parent.name for path in data.rglob(f"fetch-{recipe.slug}*")] == ["locks"]
    with store.alone():
        store.write("x", b"1")
        (store.folder / "y.draft").write_bytes(b"half")
    with store.alone():
        assert [path.name for path in store.folder.iterdir()] == ["x"]
