"""Registers the decks with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DecksConfig(AppConfig):
    """Decks and faces."""

    name = "server.decks"
    label = "decks"
    verbose_name = _("Decks")
