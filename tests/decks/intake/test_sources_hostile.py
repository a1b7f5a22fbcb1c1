"""Sources that are made to do harm, or broken: refused as a whole, with a code, before a byte of a file is read."""

import gzip
import os
import tempfile
import tracemalloc
import zipfile
from contextlib import suppress
from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from server.decks.intake.errors import IntakeError
from server.decks.intake.sources import SourceError, limits, opened, zip_source
from server.decks.intake.sources.names import LONGEST_NAME, relative
from tests.decks.intake.hostile import (
    CONTAINERS,
    HONEST_TAR,
    HOSTILE,
    TREE,
    UNSAFE,
    folder_of,
    lying_zip,
    overrated_zip,
    tar_bytes,
    zip_of,
)
from tests.decks.intake.trees import read

CODES = {
    *("not_found", "unreadable", "unknown_format", "unsafe_name", "link"),
    *("too_many_entries", "too_large", "bomb", "encrypted", "truncated"),
}


def code_of(path: Path) -> str:
    with pytest.raises(SourceError) as caught, opened(path):
        pass
    assert isinstance(caught.value, IntakeError)
    assert caught.value.code in CODES
    assert len(str(caught.value)) < 300
    assert str(caught.value).isprintable()
    return caught.value.code


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_archives_are_refused(kind: str, tmp_path: Path) -> None:
    code, build = HOSTILE[kind]
    path = tmp_path / "faces.tar"
    path.write_bytes(build())
    assert code_of(path) == code
    assert [file.name for file in tmp_path.iterdir()] == ["faces.tar"]


@pytest.mark.parametrize("kind", ["tar_parent", "tar_symlink", "tar_cut_in_file", "zip_parent", "zip_link", "text"])
def test_a_folder_with_a_hostile_archive_is_refused(kind: str, tmp_path: Path) -> None:
    code, build = HOSTILE[kind]
    folder = folder_of(tmp_path / "faces", TREE)
    (folder / "part.tar").write_bytes(build())
    assert code_of(folder) == code


@pytest.mark.parametrize("kind", ["tar_parent", "tar_symlink", "tar_cut_in_file", "text", "tar.gz_cut", "tar_large"])
def test_a_zip_with_a_hostile_tar_is_refused(kind: str, tmp_path: Path) -> None:
    code, build = HOSTILE[kind]
    assert code_of(zip_of(tmp_path / "faces.zip", {"part.tar": build()})) == code


@pytest.mark.parametrize("name", ["a\\b.jpg", "a\nb.jpg", "C:a.jpg"])
def test_names_on_disk_are_checked_too(name: str, tmp_path: Path) -> None:
    with opened(folder_of(tmp_path / "faces", {name: b""})) as source:
        assert [entry.refused for entry in source.entries()] == ["unsafe_name"]


