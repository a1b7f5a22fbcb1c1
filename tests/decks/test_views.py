"""Credits for all to read, and a face to try that keeps its truth until it is asked."""

import json

import pytest
from django.test import Client

from server.decks.models import Deck, Face

pytestmark = pytest.mark.django_db


def test_credits_name_every_source_and_its_terms(client: Client, starter_deck: Deck) -> None:
    pages = [client.get(f"/credits/{slug}/") for slug in ("starter", "starter-easy")]
    assert [page.status_code for page in pages] == [200, 200]
    text = "".join(page.content.decode() for page in pages)
    for word in ("AT&amp;T Laboratories Cambridge", "Prompt Haus", "Chien Liu", "MIT", "DCGAN", "gemini-3-pro-image"):
        assert word in text
    assert "with practice the two sources can be told apart" in text


def test_credits_without_a_deck(client: Client) -> None:
    assert "No deck is ready yet" in client.get("/credits/").content.decode()


def test_credits_in_chinese(client: Client, starter_deck: Deck) -> None:
    text = client.get("/credits/", headers={"accept-language": "zh-hans"}).content.decode()
    assert "这些脸从哪里来" in text
    assert "入门图库" in text


def test_a_face_to_try(client: Client, starter_deck: Deck) -> None:
    answer = client.get("/sample/")
    assert answer.status_code == 200
    assert set(answer.json()) == {"id", "picture"}
    assert "no-store" in answer["Cache-Control"]
    picture = client.get(answer.json()["picture"])
    assert picture["Content-Type"] == "image/jpeg"
    assert picture.content.startswith(b"\xff\xd8")
    face = Face.objects.get(id=answer.json()["id"])
    for verdict in ("real", "ai"):
        body = json.dumps({"verdict": verdict})
        told = client.post(f"/sample/{face.id}/", body, content_type="application/json").json()
        assert told["truth"] == face.truth
        assert told["right"] == (verdict == face.truth)
        assert (told["source"], told["licence"]) == (face.source, face.licence)
    assert client.post(f"/sample/{face.id}/", {"verdict": "ai"}).json()["truth"] == face.truth


def test_nothing_before_the_verdict_depends_on_the_truth(client: Client, starter_deck: Deck) -> None:
    seen: dict[str, set[tuple[object, ...]]] = {"real": set(), "ai": set()}
    while not all(seen.values()):
        answer = client.get("/sample/")
        truth = Face.objects.get(id=answer.json()["id"]).truth
        picture = client.get(answer.json()["picture"])
        seen[truth].add((len(answer.content), tuple(sorted(answer.headers)), tuple(sorted(picture.headers))))
    assert seen["real"] == seen["ai"]


@pytest.mark.parametrize(
    "body", ["", "{", "[]", "null", '{"verdict": 1}', '{"verdict": "edited"}', '{"verdict": "' + "x" * 500 + '"}']
)
def test_bad_verdicts(client: Client, starter_deck: Deck, body: str) -> None:
    face_id = client.get("/sample/").json()["id"]
    answer = client.post(f"/sample/{face_id}/", body, content_type="application/json")
    assert (answer.status_code, answer.json()) == (400, {"error": "bad_verdict"})


def test_faces_of_the_game_cannot_be_asked_for(client: Client, starter_deck: Deck) -> None:
    other = Face.objects.filter(deck__slug="starter-easy").first()
    assert client.post(f"/sample/{other.id}/", {"verdict": "ai"}).status_code == 404
    assert client.get(f"/sample/{other.id}.jpg").status_code == 404


def test_the_verdict_is_protected_against_foreign_forms(starter_deck: Deck) -> None:
    strict = Client(enforce_csrf_checks=True, headers={"host": "localhost"})
    face_id = strict.get("/sample/").json()["id"]
    assert strict.post(f"/sample/{face_id}/", {"verdict": "ai"}).status_code == 403


def test_without_a_deck_there_is_nothing_to_try(client: Client) -> None:
    assert client.get("/sample/").status_code == 404
    assert client.post("/sample/x/", {"verdict": "ai"}).status_code == 404
    assert client.get("/sample/x.jpg").status_code == 404
