"""A player's own report: beside the room and the machines, with figures that follow from the trials."""

from statistics import mean, median

import msgspec
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from game.room import Kind, Mode, Room, Score
from server.matches.models import Match, Result, Round, Trial
from server.matches.own_report import OwnReport, own_report
from server.matches.readings import reading_of
from server.matches.services import archive
from tests.matches.conftest import HOST, OWNER, PLAYERS, STRANGER, Browse, Keep
from tests.matches.played import FINISHED, played
from tests.pages.markup import Markup

ANN = PLAYERS[0]
CROWD = (ANN, *(f"p{number:015}" for number in range(60)))


def report_of(player: str = ANN, key: str = "m1") -> OwnReport:
    reading = reading_of(key, player)
    assert reading is not None
    report = own_report(reading)
    assert report is not None
    return report


@pytest.mark.parametrize("kind", Kind)
def test_the_room_is_everybody(keep: Keep, kind: Kind) -> None:
    keep(players=CROWD, rounds=9, kind=kind, silence=0.2)
    report = report_of()
    results, trials = Result.objects.all(), Trial.objects.all()
    points = [result.points for result in results]
    assert report.room.players == 61
    assert report.room.mean_points == pytest.approx(mean(points))
    assert report.room.median_points == median(points)
    said = trials.exclude(verdict="")
    assert report.room.accuracy == pytest.approx(said.filter(right=True).count() / said.count())
    assert report.room.mean_time == pytest.approx(mean(took for took in said.values_list("took", flat=True) if took))
    alike = [trial for trial in said.select_related("round") if bool(trial.round.partner_key) is report.line.pairs]
    assert report.room.eye.answered == len(alike)
    assert report.room.eye.right == sum(trial.right for trial in alike)
    for face in report.faces:
        of_face = said.filter(round=face.answer.round)
        assert face.fooled == pytest.approx(of_face.filter(right=False).count() / of_face.count())
        assert face.mean == pytest.approx(mean(took for took in of_face.values_list("took", flat=True) if took))


def test_machines_are_judged_by_the_same_faces(db: None) -> None:
    room, answers = played("m1", PLAYERS, rounds=9, silence=0)
    truths = [face.truth for face in room.faces]
    trail = "".join("ra"[truth == "ai"] for truth in truths)
    wrong = "".join({"r": "a", "a": "r"}[letter] for letter in trail)
    bots = {
        "b1": Score(name="The Discriminator", bot=True, points=900, rank=1, trail=trail[:8] + "-"),
        "b2": Score(name="Coin", bot=True, points=-900, rank=5, trail=wrong),
    }
    archive(with_bots(room, bots), answers, FINISHED)
    report = report_of()
    assert [(bot.name, bot.right, bot.asked, bot.accuracy) for bot in report.machines] == [
        ("The Discriminator", 8, 9, 1.0),
        ("Coin", 0, 9, 0.0),
    ]
    assert [bot.eye.figures.hit_rate for bot in report.machines] == [1.0, 0.0]
    assert [bot.eye.figures.false_alarm_rate for bot in report.machines] == [0.0, 1.0]
    last = report.faces[-1].machines
    assert [(said.verdict, said.right) for said in last] == [(None, False), (bots_verdict(wrong[8]), False)]
    assert report.room.players == 3


def with_bots(room: Room, bots: dict[str, Score]) -> Room:
    return msgspec.structs.replace(room, scores={**room.scores, **bots})


def bots_verdict(letter: str) -> str:
    return {"r": "real", "a": "ai"}[letter]


def test_machines_are_on_the_page(keep: Keep, browse: Browse) -> None:
    keep(rounds=9, silence=0)
    Match.objects.update(machines=[{"name": "<b>HAL", "points": 1, "rank": 1, "trail": "raraararr"}])
    page = browse(ANN).get("/matches/m1/").content.decode()
    assert page.count("&lt;b&gt;HAL") == 12  # a row, a dot's text and its key, nine faces
    assert "<b>HAL" not in page
    assert "You, the room and the machine" in page


def test_a_host_who_played_has_an_own_report(keep: Keep, browse: Browse) -> None:
    keep(hosts=(OWNER, ANN))
    assert "/matches/m1/own/" in Markup(browse(ANN).get("/matches/m1/")).links()
    page = Markup(browse(ANN).get("/matches/m1/own/"))
    assert "Your match" in page.text
    assert "Cleo" not in page.text
    assert "/matches/m1/own/" not in Markup(browse(OWNER).get("/matches/m1/")).links()
    for nobody in (OWNER, STRANGER, ""):
        assert browse(nobody).get("/matches/m1/own/").status_code == 404
    assert browse(HOST).get("/matches/m2/own/").status_code == 404


@pytest.mark.parametrize("kind", Kind)
def test_charts_have_texts_beside_them(keep: Keep, browse: Browse, kind: Kind) -> None:
    keep(rounds=12, kind=kind, silence=0.3)
    page = Markup(browse(ANN).get("/matches/m1/"))
    named = {attrs["id"] for tag in ("title", "desc") for attrs in page.all(tag) if "id" in attrs}
    charts = [attrs for attrs in page.all("svg") if attrs.get("role") == "img"]
    assert len(charts) == 2
    for chart in charts:
        assert set(chart["aria-labelledby"].split()) <= named
    assert page.inline() == []


def test_few_queries_however_many_played(keep: Keep, browse: Browse) -> None:
    counts = []
    for key, players, rounds in (("m1", PLAYERS, 3), ("m2", CROWD, 12)):
        keep(key, players=players, rounds=rounds)
        with CaptureQueriesContext(connection) as queries:
            assert browse(ANN).get(f"/matches/{key}/").status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 10


def test_who_came_late_is_compared_by_the_own_rounds(keep: Keep) -> None:
    keep(rounds=6, silence=0)
    Match.objects.update(machines=[{"name": "HAL", "points": 1, "rank": 1, "trail": "aaaaaa"}])
    Trial.objects.filter(result__player=ANN, round__number__lt=3).delete()
    report = report_of()
    assert [face.answer.round.number for face in report.faces] == [3, 4, 5]
    ai = Round.objects.filter(number__gte=3, truth="ai").count()
    assert (report.machines[0].asked, report.machines[0].right) == (3, ai)


def test_alone_in_a_room_nothing_is_compared(keep: Keep, browse: Browse) -> None:
    keep(players=(ANN,), rounds=9, silence=0)
    page = Markup(browse(ANN).get("/matches/m1/")).text
    assert "The room" not in page
    assert "of the room" not in page


def test_what_the_room_came_to_is_reckoned_once(keep: Keep) -> None:
    keep(players=CROWD, rounds=9)
    counts = []
    for player in CROWD[:2]:
        with CaptureQueriesContext(connection) as queries:
            report_of(player)
        counts.append(len(queries))
    assert counts[1] == counts[0] - 2
    assert report_of(CROWD[0]).room == report_of(CROWD[1]).room


def test_practice_has_neither_points_nor_places(keep: Keep, browse: Browse) -> None:
    keep(players=(ANN,))
    Match.objects.update(mode=Mode.PRACTICE.value)
    told = Markup(browse(ANN).get("/matches/m1/own/")).text
    assert "Your practice" in told
    assert "A bar is your answer. " in told
    assert not [
        word for word in ("Rank", "Points", "Scoring", " points", "Room ", "the room", "room's") if word in told
    ]
