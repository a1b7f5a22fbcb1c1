"""Names the Django app."""

from django.apps import AppConfig


class LaunchConfig(AppConfig):
    """The commands play, prepare and test."""

    name = "server.launch"
