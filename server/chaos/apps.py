"""Names the Django app."""

from django.apps import AppConfig


class ChaosConfig(AppConfig):
    """The command chaos."""

    name = "server.chaos"
