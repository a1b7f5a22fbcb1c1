"""What strangers try: other people's guests, forged forms, redirects away, fixed sessions, many passwords."""

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password

from server.matches.models import Result
from server.players.identity import COOKIE, sign
from server.players.models import Player
from tests.accounts.conftest import PASSWORD, Browse, account_of
from tests.matches.conftest import PLAYERS, Keep

ANN, BEN = PLAYERS[:2]

FORMS = ["claim/", "sign-in/", "sign-out/", "merge/", "delete/", "password/", "confirm/", "passkeys/sign-in/"]


@pytest.mark.parametrize("form", [*FORMS, "passkeys/add/", "passkeys/1/remove/"])
def test_no_form_works_without_its_token(browse: Browse, form: str) -> None:
    browser = browse(enforce_csrf_checks=True)
    before = browser.player
    assert browser.post(f"/account/{form}", {"word": "delete", "answer": "yes"}).status_code == 403
    assert browser.player == before


@pytest.mark.parametrize("away", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example"])
def test_nobody_is_led_away(browse: Browse, keep: Keep, away: str) -> None:
    keep()
    browser = browse()
    assert browser.claim(next=away)["Location"] == "/account/"
    assert browser.sign_in(next=away)["Location"] == "/account/"  # signed in already
    assert browser.post("/account/sign-out/", {"next": away})["Location"] == "/account/"
    guest = browse(ANN)
    assert guest.sign_in(next=away)["Location"] == "/account/merge/?next=%2Faccount%2F"
    assert guest.post("/account/merge/", {"answer": "no", "next": away})["Location"] == "/account/"


def test_the_way_goes_on_where_it_should(browse: Browse) -> None:
    assert browse().claim(next="/matches/")["Location"] == "/matches/"
    assert browse().sign_in(next="/matches/")["Location"] == "/matches/"


def test_a_session_that_was_there_before_opens_nothing(browse: Browse) -> None:
    browse().claim()
    victim = browse()
    victim.post("/account/sign-in/", {"login": "ann", "password": "wrong"})
    session = victim.session
    session["planted"] = True
    session.save()
    planted = session.session_key
    victim.cookies[settings.SESSION_COOKIE_NAME] = planted
    victim.sign_in()
    assert victim.cookies[settings.SESSION_COOKIE_NAME].value != planted
    thief = browse()
    thief.cookies[settings.SESSION_COOKIE_NAME] = planted
    thief.get("/account/")
    assert thief.player != account_of("ann").id


def test_nobody_merges_a_guest_that_this_browser_was_not(browse: Browse, keep: Keep) -> None:
    keep()
    thief = browse()
    thief.claim("thief")
    for told in ({"answer": "yes", "guest": ANN}, {"answer": "yes", "player": ANN, "accounts.guest": ANN}):
        assert thief.post("/account/merge/", told).status_code == 302
    thief.cookies[COOKIE] = sign(ANN) + "x"
    thief.sign_out()
    thief.cookies[COOKIE] = sign(ANN).replace(ANN, BEN)
    thief.sign_in("thief")
    assert not thief.guest
    assert not Result.objects.filter(player=account_of("thief")).exists()
    assert not Player.objects.filter(merged_into__isnull=False).exists()


def test_an_account_s_player_is_not_merged_into_another(browse: Browse, keep: Keep) -> None:
    keep()
    browse(ANN).claim("ann")
    thief = browse()
    thief.claim("thief")
    thief.sign_out()
    thief.cookies[COOKIE] = sign(ANN)  # a copy from before Ann had an account
    thief.sign_in("thief")
    thief.post("/account/merge/", {"answer": "yes"})
    assert Result.objects.filter(player=ANN).count() == 1
    thief.sign_out()
    thief.cookies[COOKIE] = sign(ANN, claimed=True)
    thief.sign_in("thief")
    assert not thief.guest


def test_passwords_are_not_tried_by_the_hundred(browse: Browse) -> None:
    browse().claim()
    thief = browse()
    said = [thief.sign_in(password=f"guess number {number}").content.decode() for number in range(8)]
    assert "Too many failed login attempts" in said[-1]
    assert "Too many failed login attempts" in thief.sign_in().content.decode()  # even with the right one
    assert thief.player != account_of("ann").id


def test_a_class_signs_up_and_in_together_and_hundreds_are_slowed(browse: Browse) -> None:
    answers = [browse().claim(f"ann{number}", password1="x").status_code for number in range(61)]
    assert (set(answers[:60]), answers[60]) == ({200}, 429)
    get_user_model().objects.bulk_create(
        get_user_model()(username=f"ann{number}", password=make_password(PASSWORD)) for number in range(35)
    )
    assert {browse().sign_in(f"ann{number}").status_code for number in range(35)} == {302}


def test_signing_in_does_not_tell_who_has_an_account(browse: Browse) -> None:
    browse().claim()
    there, nowhere = (browse().sign_in(name, "wrong").content.decode() for name in ("ann", "nobody"))
    sentence = "The username and/or password you specified are not correct."
    assert sentence in there
    assert sentence in nowhere


def test_a_closed_account_opens_nothing(browse: Browse) -> None:
    browser = browse()
    browser.claim()
    user = account_of("ann").user
    assert user is not None
    user.is_active = False
    user.save()
    browser.get("/account/")
    assert not browser.told[1]
    assert browser.sign_in()["Location"] == "/account/inactive/"
    assert browser.get("/account/inactive/").status_code == 200


@pytest.mark.parametrize("address", ["passkeys/add/", "passkeys/1/remove/", "password/", "confirm/"])
def test_pages_of_accounts_are_for_those_who_have_one(browse: Browse, address: str) -> None:
    response = browse().get(f"/account/{address}")
    assert (response.status_code, response["Location"].partition("?")[0]) == (302, "/account/sign-in/")


def test_what_opens_the_door_is_asked_for_again(browse: Browse) -> None:
    browser = browse()
    browser.claim()
    assert browser.get("/account/passkeys/add/")["Location"].startswith("/account/confirm/?")
    browser.confirm()
    assert browser.get("/account/passkeys/add/").status_code == 200


def test_pages_of_accounts_are_kept_by_no_cache(browse: Browse) -> None:
    browser = browse()
    browser.claim()
    assert "no-store" in browser.get("/account/")["Cache-Control"]
    assert "no-store" in browse().get("/account/sign-in/")["Cache-Control"]
