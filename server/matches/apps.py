"""Registers the matches with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MatchesConfig(AppConfig):
    """Finished matches and their trials."""

    name = "server.matches"
    label = "matches"
    verbose_name = _("Matches")
