"""What the documents point at is there."""

import re
import subprocess

import pytest

from tests.servers import ROOT

PAGES = sorted(path for path in [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page) -> None:
    links = re.findall(r"\]\(([^)#\s]+)", page.read_text(encoding="utf-8"))
    gone = [link for link in links if "://" not in link and not (page.parent / link).exists()]
    assert gone == []


def test_the_code_map_names_every_module_of_rules_and_rooms() -> None:
    told = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    tracked = subprocess.run(
        ["git", "ls-files", "game", "server/rooms"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    modules = [
        path.rsplit("/", 1)[-1] for path in tracked.stdout.split() if path.count("/") < 3 and path.endswith(".py")
    ]
    missing = [name for name in modules if name not in told and name not in {"__init__.py", "apps.py", "urls.py"}]
    assert missing == []
