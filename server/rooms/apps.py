"""The live rooms as a Django app: for its templates and commands, and the staff's pages. Nothing of it is a table."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RoomsConfig(AppConfig):
    """See the package."""

    name = "server.rooms"
    label = "rooms"
    verbose_name = _("Rooms")
