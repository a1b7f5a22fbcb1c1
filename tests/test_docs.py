"""What the documents point at is there."""

import re

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
    modules = [path.name for folder in ("game", "server/rooms") for path in ROOT.glob(f"{folder}/*.py")]
    missing = [name for name in modules if name not in told and name not in {"__init__.py", "apps.py", "urls.py"}]
    assert missing == []
