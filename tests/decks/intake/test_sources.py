"""Sources: folders and archives hold the same files, whatever they are packed in."""

import gzip
import os
import tempfile
import tracemalloc
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest

from server.decks.intake.incoming import incoming
from server.decks.intake.sources import Entry, SourceError, opened
from server.decks.intake.sources.archive import archive
from server.decks.intake.sources.tar_source import TarSource
from tests.decks.intake.hostile import CONTAINERS, LITTER, TREE, folder_of, tar_bytes, tiny_files, zip_of
from tests.decks.intake.trees import read

SIZES = {name: len(data) for name, data in TREE.items()}


@pytest.fixture(autouse=True)
def nothing_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Whatever is read, no file may turn up: not in the temporary folder, nor where the server runs."""
    for place in ("tmp", "here"):
        (tmp_path / place).mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    monkeypatch.chdir(tmp_path / "here")
    yield
    assert not [*(tmp_path / "tmp").iterdir(), *(tmp_path / "here").iterdir()]


@pytest.fixture(params=CONTAINERS)
def path(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """The tree, and litter, in each kind of container."""
    kind: str = request.param
    return CONTAINERS[kind](tmp_path / f"faces_00.{kind}", TREE | dict.fromkeys(LITTER, b"litter"))


def everything(_entry: Entry) -> bool:
    return True


def test_all_agree(path: Path) -> None:
    with opened(path) as source:
        assert {entry.name: entry.size for entry in source.entries()} == SIZES
        assert list(source.entries()) == list(source.entries())
        assert {entry.name: data for entry, data in read(source, everything)} == TREE
        assert [entry for entry, _ in read(source, everything)] == list(source.entries())
        for name, data in TREE.items():
            with source.open(name) as stream:
                assert stream.read() == data


def test_only_what_is_wanted_is_read(path: Path) -> None:
    with opened(path) as source:
        found = dict(read(source, lambda entry: entry.name.startswith("train/")))
        assert {entry.name for entry in found} == {name for name in TREE if name.startswith("train/")}


def test_files_are_streams_beside_a_walk(path: Path) -> None:
    with opened(path) as source:
        table = source.open("train.csv")
        pictures = {}
        for entry, data in read(source, everything):
            with source.open("train/fake/b.jpg") as stream:
                assert stream.read(9) == b"a picture"
            pictures[entry.name] = data
        assert pictures == TREE
        assert table.readline() == b"path,label\n"
        assert table.readline() == b""
        table.close()


def test_what_is_not_inside_is_not_opened(path: Path) -> None:
    with opened(path) as source:
        for name in ("a.csv", "train", "../train.csv", "/etc/passwd", ".git/config", "train/../train.csv", "x" * 5000):
            with pytest.raises(SourceError) as caught:
                source.open(name)
            assert caught.value.code == "not_found"


@pytest.mark.parametrize(
    ("name", "label"),
    [("wiki.zip", "wiki"), ("1m_faces_00.tar", "1m_faces_00"), ("a.b.TAR.GZ", "a.b"), ("a.tgz", "a"), ("a.tbz2", "a")],
)
def test_the_label_is_the_name_without_suffixes(name: str, label: str, tmp_path: Path) -> None:
    with opened(zip_of(tmp_path / name, TREE)) as source:
        assert source.label == label


def test_the_label_of_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with opened(folder_of(tmp_path / "faces.v2", TREE)) as source:
        assert source.label == "faces.v2"
    monkeypatch.chdir(tmp_path / "faces.v2")
    with opened(Path()) as source:
        assert source.label == "faces.v2"


def test_empty_containers(tmp_path: Path) -> None:
    for kind, build in CONTAINERS.items():
        path = build(tmp_path / f"empty.{kind}", {})
        path.mkdir(exist_ok=True) if kind == "folder" else None
        with opened(path) as source:
            assert not list(source.entries())


def test_links_in_folders_are_counted_and_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.csv").write_bytes(b"secret")
    folder = folder_of(tmp_path / "faces", TREE)
    (folder / "link.csv").symlink_to(tmp_path / "secret.csv")
    (folder / "around").symlink_to(folder)
    (folder / "broken").symlink_to("nowhere")
    os.mkfifo(folder / "pipe.jpg")
    with opened(folder) as source:
        entries = list(source.entries())
        assert {entry.name for entry in entries if not entry.refused} == set(TREE)
        assert {entry.name for entry in entries if entry.refused == "link"} == {
            *("link.csv", "around", "broken", "pipe.jpg")
        }
        for name in ("link.csv", "around/train.csv"):
            with pytest.raises(SourceError, match="not inside"):
                source.open(name)


def test_one_strange_name_in_a_folder_costs_that_file_alone(tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "faces", TREE)
    for name in ("two\nlines.jpg", "back\\slash.jpg", "\x1b[31mred.jpg"):
        (folder / name).write_bytes(b"photo.")
    (folder / "bell\a").mkdir()
    (folder / "bell\a" / "inside.jpg").write_bytes(b"photo.")
    with opened(folder) as source:
        entries = list(source.entries())
        assert {entry.name for entry in entries if not entry.refused} == set(TREE)
        strange = [entry for entry in entries if entry.refused]
        assert {entry.refused for entry in strange} == {"unsafe_name"}
        assert sorted(entry.name for entry in strange) == sorted(
            ["two\ufffdlines.jpg", "back\\slash.jpg", "\ufffd[31mred.jpg", "bell\ufffd"]
        )
        assert all(entry.name.isprintable() for entry in entries)


def test_a_file_swapped_for_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.jpg").write_bytes(b"secret")
    folder = folder_of(tmp_path / "faces", {"a.jpg": b"photo."})
    with opened(folder) as source:

        def swap(entry: Entry) -> bool:
            (folder / entry.name).unlink()
            (folder / entry.name).symlink_to(tmp_path / "secret.jpg")
            return True

        assert [data for _entry, data in read(source, swap)] == [None]


@pytest.mark.parametrize("kind", CONTAINERS)
def test_archives_in_a_folder_are_folders(kind: str, tmp_path: Path) -> None:
    """The pictures of 1 Million Fake Faces come as tars, those of DeepFakeFace as zips."""
    folder = folder_of(tmp_path / "faces", {"notes.txt": b"", "part/c.jpg": b"c", "._faces_00.tar": b"litter"})
    suffix = {"folder": "", "jpg": ".tar"}.get(kind, f".{kind.removeprefix('gnu.').removeprefix('stored.')}")
    CONTAINERS[kind](folder / f"part/faces_00{suffix}", TREE)
    expected = {"notes.txt": b"", "part/c.jpg": b"c"} | {f"part/faces_00/{name}": data for name, data in TREE.items()}
    with opened(folder) as source:
        assert {entry.name: entry.size for entry in source.entries()} == {n: len(d) for n, d in expected.items()}
        assert {entry.name: data for entry, data in read(source, everything)} == expected
        for name, data in expected.items():
            with source.open(name) as stream:
                assert stream.read() == data


def test_tars_in_a_zip_are_folders_one_level_deep(tmp_path: Path) -> None:
    inner = tar_bytes({"1m_faces_00/A.jpg": b"a", "more.tar": tar_bytes({"b.jpg": b"b"})})
    path = zip_of(tmp_path / "all.zip", {"all/1m_faces_00.tar": inner, "all/other.zip": b"a file", "top.jpg": b"top"})
    with opened(path) as source:
        assert [entry.name for entry in source.entries()] == [
            "all/1m_faces_00/1m_faces_00/A.jpg",
            "all/1m_faces_00/more.tar",
            "all/other.zip",
            "top.jpg",
        ]
        assert [data for _, data in read(source, lambda entry: entry.size == 1)] == [b"a"]
        assert source.open("all/1m_faces_00/1m_faces_00/A.jpg").read() == b"a"


def test_names_in_old_encodings(tmp_path: Path) -> None:
    """Zips without the UTF-8 flag, tars and disks with other bytes: names become ones that JSON and databases take."""
    path = tmp_path / "old.zip"
    zip_of(path, {"m\u00fcller.jpg": b"a"})
    data = path.read_bytes().replace("m\u00fcller".encode(), b"m\x81\xfcller")
    path.write_bytes(data.replace(b"\x00\x08\x08\x00", b"\x00\x00\x08\x00"))
    tar = tmp_path / "old.tar"
    tar.write_bytes(tar_bytes({"m\udcfcller.jpg": b"a"}, 1))
    with opened(path) as source:
        assert [(entry.name.isascii(), data) for entry, data in read(source, everything)] == [(False, b"a")]
    with opened(tar) as source:
        assert [(entry.name, data) for entry, data in read(source, everything)] == [("m\ufffdller.jpg", b"a")]
    folder = tmp_path / "old"
    folder.mkdir()
    (folder / os.fsdecode(b"m\xfcller.jpg")).write_bytes(b"a")
    with opened(folder) as source:
        assert [(entry.name, data) for entry, data in read(source, everything)] == [("m\ufffdller.jpg", b"a")]
        assert source.open("m\ufffdller.jpg").read() == b"a"


def test_memory_does_not_grow_with_the_number_of_files(tmp_path: Path) -> None:
    with archive(tiny_files(tmp_path / "many.tar.gz", 40_000)) as source:
        entries = source.entries()
        assert sum(1 for _ in islice(entries, 30_000)) == 30_000
        tracemalloc.start()  # late, as it makes all slow
        try:
            assert sum(1 for _ in entries) == 10_000
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert peak < 2**19  # names alone, kept, would add 0.75 MB


def test_a_folder_is_listed_as_it_is_walked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = folder_of(tmp_path / "many", {f"{index}.jpg": b"" for index in range(100)})
    real = os.scandir
    listed = []

    def listing(path: Path) -> Iterator[os.DirEntry[str]]:
        with real(path) as found:
            for item in found:
                listed.append(item.name)
                yield item

    with opened(folder) as source:
        monkeypatch.setattr(os, "scandir", listing)
        entries = source.entries()
        next(entries)
        assert len(listed) == 1
        assert sum(1 for _ in entries) == 99


@pytest.mark.parametrize("suffix", [".tar", ".tar.gz"])
def test_an_archive_is_walked_twice(suffix: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Once to know what it is, once to take it in: a packed one is unpacked each time."""
    path = tmp_path / f"faces{suffix}"
    files = {f"train/{label}/{number}.png": b"x" for label in ("real", "fake") for number in range(4)}
    path.write_bytes(gzip.compress(tar_bytes(files)) if suffix.endswith("gz") else tar_bytes(files))
    walks: list[object] = []
    walk = TarSource.walk
    monkeypatch.setattr(TarSource, "walk", lambda self, limits: walks.append(self) or walk(self, limits))
    with incoming(path) as coming:
        assert (coming.layout, coming.files) == ("imagefolder", 8)
        assert len(list(coming.items())) == 8
    assert len(walks) == 2
