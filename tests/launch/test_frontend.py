"""The browser's part is built when its sources changed, and only then; what broke off is done again."""

import os
from pathlib import Path

import pytest

from server.launch import environment, frontend, node
from server.launch.obstacle import Obstacle

NPM = """#!/bin/sh
echo "$1" >> calls
case "$1" in
  ci) mkdir -p node_modules ;;
  run) mkdir -p dist ;;
esac
[ ! -e fail ] || { echo "npm error code ENOTFOUND"; exit 1; }
"""


class Browser:
    """A frontend folder with a pretended npm that writes down its calls."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "frontend"
        self.log = folder
        (self.root / "src").mkdir(parents=True)
        (self.root / "package-lock.json").write_text("{}")
        (self.root / "src" / "main.ts").write_text("1")
        npm = folder / "npm"
        npm.write_text(NPM)
        npm.chmod(0o755)

    def calls(self) -> list[str]:
        calls = self.root / "calls"
        said = calls.read_text().split() if calls.exists() else []
        calls.unlink(missing_ok=True)
        return said

    def build(self) -> bool:
        return frontend.build(self.log)


@pytest.fixture
def part(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Browser:
    part = Browser(tmp_path)
    monkeypatch.setattr(frontend, "FRONTEND", part.root)
    monkeypatch.setattr(frontend, "BUILT", part.root / "dist" / ".built-from")
    monkeypatch.setattr(frontend, "FETCHED", part.root / "node_modules" / ".fetched-for")
    monkeypatch.setattr(node, "with_node", lambda: os.environ | {"PATH": f"{tmp_path}:{os.environ['PATH']}"})
    # The log of calls lies among the sources here, and is none.
    sources = frontend._sources
    monkeypatch.setattr(
        frontend, "_sources", lambda folder: (p for p in sources(folder) if p.name not in {"calls", "fail"})
    )
    return part


def test_built_once_for_the_same_sources(part: Browser) -> None:
    assert part.build()
    assert part.calls() == ["ci", "run"]
    assert not part.build()
    assert part.calls() == []


def test_a_changed_source_is_built_with_the_packages_that_are_there(part: Browser) -> None:
    part.build()
    part.calls()
    (part.root / "src" / "main.ts").write_text("2")
    assert part.build()
    assert part.calls() == ["run"]


def test_a_changed_lock_fetches_again(part: Browser) -> None:
    part.build()
    part.calls()
    (part.root / "package-lock.json").write_text("{ }")
    assert part.build()
    assert part.calls() == ["ci", "run"]


def test_a_renamed_or_removed_source_counts(part: Browser) -> None:
    before = frontend.sources_hash(part.root)
    (part.root / "src" / "main.ts").rename(part.root / "src" / "other.ts")
    assert frontend.sources_hash(part.root) != before


def test_what_broke_off_is_done_again(part: Browser) -> None:
    (part.root / "fail").touch()
    with pytest.raises(Obstacle, match="no network"):
        part.build()
    assert part.calls() == ["ci"]
    (part.root / "fail").unlink()
    assert part.build()
    assert part.calls() == ["ci", "run"]


@pytest.mark.parametrize(
    ("version", "fits"),
    [
        ("v20.19.0", True),
        ("v20.18.3", False),
        ("v18.20.4", False),
        ("v21.7.0", False),
        ("v22.11.0", False),
        ("v22.12.0\n", True),
        ("v24.1.0", True),
        ("v9.0.0", False),
        ("", False),
        ("command not found", False),
    ],
)
def test_which_node_fits(version: str, fits: bool) -> None:
    assert node.fits(version) is fits


def test_an_old_node_is_passed_over_for_the_wheels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("node", "npm"):
        (tmp_path / name).write_text("#!/bin/sh\necho v18.19.0\n")
        (tmp_path / name).chmod(0o755)
    installed: list[str] = []
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(environment, "install", installed.append)
    assert node.with_node()["PATH"].split(os.pathsep)[0].endswith(".venv/bin")
    assert installed == [environment.NODE]


def test_where_the_sources_are_not_nothing_is_built(part: Browser) -> None:
    (part.root / "package-lock.json").unlink()
    assert not part.build()
    assert part.calls() == []
