"""The address of an account: optional, confirmed before it counts, for a new password and nothing else."""

import json
import re
import threading
import time
from datetime import datetime, timedelta
from smtplib import SMTPServerDisconnected
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import User
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core import mail as post
from django.core.mail.backends.locmem import EmailBackend
from django.core.signing import TimestampSigner, b62_encode

from server.accounts.deletion import delete_all
from server.accounts.export import exported
from server.accounts.mail import THREAD
from server.variables import MailServer
from tests.accounts.conftest import PASSWORD, Browse, Browser, account_of

ADDRESS = "ann@example.org"
NEW = "eight grey herons"
PAGES = ("/account/e-mail/", "/account/new-password/", "/account/new-password/sent/", "/account/new-password/done/")


@pytest.fixture
def sends(settings: Any) -> None:
    settings.MAIL = MailServer("127.0.0.1", 25, "", "", starttls=False, tls=False)
    settings.ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "email"]
    settings.ACCOUNT_EMAIL_VERIFICATION = "optional"


@pytest.fixture
def ann(browse: Browse, sends: None) -> Browser:
    """Signed in, with an address that was confirmed."""
    ann = browse()
    ann.claim(email=ADDRESS)
    assert "is confirmed" in ann.post(link(), follow=True).content.decode()
    post.outbox.clear()
    return ann


def link() -> str:
    """The path in the one mail that was sent."""
    (sent,) = post.outbox
    assert sent.to == [ADDRESS]
    found = re.search(r"http://localhost(/account/\S+)", sent.body)
    assert found, sent.body
    return found[1]


def posted() -> None:
    """Wait until the mails are out that nobody waits for."""
    for thread in threading.enumerate():
        if thread.name == THREAD:
            thread.join()


def asked_for_a_new_one(browser: Browser, address: str = ADDRESS, language: str = "en") -> str:
    told = browser.post(
        "/account/new-password/", {"email": address}, follow=True, headers={"accept-language": language}
    )
    assert told.status_code == 200
    posted()
    return re.sub(r'value="\w{64}"', "", told.content.decode())


def test_where_the_server_sends_no_mail_nothing_of_it_is_there(browse: Browse) -> None:
    browser = browse()
    assert 'name="email"' not in browser.get("/account/claim/").content.decode()
    browser.claim(email=ADDRESS)
    assert account_of("ann").user.email == ""
    assert {browser.get(path).status_code for path in PAGES} == {404}
    assert browser.get("/account/e-mail/abc/").status_code == 404
    assert "E-mail" not in browser.get("/account/").content.decode()
    assert "new-password" not in browse().get("/account/sign-in/").content.decode()
    assert "new-password" not in browser.get("/account/confirm/").content.decode()


def test_an_account_needs_no_address(browse: Browse, sends: None) -> None:
    browser = browse()
    assert "E-mail (optional)" in browser.get("/account/claim/").content.decode()
    assert browser.claim().status_code == 302
    assert (account_of("ann").user.email, post.outbox) == ("", [])


def test_an_address_counts_once_it_is_confirmed(browse: Browse, sends: None) -> None:
    ann = browse()
    ann.claim(email=ADDRESS)
    opened = link()
    assert "Not confirmed yet" in ann.get("/account/e-mail/").content.decode()
    post.outbox.clear()
    asked_for_a_new_one(browse())
    assert post.outbox == [], "a mistyped address would open the account to a stranger"
    assert ADDRESS in ann.get(opened).content.decode()
    assert not EmailAddress.objects.get().verified, "a scanner of links opens it, too"
    ann.post(opened)
    assert EmailAddress.objects.get().verified
    assert ADDRESS in ann.get("/account/").content.decode()
    assert ADDRESS not in browse().get("/account/").content.decode()


