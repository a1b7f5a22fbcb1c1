"""Whose a player's matches are by now: those of the account a guest became part of, or nobody's after deletion."""

import hmac
from collections.abc import Collection, Iterable
from datetime import timedelta
from hashlib import sha1
from typing import Final

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.encoding import force_bytes

from server.players.models import Departure, Player

KEPT: Final = timedelta(days=1)  # longer than any match runs


def digest(player_id: str) -> str:
    """Return what stands for a former player. The way from an id to it is known to who holds the server's key."""
    return digests([player_id])[0]


def digests(player_ids: Iterable[str]) -> list[str]:
    """Return the digests of many players: what django.utils.crypto.salted_hmac gives, its key derived once."""
    key = sha1(b"uncanny.departed" + force_bytes(settings.SECRET_KEY), usedforsecurity=False).digest()
    return [hmac.digest(key, player_id.encode(), "sha1").hex()[:32] for player_id in player_ids]


def departures(player_ids: Collection[str]) -> QuerySet[Departure]:
    """Return what is kept of those of these players who became another within the last day."""
    return Departure.objects.filter(digest__in=digests(player_ids), created__gt=timezone.now() - KEPT)


def successors(player_ids: Collection[str]) -> dict[str, Player]:
    """Return by id those of these players whose matches are another's now, and whose: an account's, or nobody's.

    One query. What is said here stays true while these players' rows are locked. A day after the change it ends: a
    seat that a former guest still has somewhere plays for nobody's account for ever.
    """
    former = dict(zip(digests(player_ids), player_ids, strict=True))
    return {former[one.digest]: one.player for one in departures(player_ids).select_related("player")}


def hand_over(player_id: str, heir: Player, *, former: Player | None = None) -> None:
    """Keep for a day that what a player still has to come is another's; so is what was on its way to that player.

    `former`: the row that the boards must hear of. Inside a transaction, under that player's lock.
    """
    now = timezone.now()
    Departure.objects.filter(player=player_id).update(player=heir, created=now)
    Departure.objects.update_or_create(
        digest=digest(player_id), defaults={"player": heir, "former": former, "created": now}
    )


def forget() -> None:
    """Forget who became another more than a day ago, and the nobody of those who left nothing behind. What the boards
    have not heard of waits.
    """
    past = Departure.objects.filter(created__lt=timezone.now() - KEPT, former=None)
    heirs = list(past.values_list("player", flat=True))
    if heirs:
        past.delete()
        kept = Departure.objects.filter(player__in=heirs).values("player")
        Player.objects.filter(id__in=heirs, gone=True, results=None, former_results=None).exclude(id__in=kept).delete()
