"""A guest becomes an account's player: asked first, once, whole, and nothing counts twice."""

import msgspec
import pytest
from django.db.models import F, Sum

from server.accounts.adapter import GUEST
from server.accounts.merging import Merged, Refusal, merge, offered
from server.decks.models import Complaint, Deck, Face
from server.matches.history import rebuild
from server.matches.models import Match, Result, Trial
from server.matches.services import archive, rename
from server.matches.standings import counted, same
from server.players.models import ALL_TIME, Player, Standing
from tests.accounts.conftest import Browse
from tests.matches.conftest import PLAYERS, Keep
from tests.matches.played import FINISHED, played

ANN, BEN, CLEO = PLAYERS
HOME = "ann-at-home-----"
OTHERS = ("dan-------------", "eve-------------")


@pytest.fixture
def account(browse: Browse, keep: Keep) -> str:
    """Ann's account, with one match; as a guest on her phone she has played two, one of them beside herself."""
    keep("at-home", players=(HOME, BEN, CLEO), seed=1)
    keep("on-the-phone", players=(ANN, *OTHERS), seed=2)
    keep("both", players=(HOME, ANN, BEN), seed=3)
    browse(HOME).claim()
    return HOME


def consistent() -> None:
    """Standings say what results say, and everything that was learnt follows from the history."""
    players = list(Player.objects.values_list("id", flat=True))
    truth = counted([player.id for player in Player.objects.filter(merged_into=None, gone=False)])
    for player in players:
        standing = Standing.objects.filter(player=player, window=ALL_TIME).first()
        assert same(standing, truth.get(player, {}).get(ALL_TIME)), player
    found = rebuild(write=False)
    assert (found.players, found.faces) == ([], [])


def test_who_signs_in_is_asked_and_not_merged_silently(browse: Browse, account: str) -> None:
    phone = browse(ANN)
    response = phone.sign_in(next="/matches/")
    assert response["Location"] == "/account/merge/?next=%2Fmatches%2F"
    page = phone.get(response["Location"]).content.decode()
    assert "You played 1 match here as a guest." in page  # the one beside herself is no offer
    assert Result.objects.filter(player=ANN).count() == 2
    assert phone.post("/account/merge/", {"answer": "yes", "next": "/matches/"})["Location"] == "/matches/"
    assert phone.told == (HOME, True)
    assert Player.objects.get(id=ANN).merged_into_id == HOME
    assert set(Result.objects.filter(player=HOME).values_list("match__key", flat=True)) == {
        "at-home",
        "on-the-phone",
        "both",
    }
    assert Result.objects.get(player=ANN).match.key == "both"
    consistent()


def test_who_says_no_is_not_asked_again(browse: Browse, account: str) -> None:
    phone = browse(ANN)
    phone.sign_in()
    phone.post("/account/merge/", {"answer": "no"})
    assert GUEST not in phone.session
    assert phone.get("/account/merge/")["Location"] == "/account/"
    assert Player.objects.get(id=ANN).merged_into is None
    assert phone.post("/account/merge/", {"answer": "yes"}).status_code == 302
    assert Player.objects.get(id=ANN).merged_into is None


def test_a_merge_posted_twice_or_in_two_tabs_is_one(browse: Browse, account: str) -> None:
    phone, session = browse(ANN), {}
    phone.sign_in()
    session = {GUEST: phone.session[GUEST]}
    phone.post("/account/merge/", {"answer": "yes"})
    before = list(Result.objects.order_by("id").values_list("id", "player"))
    kept = phone.session
    kept.update(session)  # the other tab had read it before
    kept.save()
    phone.post("/account/merge/", {"answer": "yes"})
    assert list(Result.objects.order_by("id").values_list("id", "player")) == before
    assert merge(ANN, HOME) == Merged(0)
    consistent()


def test_until_it_is_decided_the_account_page_reminds(browse: Browse, account: str) -> None:
    phone = browse(ANN)
    phone.sign_in()
    assert "Decide what becomes of them" in phone.get("/account/").content.decode()
    phone.post("/account/merge/", {"answer": "yes"})
    assert "Decide what becomes of them" not in phone.get("/account/").content.decode()