@pytest.mark.parametrize("kind", CONTAINERS)
def test_limits_hold_everywhere(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = CONTAINERS[kind](tmp_path / f"faces.{kind}", TREE)
    with monkeypatch.context() as smaller:
        smaller.setattr(limits, "MOST_ENTRIES", 4)
        assert code_of(path) == "too_many_entries"
    with monkeypatch.context() as smaller:
        smaller.setattr(limits, "LARGEST_FILE", 8999)
        assert code_of(path) == "too_large"
    with monkeypatch.context() as smaller:
        smaller.setattr(limits, "LARGEST_TABLE", 10)
        assert code_of(path) == "too_large"
    with monkeypatch.context() as smaller:
        smaller.setattr(limits, "LARGEST_TOTAL", 9010)
        assert code_of(path) == "too_large"


def test_a_zip_holds_fewer_as_its_directory_is_in_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = zip_of(tmp_path / "faces.zip", TREE)
    with zipfile.ZipFile(path) as plain:
        entries = len(plain.namelist())  # folders, too
    monkeypatch.setattr(zip_source, "MOST_ZIPPED", entries)
    with opened(path) as source:
        assert sum(1 for _ in source.entries()) == len(TREE)
    monkeypatch.setattr(zip_source, "MOST_ZIPPED", entries - 1)
    monkeypatch.setattr(zipfile, "ZipInfo", None)  # and nothing has been made of it when that is told
    assert code_of(path) == "too_many_entries"


def test_limits_hold_over_archives_in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "faces"
    folder.mkdir()
    for index in range(10):
        (folder / f"{index}.tar").write_bytes(tar_bytes({f"{n}.jpg": b"" for n in range(10)}))
    with opened(folder) as source:
        assert sum(1 for _ in source.entries()) == 100
    monkeypatch.setattr(limits, "MOST_ENTRIES", 90)
    assert code_of(folder) == "too_many_entries"


def test_what_is_not_there_or_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert code_of(tmp_path / "nowhere.zip") == "not_found"
    os.mkfifo(tmp_path / "pipe.zip")
    assert code_of(tmp_path / "pipe.zip") == "unknown_format"
    (tmp_path / "loop").symlink_to("loop")
    assert code_of(tmp_path / "loop") in {"not_found", "unreadable"}
    (tmp_path / "a.zip").write_bytes(b"")
    assert code_of(tmp_path / "a.zip" / "b.jpg") == "not_found"

    def locked(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "scandir", locked)
    assert code_of(tmp_path) == "unreadable"
    monkeypatch.setattr(Path, "open", locked)
    assert code_of(tmp_path / "a.zip") == "unreadable"


def test_a_file_that_has_more_than_it_says_is_not_read_on(tmp_path: Path) -> None:
    path = lying_zip(tmp_path / "lying.zip", 64 * 2**20)
    with opened(path) as source:
        assert [entry.size for entry in source.entries()] == [10]
        tracemalloc.start()
        try:
            contents = [data for _entry, data in read(source, lambda _: True)]
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert contents == [None]
    assert peak < 2**20


def test_a_file_that_has_less_than_it_says_is_an_error(tmp_path: Path) -> None:
    with opened(overrated_zip(tmp_path / "overrated.zip")) as source:
        assert [data for _entry, data in read(source, lambda _: True)] == [None]
        with pytest.raises(SourceError) as caught, source.open("a.jpg") as stream:
            stream.read()
        assert caught.value.code == "truncated"


def test_a_picture_with_a_wrong_checksum_is_left_out_and_the_others_are_read(tmp_path: Path) -> None:
    path = CONTAINERS["stored.zip"](tmp_path / "faces.zip", TREE)
    path.write_bytes(path.read_bytes().replace(b"a photograph", b"a photo?raph"))
    with opened(path) as source:
        contents = {entry.name: data for entry, data in read(source, lambda _: True)}
    bad = [name for name, data in contents.items() if data is None]
    assert bad == [name for name in contents if name.endswith("train/real/a.jpg")]
    assert len(contents) > len(bad) == 1


def test_a_file_in_a_folder_that_shrinks_is_left_out(tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "faces", {"a.jpg": b"a photograph"})
    with opened(folder) as source:
        found = list(read(source, lambda entry: bool((folder / entry.name).write_bytes(b"a"))))
    assert [data for _entry, data in found] == [None]


@pytest.fixture(scope="module")
def honest(tmp_path_factory: pytest.TempPathFactory) -> list[bytes]:
    """An archive of each kind."""
    path = zip_of(tmp_path_factory.mktemp("honest") / "faces.zip", TREE)
    return [path.read_bytes(), HONEST_TAR, gzip.compress(HONEST_TAR)]


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_broken_archives_are_read_or_refused(honest: list[bytes], data: st.DataObject) -> None:
    """Whatever a bad disk or a bad person does to the bytes: an archive is read to its end, or SourceError."""
    archive = bytearray(data.draw(st.sampled_from(honest)))
    for place, value in data.draw(st.lists(st.tuples(st.integers(0, len(archive) - 1), st.integers(0, 255)))):
        archive[place] = value
    cut = data.draw(st.integers(0, len(archive)))
    with tempfile.NamedTemporaryFile() as file:
        file.write(archive[:cut] if data.draw(st.booleans()) else archive)
        file.flush()
        with suppress(SourceError), opened(Path(file.name)) as source:
            for entry, content in read(source, lambda _: True):
                assert content is None or len(content) == entry.size
                assert relative(entry.name) == entry.name


@given(st.text() | st.text("./\\:aC\0\n-").map(lambda name: name * 3) | st.sampled_from(sorted(UNSAFE.values())))
@example("Icon\r")
@example("a/\ud800")
@example("a/\udcff")
def test_names_are_safe_or_refused(stored: str) -> None:
    try:
        name = relative(stored)
    except SourceError:
        return
    assert relative(name) == name
    assert len(name) <= LONGEST_NAME
    assert name.encode().decode() == name
    for flavour in (PurePosixPath, PureWindowsPath):
        path = flavour(name)
        assert not path.anchor
        assert ".." not in path.parts
        assert "/".join(path.parts) == name
