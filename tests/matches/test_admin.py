"""Matches in the admin: everything to see, nothing to change, trials to take along."""

import csv
from io import StringIO

import msgspec
import pytest
from django.test import Client
from django.urls import reverse

from server.matches.models import Match, Trial
from server.matches.services import archive
from server.players.models import Player
from tests.matches.played import FINISHED, played


@pytest.fixture
def admin(admin_client: Client) -> Client:
    admin_client.defaults["HTTP_HOST"] = "localhost"
    return admin_client


@pytest.fixture
def match() -> Match:
    # Ids may begin with a minus sign, which a spreadsheet takes for the beginning of a formula.
    room, answers = played("m1", ("ann", "-2+3", "cleo"), silence=0.3)
    answers[1] = {player: msgspec.structs.replace(row, lag=0.073) for player, row in answers[1].items()}
    archive(room, answers, FINISHED)
    return Match.objects.get()


def test_a_match_is_shown_with_rounds_and_results_and_cannot_be_changed(admin: Client, match: Match) -> None:
    address = reverse("admin:matches_match_change", args=[match.pk])
    page = admin.get(address).content.decode()
    assert "face-" in page
    assert "Cleo" in page
    assert '<input type="submit"' not in page
    assert admin.post(address, {"room": "XXXX"}).status_code == 403
    assert admin.post(reverse("admin:matches_match_delete", args=[match.pk])).status_code == 403


@pytest.mark.parametrize("query", ["", "?q=m1", "?q=cleo", "?scoring__exact=bet"])
def test_matches_are_found(admin: Client, match: Match, query: str) -> None:
    page = admin.get(reverse("admin:matches_match_changelist") + query).content.decode()
    assert reverse("admin:matches_match_change", args=[match.pk]) in page


def test_players_are_listed(admin: Client, match: Match) -> None:
    page = admin.get(reverse("admin:players_player_changelist") + "?q=cleo").content.decode()
    assert reverse("admin:players_player_change", args=["cleo"]) in page
    assert admin.get(reverse("admin:players_player_change", args=["cleo"])).status_code == 200
    assert admin.post(reverse("admin:players_player_change", args=["cleo"]), {"name": "x"}).status_code == 403
    assert Player.objects.get(id="cleo").name == "Cleo"


def test_trials_are_exported_without_names_and_without_formulas(admin: Client, match: Match) -> None:
    response = admin.post(
        reverse("admin:matches_match_changelist"), {"action": "export_trials", "_selected_action": [match.pk]}
    )
    assert response["Content-Type"].startswith("text/csv")
    lines = list(csv.DictReader(StringIO(response.content.decode())))
    assert len(lines) == Trial.objects.count() == 9
    assert {line["lag_ms"] for line in lines} > {"", "73"}
    assert {line["player"] for line in lines} == {"ann", "'-2+3", "cleo"}
    assert "Cleo" not in response.content.decode()
    for line in lines:
        trial = Trial.objects.get(result__player=line["player"].removeprefix("'"), round__number=line["round"])
        assert line["verdict"] == trial.verdict
        assert line["took_ms"] == ("" if trial.took is None else str(trial.took))
        assert line["lag_ms"] == ("" if trial.lag is None else str(trial.lag))
        assert int(line["points"]) == trial.points
        assert line["right"] == str(int(trial.right))


def test_a_result_is_shown_with_its_trials_and_their_lag(admin: Client, match: Match) -> None:
    result = Trial.objects.filter(lag=73)[0].result
    address = reverse("admin:matches_result_change", args=[result.pk])
    assert address in admin.get(reverse("admin:matches_match_change", args=[match.pk])).content.decode()
    page = admin.get(address).content.decode()
    assert "Lag, ms" in page
    assert "73" in page
    assert admin.post(address, {"points": "1"}).status_code == 403
    assert result.name in admin.get(reverse("admin:matches_result_changelist") + "?q=m1").content.decode()