@pytest.mark.parametrize("days", [2, 4])
def test_a_link_confirms_for_three_days(
    browse: Browse, sends: None, days: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, then = browse(), int(time.time()) - days * 24 * 3600
    monkeypatch.setattr(TimestampSigner, "timestamp", lambda _: b62_encode(then))
    ann.claim(email=ADDRESS)
    assert ("does not work any more" in ann.get(link()).content.decode()) == (days > 3)
    ann.post(link())
    assert EmailAddress.objects.get().verified == (days < 3)
    assert "does not work any more" in ann.get(link()).content.decode(), "used or old"


@pytest.mark.parametrize("days", [2, 4])
def test_a_link_to_a_new_password_is_good_for_three_days(
    ann: Browser, browse: Browse, days: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as earlier:
        then = datetime.now() - timedelta(days=days)  # noqa: DTZ005 - as Django's
        earlier.setattr(PasswordResetTokenGenerator, "_now", lambda _: then)
        asked_for_a_new_one(browse())
    assert ("does not work any more" in browse().get(link(), follow=True).content.decode()) == (days > 3)


def test_a_new_password_by_a_link_that_works_once(ann: Browser, browse: Browse) -> None:
    phone = browse()
    asked_for_a_new_one(phone)
    first = link()
    form = phone.get(first)
    assert form.status_code == 302, "the secret leaves the address"
    page = phone.get(form["Location"]).content.decode()
    assert first.rsplit("/", 2)[1] not in page
    done = phone.post(form["Location"], {"password1": NEW, "password2": NEW}, follow=True)
    assert "Your new password counts" in done.content.decode()
    assert ann.get("/account/e-mail/").status_code == 302, "all other sessions have ended"
    assert phone.sign_in(password=PASSWORD).status_code == 200
    assert phone.sign_in(password=NEW).status_code == 302
    assert "does not work any more" in browse().get(first).content.decode()


@pytest.mark.parametrize("wrong", ["/account/new-password/1-abc-def/", "/account/new-password/zzz-set-password/"])
def test_a_wrong_link_opens_nothing(ann: Browser, browse: Browse, wrong: str) -> None:
    assert "does not work any more" in browse().get(wrong).content.decode()
    assert "does not work any more" in browse().get("/account/e-mail/forged:link/").content.decode()


def test_nobody_learns_who_has_an_account(ann: Browser, browse: Browse) -> None:
    assert asked_for_a_new_one(browse()) == asked_for_a_new_one(browse(), "nobody@example.org")
    assert len(post.outbox) == 1
    assert browse().claim("bob", email=ADDRESS).status_code == 302, "one address may belong to several"


def test_the_time_of_an_answer_tells_nothing_either(
    ann: Browser, browse: Browse, monkeypatch: pytest.MonkeyPatch
) -> None:
    awake, send = threading.Event(), EmailBackend.send_messages

    def slow(backend: EmailBackend, mails: Any) -> int:
        assert awake.wait(10)
        return int(send(backend, mails))

    monkeypatch.setattr(EmailBackend, "send_messages", slow)
    told = browse().post("/account/new-password/", {"email": ADDRESS})
    assert (told.status_code, post.outbox) == (302, []), "answered while the mail server is still thinking"
    awake.set()
    posted()
    assert link()


def test_changing_and_removing_want_the_password_again(ann: Browser, browse: Browse) -> None:
    other = browse()
    other.sign_in()
    session = other.session
    session["account_authentication_methods"] = [{"method": "password", "at": 0.0, "username": "ann"}]
    session.save()
    assert (
        "/account/confirm/" in other.post("/account/e-mail/", {"action_add": "", "email": "x@example.org"})["Location"]
    )
    assert "/account/confirm/" in other.post("/account/e-mail/", {"action_remove": "", "email": ADDRESS})["Location"]
    ann.confirm()
    ann.post("/account/e-mail/", {"action_add": "", "email": "new@example.org"})
    assert EmailAddress.objects.count() == 2
    assert account_of("ann").user.email == ADDRESS, "the old one until the new one is confirmed"
    ann.post("/account/e-mail/", {"action_remove": "", "email": "new@example.org"})
    ann.post("/account/e-mail/", {"action_remove": "", "email": ADDRESS})
    assert (account_of("ann").user.email, EmailAddress.objects.count()) == ("", 0)


def test_what_is_kept_is_exported_and_deleted(ann: Browser) -> None:
    told = json.loads(b"".join(exported(ann.player, account_of("ann").user)))
    assert told["account"]["addresses"] == [{"email": ADDRESS, "verified": True}]
    delete_all(ann.player)
    assert (User.objects.count(), EmailAddress.objects.count()) == (0, 0)


def test_mails_are_in_the_language_of_who_asked(ann: Browser, browse: Browse) -> None:
    asked_for_a_new_one(browse(), language="zh-hans")
    (sent,) = post.outbox
    assert "新密码" in sent.subject
    assert "ann" in sent.body


@pytest.mark.parametrize("trouble", [ConnectionRefusedError("ann@example.org"), SMTPServerDisconnected("x")])
def test_a_mail_server_that_is_away_is_a_sentence(
    browse: Browse, sends: None, trouble: Exception, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise trouble

    monkeypatch.setattr(EmailBackend, "send_messages", broken)
    ann = browse()
    assert ann.claim(email=ADDRESS).status_code == 302
    page = ann.get("/account/").content.decode()
    assert "could not be sent just now" in page
    assert "We sent a link" not in page
    assert account_of("ann").user.username == "ann"
    assert "on its way" in asked_for_a_new_one(browse()), "who asks is told the same whoever it is"
    assert ADDRESS not in caplog.text


def test_who_asks_again_and_again_is_slowed(ann: Browser, browse: Browse) -> None:
    browser = browse()
    told = [browser.post("/account/new-password/", {"email": ADDRESS}).status_code for _ in range(30)]
    posted()
    assert told[-1] == 429
    assert len(post.outbox) < 10
