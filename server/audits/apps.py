"""Names the Django app."""

from django.apps import AppConfig


class AuditsConfig(AppConfig):
    """The command audit."""

    name = "server.audits"
