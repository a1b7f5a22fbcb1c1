"""The file with everything that is kept of somebody."""

import json
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.contrib.auth.models import User
from django.test import AsyncClient

from server.accounts import export
from server.accounts.merging import merge
from server.decks.models import Complaint, Deck, Face
from server.players.identity import COOKIE, sign
from tests.accounts.conftest import Browse, account_of
from tests.matches.conftest import PLAYERS, Keep

ANN, BEN, CLEO = PLAYERS


def read(player: str, user: User | None = None) -> Any:
    return json.loads(b"".join(export.exported(player, user)))


def test_it_has_every_trial_and_nobody_else_s(keep: Keep) -> None:
    match = keep("m1", hosts=(ANN, BEN))
    keep("m2", players=(BEN, CLEO, "dan-------------"))
    told = read(ANN)
    assert told["player"]["id"] == ANN
    assert told["account"] is None
    assert told["hosted"] == ["m1"]
    assert [entry["key"] for entry in told["matches"]] == ["m1"]
    result = match.results.get(player=ANN)
    assert told["matches"][0]["result"]["points"] == result.points
    trials = list(result.trials.order_by("round__number").values_list("verdict", "took", "points"))
    assert [(trial["verdict"], trial["took"], trial["points"]) for trial in told["matches"][0]["trials"]] == trials
    assert {standing["window"] for standing in told["standings"]} >= {"all"}
    text = json.dumps(told)
    assert BEN not in text
    assert CLEO not in text


def test_it_has_the_account_its_guests_and_reports(browse: Browse, keep: Keep) -> None:
    keep("m1")
    keep("m2", players=(BEN, CLEO, "dan-------------"))
    browse(ANN).claim()
    User.objects.update(email="ann@example.org")
    merge(BEN, ANN)
    face = Face.objects.create(
        id="f",
        deck=Deck.objects.create(slug="d", title="D"),
        sha256="0",
        picture="0.jpg",
        truth="real",
        kind="photo",
        width=1,
        height=1,
        size=1,
    )
    Complaint.objects.create(face=face, player=ANN, reason="wrong")
    user = account_of("ann").user
    assert isinstance(user, User)
    told = read(ANN, user)
    assert (told["account"]["username"], told["account"]["email"]) == ("ann", "ann@example.org")
    assert "password" not in told["account"]
    assert [guest["id"] for guest in told["merged"]] == [BEN]
    assert sorted(entry["key"] for entry in told["matches"]) == ["m1", "m1", "m2"]
    assert [report["face"] for report in told["reports_of_faces"]] == ["f"]


def test_who_is_not_there_gets_an_empty_one(db: None) -> None:
    told = read("nobody----------")
    assert (told["player"], told["matches"]) == (None, [])


def test_queries_do_not_grow_with_the_trials(
    keep: Keep, django_assert_max_num_queries: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(5):
        keep(f"m{number}", rounds=5)
    with django_assert_max_num_queries(10):
        assert len(read(ANN)["matches"]) == 5
    monkeypatch.setattr(export, "CHUNK", 2)
    with django_assert_max_num_queries(14):
        assert len(read(ANN)["matches"]) == 5


def test_it_is_sent_as_a_file_to_who_asks(keep: Keep) -> None:
    keep()

    async def fetch() -> tuple[Any, bytes]:
        client = AsyncClient(headers={"host": "localhost"})
        client.cookies[COOKIE] = sign(ANN)
        response: Any = await client.get("/account/export/")
        return response, b"".join([chunk async for chunk in response.streaming_content])

    response, content = async_to_sync(fetch)()
    assert response["Content-Disposition"] == 'attachment; filename="uncanny-my-data.json"'
    assert "no-store" in response["Cache-Control"]
    assert json.loads(content)["player"]["id"] == ANN
