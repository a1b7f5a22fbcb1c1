"""Whether a cookie that was given to a guest still speaks for one."""

from typing import Any

from django.db.models import Q, QuerySet

from server.players.models import Player
from server.players.successors import departures


def no_guests(player_id: str) -> QuerySet[Any, Any]:
    """Return something if the player of this id is no guest any more: an account's own, part of one, or deleted. Whose
    cookie is of before then, and comes without the account's session, is a stranger: anybody may have kept a copy.
    """
    rows = Player.objects.filter(Q(user__isnull=False) | Q(merged_into__isnull=False) | Q(gone=True), id=player_id)
    return rows.order_by().values("id").union(departures([player_id]).values("player"))


def is_guest(player_id: str) -> bool:
    """Tell whether who shows a guest's cookie is who it names."""
    return not no_guests(player_id).exists()
