"""Whose results a player's are by now: those of the account a guest was merged into, or nobody's after deletion."""

from collections.abc import Collection
from datetime import timedelta
from typing import Final

from django.utils import timezone
from django.utils.crypto import salted_hmac

from server.players.models import Departure, Player

KEPT: Final = timedelta(days=1)  # longer than any match runs


def digest(player_id: str) -> str:
    """Return what stands for a player who is gone. The way from an id to it is known to who holds the server's key."""
    return salted_hmac("uncanny.departed", player_id).hexdigest()[:32]


def successors(player_ids: Collection[str]) -> dict[str, Player]:
    """Return by id those of these players whose results are another's now, and whose: an account's, or nobody's.

    Two queries. What is said here stays true while these players' rows are locked.
    """
    merged = Player.objects.filter(id__in=player_ids, merged_into__isnull=False).select_related("merged_into")
    found = {player.id: player.merged_into for player in merged if player.merged_into is not None}
    digests = {digest(player_id): player_id for player_id in player_ids}
    departed = Departure.objects.filter(digest__in=digests).select_related("player")
    return found | {digests[departure.digest]: departure.player for departure in departed}


def depart(player_id: str, nobody: Player) -> None:
    """Keep for a day that what a player still has to come is nobody's."""
    Departure.objects.update_or_create(digest=digest(player_id), defaults={"player": nobody})


def forget() -> None:
    """Forget who left more than a day ago, and the nobody of those who left nothing behind."""
    past = Departure.objects.filter(created__lt=timezone.now() - KEPT)
    nobodies = list(past.values_list("player", flat=True))
    if nobodies:
        past.delete()
        Player.objects.filter(id__in=nobodies, gone=True, results=None, former_results=None).delete()
