"""The e-mail address of an account, where the server can send mail: for a new password, and for nothing else."""

import logging
from collections.abc import Callable
from smtplib import SMTPException
from threading import Thread
from typing import Any

from allauth.account.forms import LoginForm, ReauthenticateForm, ResetPasswordForm, SignupForm
from allauth.account.internal.flows.email_verification import send_verification_email_to_address
from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.mail import EmailMessage
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.translation import gettext_lazy as _

View = Callable[..., HttpResponseBase]
THREAD = "mail"
log = logging.getLogger(__name__)


class Claim(SignupForm):
    """Says what an address is for, where one can be given."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if "email" in self.fields:
            self.fields["email"].label = _("E-mail (optional)")
            self.fields["email"].help_text = _("Only for a new password. Nobody sees it.")

    def save(self, request: HttpRequest) -> Any:
        """Make the account. No step of signing in waits for the address, so its mail is sent here."""
        user = super().save(request)
        address = EmailAddress.objects.filter(user_id=user.pk).first()
        if address is not None:
            send_verification_email_to_address(request, address, signup=True)
        return user


class SignIn(LoginForm):
    """Says nothing about forgotten passwords: the page does, as far as something can be done."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["password"].help_text = ""


class Again(ReauthenticateForm):
    """Says nothing about them either."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["password"].help_text = ""


class Reset(ResetPasswordForm):
    """Asks for an address. A link goes to accounts that have confirmed it: who mistyped one gave it to a stranger."""

    def clean_email(self) -> str:
        """Find the accounts. Whether there are any is told to nobody."""
        address: str = super().clean_email()
        confirmed = EmailAddress.objects.filter(email__iexact=address, verified=True).values_list("user_id", flat=True)
        self.users = [user for user in self.users if user.pk in set(confirmed)]
        return address


def hand_in(mail: EmailMessage) -> bool:
    """Give a mail to the mail server; return whether it took it."""
    try:
        mail.send()
    except (OSError, SMTPException) as error:
        log.error("a mail could not be sent: %s", type(error).__name__)  # noqa: TRY400  (what it says names addresses)
        return False
    return True


def hand_in_later(mail: EmailMessage) -> None:
    """Do so beside the answer: how long a mail server takes would tell that there was somebody to write to."""
    Thread(target=hand_in, args=(mail,), name=THREAD, daemon=True).start()


def mailing(view: View) -> View:
    """Return a view that is not there where the server sends no mail."""

    def guarded(request: HttpRequest, *args: Any, **options: Any) -> HttpResponseBase:
        if not settings.MAIL:
            raise Http404
        return view(request, *args, **options)

    return guarded


def addresses_of(user: Any) -> list[Any]:
    """Return an account's addresses as dictionaries: `email`, and whether it is `verified`."""
    return list(EmailAddress.objects.filter(user=user).order_by("id").values("email", "verified"))


def context(_request: HttpRequest) -> dict[str, bool]:
    """Tell pages whether the server sends mail."""
    return {"mail": bool(settings.MAIL)}
