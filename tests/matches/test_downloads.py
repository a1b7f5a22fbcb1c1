"""Reports as files: complete, the own part for players, and computed by no spreadsheet."""

import csv
import re
import zipfile
from datetime import datetime
from io import BytesIO, StringIO
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from game.room import Kind, Mode
from server.matches import downloads, views
from server.matches.models import Trial
from server.matches.tables import ANSWERS, FACES
from server.matches.tables import PLAYERS as PLAYER_COLUMNS
from tests.matches.conftest import HOST, PLAYERS, Browse, Fetch, Keep

NASTY = (
    '=HYPERLINK("http://x")',
    "+1+1",
    "-1",
    "@SUM(1)",
    "\t=1",
    "\r=1",
    "\uff1d1+1",
    "\uff0b1",
    "\uff0d1",
    "\uff20x",
    "  =1",
    "a;=1",
)
CROWD = tuple(f"p{number:015}" for number in range(len(NASTY)))
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def _lines(body: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(body.decode("utf-8-sig"), newline="")))


def _sheets(body: bytes) -> dict[str, list[list[str]]]:
    """Read a workbook's cells as the texts that stand in it, by the sheets' names."""
    book = zipfile.ZipFile(BytesIO(body))
    names = [sheet.get("name", "") for sheet in ET.fromstring(book.read("xl/workbook.xml")).iter(f"{MAIN}sheet")]
    return {
        name: [
            ["".join(cell.itertext()) for cell in row.iter(f"{MAIN}c")]
            for row in ET.fromstring(book.read(f"xl/worksheets/sheet{number}.xml")).iter(f"{MAIN}row")
        ]
        for number, name in enumerate(names, 1)
    }


def test_answers_say_who_what_and_when(keep: Keep, fetch: Fetch) -> None:
    keep(rounds=6, mode=Mode.TEAMS, kind=Kind.MIXED, silence=0.3)
    response = fetch("/matches/m1/answers.csv", HOST)
    lines = _lines(response.body)
    assert list(lines[0]) == list(ANSWERS)
    assert len(lines) == Trial.objects.count() == 18
    for line in lines:
        trial = Trial.objects.select_related("round").get(
            result__name=line["player"], round__number=int(line["round"]) - 1
        )
        assert (line["face"], line["partner"]) == (trial.round.face_key, trial.round.partner_key)
        assert line["question"] == ("pair" if trial.round.partner_key else "single")
        assert (line["truth"], line["verdict"], int(line["points"])) == (trial.round.truth, trial.verdict, trial.points)
        assert line["outcome"] == ("silent" if not trial.verdict else "right" if trial.right else "wrong")
        assert line["seconds"] == ("" if trial.took is None else str(trial.took / 1000))
        assert line["too_fast"] == str(int(trial.implausible))
        assert line["team"] in {"Foxes", "Frogs"}
        if trial.at:
            assert datetime.fromisoformat(line["answered_at"]).timestamp() == pytest.approx(
                trial.at.timestamp(), abs=1e-3
            )
        else:
            assert line["answered_at"] == ""


def test_players_stand_in_their_order(keep: Keep, fetch: Fetch) -> None:
    match = keep(silence=0)
    lines = _lines(fetch("/matches/m1/players.csv", HOST).body)
    assert list(lines[0]) == list(PLAYER_COLUMNS)
    kept = list(match.results.order_by("rank").values_list("rank", "name", "points", "right"))
    assert [(int(line["rank"]), line["player"], int(line["points"]), int(line["right"])) for line in lines] == kept


@pytest.mark.parametrize("rounds", [5, 30])
def test_figures_of_too_few_answers_are_empty(keep: Keep, fetch: Fetch, rounds: int) -> None:
    keep(rounds=rounds, silence=0)
    for line in _lines(fetch("/matches/m1/players.csv", HOST).body):
        assert [bool(line[name]) for name in ("d_prime", "figures_of")] == [rounds == 30] * 2
    rows = _sheets(fetch("/matches/m1/report.xlsx", HOST).body)["Players"][1:]
    assert {bool(re.fullmatch(r"-?\d\.\d+", row[-2]) and row[-1] == "single face") for row in rows} == {rounds == 30}


def test_a_workbook_holds_players_faces_and_answers(keep: Keep, fetch: Fetch) -> None:
    keep(rounds=6, mode=Mode.SUDDEN_DEATH, kind=Kind.MIXED)
    sheets = _sheets(fetch("/matches/m1/report.xlsx", HOST).body)
    assert list(sheets) == ["Players", "Faces", "Answers"]
    assert sheets["Players"][0] == [str(said) for said in PLAYER_COLUMNS.values()]
    assert sheets["Faces"][0] == [str(said) for said in FACES.values()]
    assert sheets["Answers"][0] == [str(said) for said in ANSWERS.values()]
    assert len(sheets["Players"]) == 4
    assert len(sheets["Faces"]) == 1 + Trial.objects.values("round").distinct().count()
    assert len(sheets["Answers"]) == 1 + Trial.objects.count()


