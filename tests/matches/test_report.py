"""The report's pages: figures that are right, texts that are only texts, few queries however many played."""

import re
from statistics import median

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from game.report import report
from game.room import Kind, Mode, Scoring
from server.decks.models import Deck
from server.matches.face_lines import face_lines
from server.matches.models import Trial
from server.matches.player_lines import player_lines
from server.matches.readings import Reading
from server.matches.services import archive
from server.matches.teams import TEAMS
from tests.matches.conftest import HOST, PLAYERS, Browse, Keep
from tests.matches.played import FINISHED, played
from tests.pages.markup import Markup
from tests.servers import ROOT

CROWD = tuple(f"p{number:015}" for number in range(60))


@pytest.mark.django_db
@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("scoring", Scoring)
def test_figures_are_those_of_the_podium(kind: Kind, scoring: Scoring) -> None:
    room, answers = played("m1", rounds=9, kind=kind, scoring=scoring, silence=0.2, seed=4)
    archive(room, answers, FINISHED)
    match = Trial.objects.select_related("round__match")[0].round.match
    reading = Reading(match, "", whole=True)
    for line in player_lines(reading.results(), reading.rounds()):
        player = line.result.player_id
        told = report(
            room, room.scores[player], {number: rows[player] for number, rows in enumerate(answers) if player in rows}
        )
        assert (line.result.points, line.result.rank, line.result.right) == (told.points, told.rank, told.right)
        assert (line.result.answered, line.result.asked, line.pairs) == (told.answered, told.asked, told.pairs)
        assert (line.figures is None) == (told.d_prime is None)
        if line.figures is not None:
            assert (line.figures.d_prime, line.figures.bias) == pytest.approx((told.d_prime, told.bias))
        took = [told_line.took for told_line in told.lines if told_line.took is not None]
        assert line.mean == pytest.approx(1000 * sum(took) / len(took), abs=1)


@pytest.mark.parametrize("rounds", [5, 30])
def test_too_few_answers_have_no_figures(keep: Keep, browse: Browse, rounds: int) -> None:
    """As at the podium. Thirty faces are of both kinds; they also show that the number is there at all."""
    keep(rounds=rounds, silence=0)
    page = Markup(browse(PLAYERS[0]).get("/matches/m1/")).text
    assert (re.search(r"d'\s*\N{EN DASH}", page) is not None) == (rounds == 5)
    assert (re.search(r"d'\s*[\N{MINUS SIGN}\d]", page) is not None) == (rounds == 30)


@pytest.mark.django_db
def test_faces_say_who_was_fooled_and_who_was_fastest() -> None:
    room, answers = played("m1", CROWD, rounds=5, silence=0.2, seed=4)
    archive(room, answers, FINISHED)
    match = Trial.objects.select_related("round__match")[0].round.match
    for number, line in enumerate(face_lines(match)):
        rows, truth = answers[number], room.faces[number].truth
        assert line.fooled == pytest.approx(sum(row.verdict is not truth for row in rows.values()) / len(rows))
        assert line.median == pytest.approx(1000 * median(row.took for row in rows.values()), abs=1)
        right = {player: row.took for player, row in rows.items() if row.verdict is truth and row.took >= 0.12}
        best = min(right, key=lambda player: right[player])
        assert (line.fastest, line.best) == (room.scores[best].name, round(1000 * right[best]))


def test_each_verdict_is_marked_with_a_word(keep: Keep, browse: Browse) -> None:
    match = keep(silence=0.4, rounds=8)
    page = browse(HOST).get("/matches/m1/").content.decode()
    trials = Trial.objects.filter(result__match=match)
    assert page.count('<span class="mark right">') == 1 + trials.filter(right=True).count()  # one is in the legend
    assert page.count('<span class="mark wrong">') == 1 + trials.filter(right=False).exclude(verdict="").count()
    assert page.count('<span class="mark silent">') == 1 + trials.filter(verdict="").count()


@pytest.mark.parametrize("mode", [mode for mode in Mode if mode is not Mode.PRACTICE])
@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("player", [HOST, PLAYERS[0]])
def test_every_mode_has_its_page(keep: Keep, browse: Browse, mode: Mode, kind: Kind, player: str) -> None:
    match = keep(mode=mode, kind=kind, rounds=6)
    response = browse(player).get("/matches/m1/")
    page = Markup(response)
    assert response.status_code == 200
    assert page.inline() == []
    headings = " ".join(page.text.split())
    assert ("Out in round" in headings) == (
        mode is Mode.SUDDEN_DEATH and (player == HOST or bool(match.results.get(player=player).out))
    )
    assert (TEAMS[0] in headings) == (mode is Mode.TEAMS and (player == HOST or headings.count(TEAMS[0]) > 0))
    assert ("Left is" in headings) == match.round_set.exclude(partner_key="").exists()
    if player == HOST:
        assert all(attrs.get("scope") in {"col", "row"} for attrs in page.all("th"))


def test_names_are_only_text(keep: Keep, browse: Browse) -> None:
    keep(names={PLAYERS[0]: '<script>alert("x")</script>&'}, silence=0)
    for player in (HOST, PLAYERS[0]):
        page = browse(player).get("/matches/m1/").content.decode()
        assert "<bdi>&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;&amp;</bdi>" in page
        assert "<script>alert" not in page


@pytest.mark.parametrize("player", [HOST, PLAYERS[0]])
def test_reports_speak_chinese(keep: Keep, browse: Browse, player: str) -> None:
    keep(mode=Mode.TEAMS, kind=Kind.MIXED, rounds=6)
    page = Markup(browse(player, "zh-hans").get("/matches/m1/")).text
    for word in ("团队赛", "混合", "电子表格", "平均用时", "人脸", "答对"):
        assert word in page
    assert "Players" not in page


def test_few_queries_however_many_played(keep: Keep, browse: Browse) -> None:
    counts = []
    for key, players, rounds in (("m1", PLAYERS, 3), ("m2", CROWD, 12)):
        keep(key, players=players, rounds=rounds, mode=Mode.TEAMS)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert browse(HOST).get(f"/matches/{key}/").status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 12


def test_players_come_in_pages(keep: Keep, browse: Browse) -> None:
    keep(players=CROWD)
    names = set()
    for number, lines in ((1, 50), (2, 10)):
        page = Markup(browse(HOST).get("/matches/m1/", {"page": number}))
        assert len(page.all("th", scope="row")) == lines + 3  # three faces
        assert f"Page {number} of 2" in page.text
        names |= {name.title() for name in CROWD if name.title() in page.text}
    assert len(names) == 60
    for odd in ("0", "-1", "x", "99999999999999999999"):
        assert browse(HOST).get("/matches/m1/", {"page": odd}).status_code == 200


def test_a_deck_is_called_by_its_title(keep: Keep, browse: Browse) -> None:
    keep()
    assert "starter" in Markup(browse(HOST).get("/matches/m1/")).text
    Deck.objects.create(slug="starter", title="Faces of <Spring>")
    assert "Faces of &lt;Spring&gt;" in browse(HOST).get("/matches/m1/").content.decode()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_teams_are_called_as_in_the_room(language: str) -> None:
    from django.utils import translation

    texts = (ROOT / "frontend/src/room/texts" / f"{language}.ts").read_text(encoding="utf-8")
    with translation.override("en" if language == "en" else "zh-hans"):
        told = ", ".join(f'"{translation.gettext(team)}"' for team in TEAMS)
    assert f"teams: [{told}]" in texts
