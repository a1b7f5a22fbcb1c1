"""Who wants to be forgotten is: of the data there is left what says nothing of anybody."""

import json
from typing import Any

import msgspec
import pytest
from django.contrib.auth import get_user_model
from django.core import serializers
from django.utils import timezone
from redis import Redis

from server.accounts.deletion import delete_all
from server.accounts.merging import merge
from server.decks.models import Complaint, Deck, Face
from server.leaderboards import audit
from server.leaderboards.boards import Board
from server.leaderboards.selectors import top
from server.matches.models import Match, Result, Trial
from server.matches.services import archive, rename
from server.players import successors
from server.players.models import ALL_TIME, Departure, Player, Standing
from tests.accounts.conftest import PASSWORD, Browse, account_of, consistent
from tests.matches.conftest import PLAYERS, Keep
from tests.matches.played import FINISHED, played

ANN, BEN, CLEO = PLAYERS


def everything() -> str:
    """Return all rows of all tables that know of players, as text."""
    models = (Player, Standing, Match, Result, Trial, Complaint, Departure, get_user_model())
    return json.dumps([json.loads(serializers.serialize("json", model.objects.all())) for model in models])


def test_a_guest_types_the_word_and_is_somebody_new(browse: Browse, keep: Keep) -> None:
    keep(names={ANN: "Annabella"}, hosts=(ANN, BEN))
    trials = list(Trial.objects.order_by("id").values_list("id", "verdict", "points", "took"))
    browser = browse(ANN)
    wrong = browser.post("/account/delete/", {"word": "no"})
    assert (wrong.status_code, browser.player) == (400, ANN)
    response = browser.post("/account/delete/", {"word": " Delete "})
    assert response.status_code == 200
    assert "It is all gone." in response.content.decode()
    player, claimed = browser.told
    assert (player != ANN, claimed) == (True, False)
    assert ANN not in everything()
    assert "Annabella" not in everything()
    assert list(Trial.objects.order_by("id").values_list("id", "verdict", "points", "took")) == trials
    nobody = Player.objects.get(gone=True)
    assert (nobody.name, nobody.user, nobody.standings.count()) == ("", None, 0)
    assert Result.objects.get(player=nobody).called == "Deleted player"
    assert Match.objects.get().hosts == [BEN]
    consistent()


def test_an_account_goes_with_its_guests_and_only_with_its_password(browse: Browse, keep: Keep) -> None:
    keep("m1")
    keep("m2", players=(BEN, CLEO, "dan-------------"))
    browser, phone = browse(ANN), browse()
    browser.claim()
    phone.sign_in()
    merge(BEN, ANN)
    assert browser.get("/account/delete/")["Location"] == "/account/confirm/?next=%2Faccount%2Fdelete%2F"
    assert browser.post("/account/delete/", {"word": "delete"})["Location"] == "/account/delete/"
    assert Player.objects.filter(id=ANN).exists()
    browser.confirm()
    assert browser.post("/account/delete/", {"word": "delete"}).status_code == 200
    for trace in (ANN, BEN, '"ann"'):
        assert trace not in everything()
    assert not get_user_model().objects.exists()
    for other in (browser, phone):
        other.get("/credits/")
        assert other.player != ANN
        assert "Keep what you have" in other.get("/account/").content.decode()
    assert Result.objects.filter(player__gone=True, name="").count() == Result.objects.filter(player__gone=True).count()
    consistent()


def test_two_tabs_and_a_second_time(browse: Browse, keep: Keep) -> None:
    keep()
    first, second = browse(ANN), browse(ANN)
    assert first.post("/account/delete/", {"word": "delete"}).status_code == 200
    assert second.post("/account/delete/", {"word": "delete"}).status_code == 200
    delete_all(ANN)
    assert ANN not in everything()
    assert Result.objects.count() == 3


def test_who_has_nothing_may_delete_it(browse: Browse) -> None:
    assert browse().post("/account/delete/", {"word": "delete"}).status_code == 200


@pytest.mark.parametrize("known", [True, False], ids=["has played before", "in the first match"])
def test_a_match_that_still_runs_is_archived_for_nobody(keep: Keep, known: bool) -> None:
    if known:
        keep("before")
    room, answers = played("running", PLAYERS, seed=4)
    room = msgspec.structs.replace(room, owner=ANN, starter=ANN, host=ANN)
    delete_all(ANN)
    ids = archive(room, answers, FINISHED)
    assert ids is not None
    assert ANN not in ids
    rename("running", ANN, "Annabella")
    assert ANN not in everything()
    assert "Annabella" not in everything()
    match = Match.objects.get(key="running")
    assert (match.results.count(), match.hosts) == (3, [])
    assert match.results.get(player__gone=True).name == ""
    assert match.results.get(player__gone=True).points == room.scores[ANN].points
    assert not Standing.objects.filter(player__gone=True).exists()
    assert archive(room, answers, FINISHED) == ids
    consistent()


def test_after_a_day_nothing_leads_to_nobody(keep: Keep) -> None:
    keep()
    delete_all(ANN)
    assert Departure.objects.count() == 1
    assert successors.successors([ANN])[ANN].gone
    Departure.objects.update(created=timezone.now() - successors.KEPT)
    archive(*played("later", (BEN, CLEO, "dan-------------")), FINISHED)
    assert Departure.objects.count() == 0
    assert successors.successors([ANN]) == {}


def test_reports_of_faces_lose_their_author_and_stay_one_each(keep: Keep) -> None:
    keep()
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
    for player in (ANN, BEN):
        Complaint.objects.create(face=face, player=player, reason="wrong", origin="0123456789ab")
        delete_all(player)
    assert Complaint.objects.values("player").distinct().count() == 2
    assert not Complaint.objects.exclude(origin="").exists()
    assert not Complaint.objects.filter(player__in=(ANN, BEN, *Player.objects.values("id"))).exists()


def test_who_runs_the_server_is_not_deleted_by_mistake(browse: Browse) -> None:
    get_user_model().objects.create_superuser("root", password=PASSWORD)
    browser = browse()
    browser.sign_in("root")
    browser.confirm()
    assert browser.post("/account/delete/", {"word": "delete"}).status_code == 403
    assert account_of("root")


def test_the_boards_forget_who_is_gone(browse: Browse, keep: Keep, redis_url: str, settings: Any) -> None:
    settings.REDIS_URL = redis_url
    Redis.from_url(redis_url).flushall()
    keep()
    assert ANN in [line.player for line in top(Board.POINTS, ALL_TIME, 10)]  # makes the board whole
    browse(ANN).post("/account/delete/", {"word": "delete"})
    assert [line.player for line in top(Board.POINTS, ALL_TIME, 10)] == sorted(
        (BEN, CLEO), key=lambda id_: -Standing.objects.get(player=id_, window=ALL_TIME).points
    )


def test_a_deletion_leaves_results_ratings_and_boards_in_agreement(
    browse: Browse, keep: Keep, redis_url: str, settings: Any
) -> None:
    settings.REDIS_URL = redis_url
    Redis.from_url(redis_url).flushall()
    keep(rounds=5, silence=0)
    Result.objects.update(rating=26.0, rating_deviation=7.0)
    Player.objects.update(rating=26.0, rating_deviation=7.0, rated=1)
    assert ANN in [line.player for line in top(Board.POINTS, ALL_TIME, 10)]
    browse(ANN).post("/account/delete/", {"word": "delete"})
    consistent()
    assert [str(each) for each in audit.row_differences()] == []
    for boards in audit.all_boards():
        assert audit.board_differences(boards) == []
        assert ANN not in [member for members in boards.members() for member in members]
