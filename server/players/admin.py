"""Players in the admin: to look at. Their figures belong to the archive."""

from typing import TYPE_CHECKING

from django.contrib import admin

from server.players.models import Player
from server.players.read_only import ReadOnly

if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[Player]
else:
    ModelAdmin = admin.ModelAdmin  # generic for the type checker alone


@admin.register(Player)
class PlayerAdmin(ReadOnly, ModelAdmin):
    """The list of players, searchable by id and name."""

    list_display = ("name", "id", "rating", "rated", "user", "last_seen")
    search_fields = ("=id", "name")
    list_filter = ("last_seen", "created")
    date_hierarchy = "last_seen"