def test_what_cannot_be_merged_is_refused_with_a_reason(browse: Browse, account: str) -> None:
    browse(BEN).claim("ben")
    assert merge("nobody----------", HOME) is Refusal.NO_GUEST
    assert merge(ANN, CLEO) is Refusal.NO_ACCOUNT
    assert merge(BEN, HOME) is Refusal.NOT_A_GUEST
    assert merge(HOME, HOME) is Refusal.NOT_A_GUEST
    merge(ANN, HOME)
    assert merge(ANN, BEN) is Refusal.NOT_A_GUEST
    assert offered(ANN, BEN) == 0


def test_hosts_and_reports_of_faces_follow(browse: Browse, account: str) -> None:
    Match.objects.filter(key="on-the-phone").update(owner=ANN, starter=ANN, host=ANN)
    deck = Deck.objects.create(slug="d", title="D")
    faces = [
        Face.objects.create(
            id=f"f{number}",
            deck=deck,
            sha256=str(number),
            picture=f"{number}.jpg",
            truth="real",
            kind="photo",
            width=1,
            height=1,
            size=1,
        )
        for number in range(2)
    ]
    Complaint.objects.create(face=faces[0], player=ANN, reason="wrong")
    Complaint.objects.create(face=faces[1], player=ANN, reason="wrong")
    Complaint.objects.create(face=faces[1], player=HOME, reason="broken")
    merge(ANN, HOME)
    assert Match.objects.get(key="on-the-phone").hosts == [HOME]
    assert sorted(Complaint.objects.values_list("face", "player", "reason")) == [
        ("f0", HOME, "wrong"),
        ("f1", HOME, "broken"),
    ]


def test_of_two_ratings_that_of_more_matches_stands(browse: Browse, account: str) -> None:
    for player, key, rating in ((ANN, "on-the-phone", 30.0), (ANN, "both", 31.0), (HOME, "at-home", 20.0)):
        Result.objects.filter(player=player, match__key=key).update(rating=rating, rating_deviation=2.0)
        Player.objects.filter(id=player).update(rating=rating, rating_deviation=2.0, rated=F("rated") + 1)
    merge(ANN, HOME)
    own = Player.objects.get(id=HOME)
    assert (own.rating, own.rating_deviation, own.rated) == (30.0, 2.0, 1)  # the match of both stays the guest's
    assert Result.objects.get(player=HOME, match__key="at-home").rating is None
    consistent()


def test_a_match_that_runs_meanwhile_is_archived_for_the_account(browse: Browse, account: str) -> None:
    room, answers = played("running", (ANN, BEN, CLEO), seed=4)
    room = msgspec.structs.replace(room, owner=ANN, starter=ANN, host=BEN)
    merge(ANN, HOME)
    ids = archive(room, answers, FINISHED)
    assert ids == sorted((HOME, BEN, CLEO))
    assert archive(room, answers, FINISHED + 1) == ids
    match = Match.objects.get(key="running")
    assert (match.hosts, match.results.count()) == ([HOME, BEN], 3)
    assert Trial.objects.filter(result__match=match).aggregate(points=Sum("points"))["points"] == sum(
        score.points for score in room.scores.values()
    )
    rename("running", ANN, "Anna")
    assert match.results.get(player=HOME).name == "Anna"
    consistent()


def test_a_running_match_in_which_both_sit_loses_and_doubles_nothing(browse: Browse, account: str) -> None:
    room, answers = played("running", (ANN, HOME, BEN), seed=5)
    merge(ANN, HOME)
    before = Standing.objects.get(player=HOME, window=ALL_TIME)
    assert archive(room, answers, FINISHED) == sorted((ANN, HOME, BEN))
    after = Standing.objects.get(player=HOME, window=ALL_TIME)
    assert after.points - before.points == room.scores[HOME].points
    assert Match.objects.get(key="running").results.count() == 3
    rename("running", ANN, "Anna")
    assert Result.objects.get(match__key="running", player=ANN).name == "Anna"
    consistent()


def test_two_guests_of_one_account_in_one_match_are_two_results(browse: Browse, account: str) -> None:
    room, answers = played("running", (ANN, CLEO, BEN), seed=6)
    merge(ANN, HOME)
    merge(CLEO, HOME)
    assert archive(room, answers, FINISHED) == sorted((HOME, BEN, CLEO))
    consistent()
