"""What allauth does our way: signing up claims the guest, signing in and out changes which player the browser is."""

from typing import Any, cast

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from allauth.core import context
from django.contrib import messages
from django.contrib.auth.models import AbstractBaseUser
from django.contrib.sites.shortcuts import get_current_site
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from server.accounts.claiming import claim, own_player
from server.accounts.mail import hand_in, hand_in_later
from server.accounts.merging import brought, offered
from server.players.middleware import GuestRequest, become, become_guest

# What the next page does not show by itself.
SENT = "account/messages/email_confirmation_sent.txt"
SAID = {
    "account/messages/password_changed.txt",
    SENT,
    "account/messages/email_confirmed.txt",
}


class Accounts(DefaultAccountAdapter):
    """The account side. A passkey stands beside the password, not behind it: plain http would lack the second step."""

    def save_user(
        self,
        request: HttpRequest,
        user: AbstractBaseUser,
        form: Any,
        commit: bool = True,  # noqa: FBT001, FBT002 - allauth's
    ) -> AbstractBaseUser:
        """Make the account and give it the browser's player, both or neither."""
        visitor = cast("GuestRequest", request)
        with transaction.atomic():
            saved = super().save_user(request, user, form, commit=commit)
            claim(saved, visitor.player_id)
        return saved

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """Sign in. Who was a guest with matches until now will be asked about them, and is that guest again without the
        account unless they are added to it.
        """
        visitor = cast("GuestRequest", request)
        guest = visitor.guest if visitor.claimed else visitor.player_id
        super().login(request, user)
        player = own_player(user)
        own = not guest or guest == player.id
        become(request, player.id, claimed=True, guest="" if own or not brought(guest, player) else guest)

    def post_login(self, request: HttpRequest, user: AbstractBaseUser, **how: Any) -> HttpResponse:
        """Go where somebody wanted to go; past the question what to do with the guest's matches."""
        response = super().post_login(request, user, **how)
        visitor = cast("GuestRequest", request)
        if isinstance(response, HttpResponseRedirect) and offered(visitor.guest, visitor.player_id):
            return HttpResponseRedirect(f"{reverse('account_merge')}?{urlencode({'next': response.url})}")
        return response

    def logout(self, request: HttpRequest) -> None:
        """Sign out: this browser is the guest again that it was before, if that one had played; else somebody new."""
        super().logout(request)
        become_guest(request)

    def get_login_stages(self) -> list[str]:
        """Return no steps between password and door."""
        return []

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """Ask again for the password only: everybody has one, and it works everywhere."""
        asked = [flow["id"] for flow in get_reauthentication_flows(user)]
        return [{"id": "reauthenticate", "url": reverse("account_reauthenticate")}] if "reauthenticate" in asked else []

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002
        """Return to the account."""
        return reverse("account")

    def send_mail(self, template_prefix: str, email: str, told: dict[str, Any]) -> None:
        """Send a mail. Where that fails, say so to whose address it is: to others it would tell that there was one."""
        request = context.request
        mail = self.render_mail(
            template_prefix,
            email,
            {"request": request, "email": email, "current_site": get_current_site(request), **told},
        )
        if not template_prefix.startswith("account/email/email_confirmation"):
            hand_in_later(mail)
        elif not hand_in(mail) and request is not None:
            request.unsent = True
            messages.error(request, _("The mail could not be sent just now. Please try again later."))

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Say what cannot be seen, on the next page of the account."""
        if message_template == SENT and getattr(request, "unsent", False):
            return
        if message_template is None or message_template in SAID:
            super().add_message(request, level, message_template, message_context, extra_tags, message)
