"""Decks and faces in the admin: to look at and to retire, for staff alone, with no script or style inside a page."""

import re

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client

from server.decks.models import Deck, Face

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client: Client, starter_deck: Deck) -> Client:
    client.force_login(User.objects.create_superuser("keeper"))
    return client


@pytest.mark.parametrize(
    "place", ["deck/", "face/", "face/?truth__exact=ai&kind__exact=blend", "face/?q=orl-s22", "deck/add/"]
)
def test_pages_answer_and_hold_nothing_inline(staff: Client, place: str) -> None:
    answer = staff.get(f"/admin/decks/{place}")
    assert answer.status_code == 200
    text = answer.content.decode()
    assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)", text)
    assert not re.search(r"\sstyle=|<style|\son(click|load|error)=", text)
    assert "default-src 'self'" in answer["Content-Security-Policy"]


def test_decks_show_their_balance(staff: Client, starter_deck: Deck) -> None:
    text = staff.get("/admin/decks/deck/").content.decode()
    assert '<td class="field-share_real">50%</td>' in text
    assert staff.get(f"/admin/decks/deck/{starter_deck.pk}/change/").status_code == 200


def test_a_face_with_its_picture(staff: Client) -> None:
    face = Face.objects.all()[3]
    text = staff.get(f"/admin/decks/face/{face.id}/change/").content.decode()
    address = f"/admin/decks/face/{face.id}/picture.jpg"
    assert address in text
    picture = staff.get(address)
    assert picture["Content-Type"] == "image/jpeg"
    assert "private" in picture["Cache-Control"]
    assert staff.get("/admin/decks/face/nobody/picture.jpg").status_code == 404


def test_faces_are_retired_and_brought_back(staff: Client) -> None:
    ids = [face.id for face in Face.objects.all()[:3]]
    for action, retired in (("retire", 3), ("bring_back", 0)):
        answer = staff.post("/admin/decks/face/", {"action": action, "_selected_action": ids}, follow=True)
        assert answer.status_code == 200
        assert Face.objects.filter(retired=True).count() == retired


def test_faces_are_neither_added_nor_deleted(staff: Client) -> None:
    face = Face.objects.all()[0]
    assert staff.get("/admin/decks/face/add/").status_code == 403
    assert staff.get(f"/admin/decks/face/{face.id}/delete/").status_code == 403


def test_pictures_in_the_admin_are_for_staff_who_may_see_faces(client: Client, starter_deck: Deck) -> None:
    address = f"/admin/decks/face/{Face.objects.all()[0].id}/picture.jpg"
    assert client.get(address).status_code == 302
    clerk = User.objects.create_user("clerk", is_staff=True)
    client.force_login(clerk)
    assert client.get(address).status_code == 403
    clerk.user_permissions.add(Permission.objects.get(codename="view_face"))
    assert client.get(address).status_code == 200
