"""What players say is wrong with a face: taken once, changed while open, bounded, and silent about the truth."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from server.decks.complaints import MOST, MOST_OF_ORIGIN, WINDOW
from server.decks.models import Complaint, Deck, Face
from server.players.identity import COOKIE, sign
from tests.decks.test_selectors import face

pytestmark = pytest.mark.django_db
ANN, BEN = "ann-------------", "ben-------------"


@pytest.fixture
def deck() -> Deck:
    return Deck.objects.create(slug="mine", title="Mine", ready=True)


def browser(player: str, **options: bool) -> Client:
    client = Client(headers={"host": "localhost"}, **options)
    client.cookies[COOKIE] = sign(player)
    return client


def report(face_id: str, reason: object = "wrong", player: str = ANN) -> tuple[int, object]:
    body = json.dumps({"reason": reason})
    answer = browser(player).post(f"/faces/{face_id}/report/", body, content_type="application/json")
    return answer.status_code, answer.json()


def test_a_report_is_kept_for_the_staff(deck: Deck) -> None:
    shown = face(deck, 1)
    assert report(shown.id, "known") == (201, {"reason": "known"})
    kept = Complaint.objects.get()
    assert (kept.face, kept.player, kept.reason, kept.state) == (shown, ANN, "known", "open")


def test_a_form_does_as_well(deck: Deck) -> None:
    answer = browser(ANN).post(f"/faces/{face(deck, 1).id}/report/", {"reason": "broken"})
    assert (answer.status_code, answer.json()) == (201, {"reason": "broken"})


def test_a_browser_without_script_gets_a_page_with_the_way_back(deck: Deck) -> None:
    address = f"/faces/{face(deck, 1).id}/report/"
    html = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
    answer = browser(ANN).post(address, {"reason": "broken", "next": "/matches/m1/"}, headers=html)
    assert answer.status_code == 201
    assert "Thank you." in answer.content.decode()
    assert 'href="/matches/m1/"' in answer.content.decode()
    away = browser(ANN).post(address, {"reason": "nonsense", "next": "https://elsewhere.example/"}, headers=html)
    assert away.status_code == 400
    assert "elsewhere" not in away.content.decode()


def test_a_second_one_changes_the_first_while_it_is_open(deck: Deck) -> None:
    shown = face(deck, 1)
    report(shown.id, "wrong")
    assert report(shown.id, "offensive") == (200, {"code": "already", "reason": "offensive"})
    assert report(shown.id, "broken", BEN) == (201, {"reason": "broken"})
    assert sorted(Complaint.objects.values_list("player", "reason")) == [(ANN, "offensive"), (BEN, "broken")]


@pytest.mark.parametrize("state", ["upheld", "dismissed"])
def test_one_that_is_decided_stays_as_it_is(deck: Deck, state: str) -> None:
    shown = face(deck, 1)
    report(shown.id, "wrong")
    Complaint.objects.update(state=state)
    assert report(shown.id, "broken") == (200, {"code": "already", "reason": "wrong"})
    assert list(Complaint.objects.values_list("reason", "state")) == [("wrong", state)]


@pytest.mark.parametrize("reason", [None, 1, "", "ugly", "WRONG", ["wrong"], {}, "x" * 500])
def test_reasons_that_are_none(deck: Deck, reason: object) -> None:
    assert report(face(deck, 1).id, reason) == (400, {"error": "bad_reason"})
    assert not Complaint.objects.exists()


@pytest.mark.parametrize("body", ["", "{", "[]", "null", "\\x00"])
def test_bodies_that_are_none(deck: Deck, body: str) -> None:
    address = f"/faces/{face(deck, 1).id}/report/"
    answer = browser(ANN).post(address, body, content_type="application/json")
    assert (answer.status_code, answer.json()) == (400, {"error": "bad_reason"})


def test_faces_that_are_none(deck: Deck) -> None:
    assert report("f" * 32) == (404, {"error": "no_face"})
    assert not Complaint.objects.exists()


def test_the_answer_is_the_same_whatever_the_face_is(deck: Deck) -> None:
    faces = [
        face(deck, 1),
        face(deck, 2, truth="ai", kind="gan"),
        face(deck, 3, truth="edited", kind="edited"),
        face(deck, 4, retired=True),
        face(deck, 5, staged=True),
    ]
    for _again in range(2):
        answers = []
        for shown in faces:
            answer = browser(ANN).post(f"/faces/{shown.id}/report/", {"reason": "known"})
            headers = {name: value for name, value in answer.headers.items() if name != "Expires"}  # the clock's
            answers.append((answer.status_code, answer.content, headers))
        assert [answer == answers[0] for answer in answers] == [True] * len(faces)


def test_ten_an_hour(deck: Deck) -> None:
    shown = [face(deck, number) for number in range(MOST + 2)]
    for each in shown[:MOST]:
        assert report(each.id)[0] == 201
    assert report(shown[MOST].id) == (429, {"error": "too_many"})
    assert report(shown[0].id, "known") == (200, {"code": "already", "reason": "known"})  # a change is none more
    assert report(shown[MOST].id, player=BEN)[0] == 201
    Complaint.objects.filter(player=ANN).update(created=timezone.now() - WINDOW - timedelta(seconds=1))
    assert report(shown[MOST].id)[0] == 201


def test_fresh_cookies_do_not_get_around_the_limit_of_a_network(deck: Deck) -> None:
    shown = face(deck, 1)
    for number in range(MOST_OF_ORIGIN):
        assert report(shown.id, player=f"{number:-<16}")[0] == 201
    assert report(shown.id) == (429, {"error": "too_many"})
    elsewhere = browser(ANN).post(f"/faces/{shown.id}/report/", {"reason": "wrong"}, REMOTE_ADDR="203.0.113.9")
    assert elsewhere.status_code == 201
    assert "203.0.113.9" not in str(Complaint.objects.values())  # addresses are not kept


def test_only_who_plays_here_can_report(deck: Deck) -> None:
    shown, stranger = face(deck, 1), Client(headers={"host": "localhost"})
    for cookie in ("", f"{ANN}:forged"):
        stranger.cookies[COOKIE] = cookie
        answer = stranger.post(f"/faces/{shown.id}/report/", {"reason": "wrong"})
        assert (answer.status_code, answer.json()) == (403, {"error": "no_player"})
    assert not Complaint.objects.exists()


def test_foreign_forms_are_refused(deck: Deck) -> None:
    shown = face(deck, 1)
    strict = browser(ANN, enforce_csrf_checks=True)
    assert strict.post(f"/faces/{shown.id}/report/", {"reason": "wrong"}).status_code == 403
    assert browser(ANN).get(f"/faces/{shown.id}/report/").status_code == 405
    assert not Complaint.objects.exists()


def test_a_report_changes_nothing_of_the_game(deck: Deck) -> None:
    shown = face(deck, 1)
    before = Face.objects.filter(pk=shown.pk).values().get()
    for reason in Complaint.Reason.values:
        report(shown.id, reason)
    assert Face.objects.filter(pk=shown.pk).values().get() == before