def test_a_workbook_speaks_chinese(keep: Keep, fetch: Fetch) -> None:
    keep(mode=Mode.TEAMS, names={PLAYERS[0]: "right"})
    sheets = _sheets(fetch("/matches/m1/report.xlsx", HOST, "zh-hans").body)
    assert list(sheets) == ["玩家", "人脸", "作答"]
    words = {cell for row in sheets["作答"] for cell in row}
    assert {"答对", "狐狸队", "right"} <= words  # the last is a name
    assert "Foxes" not in words


@pytest.mark.parametrize("player", PLAYERS)
def test_players_take_their_own_part(keep: Keep, fetch: Fetch, player: str) -> None:
    keep(silence=0)
    for file in ("answers.csv", "players.csv"):
        assert {line["player"] for line in _lines(fetch(f"/matches/m1/{file}", player).body)} == {player.title()}
    book = fetch("/matches/m1/report.xlsx", player).body
    sheets = _sheets(book)
    assert list(sheets) == ["Players", "Answers"]
    assert [len(rows) for rows in sheets.values()] == [2, 4]
    for other in {*PLAYERS} - {player}:
        assert other.title() not in str(sheets)


@pytest.mark.parametrize("file", ["answers.csv", "players.csv"])
def test_no_name_is_computed_in_a_csv(keep: Keep, fetch: Fetch, file: str) -> None:
    keep(players=CROWD, names=dict(zip(CROWD, NASTY, strict=True)))
    names = {line["player"] for line in _lines(fetch(f"/matches/m1/{file}", HOST).body)}
    assert names == {"a;'=1", "'\t'=1", "'\r'=1", *(f"'{name}" for name in NASTY if name[0] not in "a\t\r")}


def test_no_name_is_computed_in_a_workbook(keep: Keep, fetch: Fetch) -> None:
    keep(players=CROWD, names=dict(zip(CROWD, NASTY, strict=True)))
    book = zipfile.ZipFile(BytesIO(fetch("/matches/m1/report.xlsx", HOST).body))
    for name in book.namelist():
        assert "externalLink" not in name
        assert "vba" not in name.lower()
        if not name.startswith("xl/worksheets/"):
            continue
        sheet = ET.fromstring(book.read(name))
        assert not list(sheet.iter(f"{MAIN}f"))
        assert not list(sheet.iter(f"{MAIN}hyperlink"))
        for cell in sheet.iter(f"{MAIN}c"):
            if any(nasty.strip() in "".join(cell.itertext()) for nasty in NASTY if "=" in nasty):
                assert cell.get("t") in {"inlineStr", "s"}
    sheets = _sheets(fetch("/matches/m1/report.xlsx", HOST).body)
    written = {row[1].replace("_x000D_", "\r") for row in sheets["Players"][1:]}
    assert {name.strip() for name in written} == {name.strip() for name in NASTY}


@pytest.mark.parametrize(
    ("file", "kind"),
    [("answers.csv", "text/csv"), ("players.csv", "text/csv"), ("report.xlsx", "application/vnd.openxmlformats")],
)
def test_files_are_saved_and_not_shown(keep: Keep, fetch: Fetch, file: str, kind: str) -> None:
    keep()
    response = fetch(f"/matches/m1/{file}", HOST)
    assert response["Content-Type"].startswith(kind)
    assert response["Content-Disposition"] == f'attachment; filename="uncanny-BCDF-2027-01-15-{file}"'
    assert response["X-Content-Type-Options"] == "nosniff"


def test_a_match_too_large_for_a_workbook_has_its_csv(
    keep: Keep, browse: Browse, fetch: Fetch, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep()
    for module in (downloads, views):
        monkeypatch.setattr(module, "MOST_ANSWERS", 8)
    assert "report.xlsx" not in browse(HOST).get("/matches/m1/").content.decode()
    assert fetch("/matches/m1/report.xlsx", HOST).status_code == 404
    assert fetch("/matches/m1/answers.csv", HOST).status_code == 200
    assert "report.xlsx" in browse(PLAYERS[0]).get("/matches/m1/").content.decode()
    assert fetch("/matches/m1/report.xlsx", PLAYERS[0]).status_code == 200


@pytest.mark.parametrize("file", ["answers.csv", "players.csv", "report.xlsx"])
def test_few_queries_however_many_played(keep: Keep, fetch: Fetch, file: str) -> None:
    keep("m1", rounds=3)
    keep("m2", rounds=9, players=tuple(f"q{number:015}" for number in range(90)))
    counts: list[int] = []
    for key in ("m1", "m2"):
        with CaptureQueriesContext(connection) as queries:
            fetch(f"/matches/{key}/{file}", HOST)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 8


def test_a_csv_comes_in_pieces(keep: Keep, fetch: Fetch) -> None:
    keep(players=tuple(f"q{number:015}" for number in range(90)), rounds=9)
    response: Any = fetch("/matches/m1/answers.csv", HOST)
    assert response.streaming
    assert len(_lines(response.body)) == 810
