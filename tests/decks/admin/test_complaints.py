"""The queue of what players report: one line a face, decided once for all."""

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from server.decks.models import Complaint, Deck, Face
from server.matches.models import Match
from server.players.models import Player
from tests.decks.admin.conftest import Clerk, face

QUEUE = "/admin/decks/complaint/"


def report(face: Face, *reasons: str, state: str = "open") -> None:
    for number, reason in enumerate(reasons):
        Complaint.objects.create(face=face, player=f"{state}{number}", reason=reason, state=state)


def lines(client: Client, query: str = "") -> list[Complaint]:
    answer = client.get(QUEUE + query)
    assert answer.status_code == 200
    return list(answer.context["cl"].result_list)


def meeting(key: str, face: Face, players: tuple[str, ...], partner: Face | None = None) -> None:
    """A match of one round."""
    now = timezone.now()
    match = Match.objects.create(
        key=key, room="ABCD", deck="mine", options={}, seed="1", started=now, finished=now, players=2, rounds=1
    )
    shown = {"face": face, "face_key": face.id, "partner": partner, "truth": "real", "opened": now}
    dealt = match.round_set.create(number=0, said_real=0, said_ai=0, silent=2, **shown)
    for name in players:
        player, _made = Player.objects.get_or_create(id=name)
        figures = {"points": 0, "rank": 1, "right": 0, "answered": 0, "asked": 1, "time": 0}
        result = match.results.create(player=player, name=name, **figures)
        result.trials.create(round=dealt, right=False, points=0, implausible=False)


@pytest.fixture
def faces(deck: Deck) -> list[Face]:
    """One reported once, one three times, one whose report is dismissed."""
    once, thrice, dismissed = Face.objects.filter(truth="real")[:3]
    report(once, "broken")
    report(thrice, "wrong", "wrong", "offensive")
    report(dismissed, "known", state="dismissed")
    return [once, thrice, dismissed]


def test_one_line_a_face_the_most_reported_first(keeper: Client, faces: list[Face]) -> None:
    assert [line.face for line in lines(keeper)] == [faces[1], faces[0]]
    text = keeper.get(QUEUE).content.decode()
    for words in ("2 reported faces wait", "3 reports", "its label is wrong: 2", "it is offensive: 1", "1 report<"):
        assert words in text
    assert f"/admin/decks/face/{faces[1].id}/thumbnail.jpg" in text


def test_it_says_where_a_face_is_from_and_not_where_its_report_is_from(keeper: Client, faces: list[Face]) -> None:
    Complaint.objects.update(origin="5e1f0c9a2b7d")
    text = keeper.get(QUEUE).content.decode()
    assert "<div>Mine</div><div>here</div><div>CC0</div>" in text
    assert "5e1f0c9a2b7d" not in text


def test_decided_ones_are_kept(keeper: Client, faces: list[Face]) -> None:
    assert [line.face for line in lines(keeper, "?state=dismissed")] == [faces[2]]
    assert len(lines(keeper, "?state=all")) == 3


@pytest.mark.parametrize(("action", "state"), [("uphold", "upheld"), ("dismiss", "dismissed")])
def test_all_who_reported_a_face_are_decided_at_once(
    keeper: Client, faces: list[Face], action: str, state: str
) -> None:
    line = lines(keeper)[0]
    answer = keeper.post(QUEUE, {"action": action, "_selected_action": [line.pk]}, follow=True)
    assert "3 reports decided" in answer.content.decode()
    decided = Complaint.objects.filter(face=faces[1])
    assert {row.state for row in decided} == {state}
    assert {row.decided_by.username for row in decided} == {"keeper"}
    assert all(row.decided for row in decided)
    assert Face.objects.get(pk=faces[1].pk).retired == (action == "uphold")
    assert Complaint.objects.get(face=faces[0]).state == "open"
    assert LogEntry.objects.get().object_id == faces[1].id
    assert "keeper" in keeper.get(f"{QUEUE}?state={state}").content.decode()


def test_a_face_that_was_put_right_stays(keeper: Client, faces: list[Face]) -> None:
    number = Complaint.objects.filter(face=faces[0]).latest("id").pk
    keeper.post(QUEUE, {"action": "put_right", "_selected_action": [number]})
    assert set(Complaint.objects.filter(face=faces[0]).values_list("state", flat=True)) == {"upheld"}
    assert not Face.objects.get(pk=faces[0].pk).retired


def test_a_report_stands_beside_how_many_have_met_the_face(keeper: Client, faces: list[Face]) -> None:
    """Each player once: in whichever match, alone or in a pair, answering or silent."""
    meeting("m1", faces[0], ("ann", "bob"))
    meeting("m2", faces[0], ("ann", "cat", "dan"))
    meeting("m3", faces[2], ("ann", "eve"), partner=faces[0])
    assert [line.met for line in lines(keeper)] == [0, 5]
    text = keeper.get(QUEUE).content.decode()
    assert "5 players have met it" in text
    assert "0 players have met it" in text


def test_what_is_decided_is_not_decided_again(keeper: Client, faces: list[Face]) -> None:
    line = Complaint.objects.get(face=faces[2])
    answer = keeper.post(f"{QUEUE}?state=dismissed", {"action": "uphold", "_selected_action": [line.pk]}, follow=True)
    assert "Nothing of this is open" in answer.content.decode()
    assert not Face.objects.filter(retired=True).exists()


def test_who_may_not_change_faces_cannot_retire_them(clerk: Clerk, faces: list[Face]) -> None:
    client = clerk("view_complaint", "change_complaint", "view_face")
    line = lines(client)[0]
    client.post(QUEUE, {"action": "uphold", "_selected_action": [line.pk]})
    assert not Face.objects.filter(retired=True).exists()
    client.post(QUEUE, {"action": "dismiss", "_selected_action": [line.pk]})
    assert not Complaint.objects.filter(face=faces[1], state="open").exists()
    assert clerk("view_face").get(QUEUE).status_code == 403


def test_reports_are_the_players_own(keeper: Client, faces: list[Face]) -> None:
    number = Complaint.objects.all()[0].pk
    assert keeper.get(f"{QUEUE}add/").status_code == 403
    assert keeper.get(f"{QUEUE}{number}/delete/").status_code == 403
    assert keeper.post(f"{QUEUE}{number}/change/", {"reason": "broken"}).status_code == 403


def test_as_many_questions_for_a_few_as_for_a_page(keeper: Client, deck: Deck, faces: list[Face]) -> None:
    lines(keeper)
    with CaptureQueriesContext(connection) as few:
        lines(keeper)
    for number in range(100, 140):
        report(face(deck, number), "wrong", "known")
    with CaptureQueriesContext(connection) as many:
        assert len(lines(keeper)) == 30
    assert len(many) == len(few)
