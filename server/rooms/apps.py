"""The live rooms as a Django app: for its templates and commands, it has no models."""

from django.apps import AppConfig


class RoomsConfig(AppConfig):
    """See the package."""

    name = "server.rooms"
    label = "rooms"
