"""The public board: enough trials, shared ranks, honest intervals, and no face shown to who might still be asked."""

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from server.decks.generators import LONGEST, fooling_faces, generators, interval
from server.decks.models import Deck, Face
from server.matches.models import Round, Trial
from server.matches.services import archive
from server.players.identity import COOKIE, sign
from tests.matches.played import FINISHED, played

pytestmark = pytest.mark.django_db
ME, OTHER = "me--------------", "other-----------"


def face(name: str, fooled: int, trials: int, **more: object) -> Face:
    deck, _ = Deck.objects.get_or_create(slug="starter", defaults={"title": "Starter", "ready": True})
    truth = more.pop("truth", "ai")
    Face.objects.filter(id=name).delete()
    fields = {"kind": "photo" if truth == "real" else "gan", "source": "x", "licence": "x", "sha256": name}
    fields |= {"picture": f"{name}.jpg", "width": 1, "height": 1, "size": 1, "deck": deck}
    settings.MEDIA_ROOT.mkdir(exist_ok=True)
    (settings.MEDIA_ROOT / f"{name}.jpg").write_bytes(b"\xff\xd8" + name.encode())
    return Face.objects.create(id=name, truth=truth, fooled=fooled, trials=trials, **{**fields, **more})


def visitor(player: str) -> Client:
    client = Client(headers={"host": "localhost"})
    client.cookies[COOKIE] = sign(player)
    return client


def test_the_interval_is_wilsons() -> None:
    assert interval(0, 20) == pytest.approx((0.0, 0.1611), abs=1e-4)
    assert interval(10, 20) == pytest.approx((0.2993, 0.7007), abs=1e-4)
    assert interval(81, 263) == pytest.approx((0.2553, 0.3662), abs=1e-4)  # Newcombe 1998, table I
    assert interval(20, 20)[1] == 1.0


def test_who_fools_most_comes_first_and_equals_share_a_rank() -> None:
    face("a", 10, 20)
    face("b", 20, 40)
    face("c", 19, 20)
    face("d", 5, 20)
    face("few", 19, 19)
    face("photo", 20, 20, truth="real")
    face("staged", 20, 20, staged=True)
    lines = fooling_faces("ai")
    assert [(line.rate.rank, line.face.id) for line in lines] == [(1, "c"), (2, "b"), (2, "a"), (4, "d")]
    assert (lines[0].rate.trials, lines[0].rate.share) == (20, 0.95)
    for number in range(20):
        face(f"more{number}", 1, 30)
    assert len(fooling_faces("ai")) == LONGEST
    assert [line.face.id for line in fooling_faces("real")] == ["photo"]


def test_generators_by_all_their_faces() -> None:
    face("a", 5, 10, generator="One")
    face("b", 5, 10, generator="One")
    face("c", 1, 20, generator="Two")
    face("d", 9, 19, generator="Few")
    face("e", 20, 20, truth="real")
    assert [(line.rate.rank, line.generator, line.rate.share) for line in generators()] == [
        (1, "One", 0.5),
        (2, "Two", 0.05),
    ]


def test_a_face_is_covered_until_it_was_met() -> None:
    room, answers = played("m1", (ME,), seed=3, silence=0)
    dealt = room.faces[0]
    face(dealt.id, 25, 30, truth=dealt.truth.value, generator="Secret engine", source="Secret source")
    archive(room, answers, FINISHED)
    assert Trial.objects.filter(result__player=ME, round__in=Round.objects.filter(face=dealt.id)).exists()
    address = f"/faces/{dealt.id}.jpg"
    assert address in visitor(ME).get("/faces/").content.decode()
    assert visitor(ME).get(address).content == b"\xff\xd8" + dealt.id.encode()
    covered = visitor(OTHER).get("/faces/").content.decode()
    assert "You have not met this one yet." in covered
    for word in (dealt.id, "Secret source"):
        assert word not in covered
    missing = visitor(OTHER).get("/faces/nobody.jpg")
    refused = visitor(OTHER).get(address)
    assert (refused.status_code, refused.content) == (missing.status_code, missing.content) == (404, b"")
    assert "private" in visitor(ME).get(address)["Cache-Control"]


def test_a_retired_face_is_on_no_public_page() -> None:
    face("old", 30, 30, retired=True)
    face("new", 20, 30)
    assert [line.face.id for line in fooling_faces("ai")] == ["new"]
    for address in ("/faces/old.jpg", "/faces/new.jpg"):
        assert visitor(OTHER).get(address).status_code == 404
    assert "/faces/old.jpg" not in visitor(OTHER).get("/faces/").content.decode()


def test_the_page_takes_as_many_queries_for_many_faces() -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert visitor(ME).get("/faces/").status_code == 200
        return len(captured)

    face("a", 20, 30)
    few = queries()
    for number in range(30):
        face(f"f{number}", 20, 30, retired=number % 2 == 0, truth="real" if number % 3 else "ai")
    assert queries() == few


def test_an_empty_board_says_so() -> None:
    page = Client(headers={"host": "localhost", "accept-language": "en"}).get("/faces/").content.decode()
    assert page.count("Not enough verdicts yet.") == 3
