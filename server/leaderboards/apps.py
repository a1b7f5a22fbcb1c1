"""Registers the leaderboards with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LeaderboardsConfig(AppConfig):
    """Boards in Redis, made from the archive."""

    name = "server.leaderboards"
    label = "leaderboards"
    verbose_name = _("Leaderboards")
