"""Registers the players with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlayersConfig(AppConfig):
    """Players and their identity."""

    name = "server.players"
    label = "players"
    verbose_name = _("Players")
