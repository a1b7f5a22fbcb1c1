"""Passkeys: added, listed, removed, and how they are called. The browser's part is frontend/src/pages/passkeys.ts."""

from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.views import AddWebAuthnView, RemoveWebAuthnView
from django.contrib.auth.models import AbstractBaseUser
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

MOST = 20  # of one account


class Passkeys(DefaultMFAAdapter):
    """What is said of passkeys, and what they are called where nobody named them."""

    error_messages = {  # noqa: RUF012 - theirs is no ClassVar
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("This passkey opens nothing here."),
    }

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Authenticator.Type) -> str:  # noqa: A002
        """Return a name that this account's passkeys do not have yet, as long as none was removed."""
        return gettext("Passkey %(number)d") % {
            "number": Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        }


class Add(AddWebAuthnView):
    """Adds a passkey that names its account by itself: whoever has it needs to type nothing."""

    template_name = "accounts/passkey_add.html"

    def get_success_url(self) -> str:
        """Return to the account."""
        return reverse("account")


class Remove(RemoveWebAuthnView):
    """Removes a passkey of one's own."""

    template_name = "accounts/passkey_remove.html"

    def get_success_url(self) -> str:
        """Return to the account."""
        return reverse("account")


@dataclass(frozen=True, slots=True)
class Passkey:
    """One passkey of an account. `used`: None before the first time."""

    id: int
    name: str
    created: datetime
    used: datetime | None


def passkeys_of(user: AbstractBaseUser) -> tuple[Passkey, ...]:
    """Return an account's passkeys, oldest first."""
    rows = Authenticator.objects.filter(user_id=user.pk, type=Authenticator.Type.WEBAUTHN).order_by("id")
    return tuple(Passkey(row.pk, row.wrap().name, row.created_at, row.last_used_at) for row in rows[:MOST])
