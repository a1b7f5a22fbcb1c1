"""The report of a match in real browsers: a host reads and downloads all of it, a player the own part."""

import csv
import zipfile
from pathlib import Path
from xml.etree import ElementTree as ET

from playwright.sync_api import Page, expect

from tests.e2e.hall import DESKTOP, LONG, PHONE, Contexts, accessible, choose, enter, open_room, revealed, verdict

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
FORMULA = "=1+1"  # a player's name
HARMLESS = f"'{FORMULA}"
WIDTHS = ((1440, 900), (360, 640))


def play_a_round(host: Page, bob: Page) -> None:
    host.get_by_text("More settings").click()
    choose(host, LONG)
    host.get_by_role("button", name="Start").click()
    for page in (host, bob):
        expect(verdict(page, "Real")).to_be_enabled()
    verdict(host, "Real").click()
    verdict(bob, "AI").click()
    for page in (host, bob):
        revealed(page)
    host.get_by_role("button", name="Host", exact=True).click()
    host.get_by_role("dialog").get_by_role("button", name="End match…").click()
    host.get_by_role("dialog").get_by_role("button", name="End match", exact=True).click()


def download(page: Page, link: str, folder: Path) -> Path:
    with page.expect_download() as waiting:
        page.get_by_role("navigation", name="Take it along").get_by_role("link", name=link).click()
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path


def lines(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def cells(path: Path) -> list[str]:
    """Return all texts of a workbook. There is no formula in it."""
    book = zipfile.ZipFile(path)
    sheets = [ET.fromstring(book.read(name)) for name in book.namelist() if name.startswith("xl/worksheets/sheet")]
    assert sheets
    assert [cell for sheet in sheets for cell in sheet.iter(f"{MAIN}f")] == []
    return ["".join(cell.itertext()) for sheet in sheets for cell in sheet.iter(f"{MAIN}c")]


def accessible_at_every_width(page: Page) -> None:
    for width, height in WIDTHS:
        page.set_viewport_size({"width": width, "height": height})
        accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_the_host_takes_the_report_along_and_a_player_sees_the_own_part(new_context: Contexts, tmp_path: Path) -> None:
    host, bob = new_context(**DESKTOP).new_page(), new_context(**PHONE).new_page()
    bob.goto(f"/r/{open_room(host, 'Ann')}/")
    enter(bob, FORMULA)
    play_a_round(host, bob)

    host.get_by_role("link", name="Report", exact=True).click()
    expect(host.get_by_role("heading", name="Match report")).to_be_visible()
    for name in ("Ann", FORMULA):
        expect(host.get_by_role("rowheader", name=name)).to_be_visible()
    accessible_at_every_width(host)
    answers, players = (lines(download(host, f"{title} .csv", tmp_path)) for title in ("Answers", "Players"))
    for table in (answers, players):
        assert sorted(line["player"] for line in table) == [HARMLESS, "Ann"]
    assert {line["player"]: line["verdict"] for line in answers} == {"Ann": "real", HARMLESS: "ai"}
    texts = cells(download(host, "Spreadsheet .xlsx", tmp_path))
    assert "Ann" in texts
    assert any(text.endswith(FORMULA) for text in texts)

    bob.get_by_role("link", name="Your report").click()
    expect(bob.get_by_role("heading", name="Your match")).to_be_visible()
    expect(bob.get_by_role("heading", name=FORMULA)).to_be_visible()
    expect(bob.get_by_text("Ann", exact=True)).to_have_count(0)
    accessible_at_every_width(bob)
    for title in ("Answers", "Summary"):
        assert [line["player"] for line in lines(download(bob, f"{title} .csv", tmp_path))] == [HARMLESS]
    assert "Ann" not in cells(download(bob, "Spreadsheet .xlsx", tmp_path))

    stranger = new_context().new_page()
    stranger.goto("/")
    assert stranger.request.get(bob.url).status == 404
