"""Whether a cookie that was given to a guest still speaks for one."""

from django.db.models import Q, QuerySet

from server.players.models import Player


def no_guests(player_id: str) -> QuerySet[Player]:
    """Return the player of this id, if that is no guest any more: an account's own, or part of one. Whose cookie is of
    before then, and comes without the account's session, is a stranger: anybody may have kept a copy.
    """
    return Player.objects.filter(Q(user__isnull=False) | Q(merged_into__isnull=False), id=player_id)


def is_guest(player_id: str) -> bool:
    """Tell whether who shows a guest's cookie is who it names."""
    return not no_guests(player_id).exists()
