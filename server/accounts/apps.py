"""Registers the accounts with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """Accounts of players."""

    name = "server.accounts"
    label = "accounts"
    verbose_name = _("Accounts")
