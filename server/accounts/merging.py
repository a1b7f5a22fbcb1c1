"""Merges a guest into an account: two players become one, and nothing counts twice."""

from dataclasses import dataclass
from enum import StrEnum

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from server.accounts.boards import follow
from server.decks.models import Complaint
from server.matches.models import Match, Result
from server.matches.ratings import resettle, take_over
from server.matches.standings import recount
from server.players.models import Player
from server.players.nicknames import name_key

HOSTS = ("owner", "starter", "host")  # columns of a match that name a player


class Refusal(StrEnum):
    """Why two players are not made one."""

    NO_GUEST = "no_guest"
    NOT_A_GUEST = "not_a_guest"
    NO_ACCOUNT = "no_account"


@dataclass(frozen=True, slots=True)
class Merged:
    """What came of a merge: how many matches are the account's now that were the guest's."""

    matches: int


def offered(guest: str, account: str) -> int:
    """Return how many matches a guest has that an account could take over; 0 where there is nothing to offer."""
    if not Player.objects.filter(id=guest, **_GUEST).exclude(id=account).exists():
        return 0
    return _movable(guest, account).count()


def merge(guest: str, account: str) -> Merged | Refusal:
    """Let a guest be an account's player from now on, all that was played included. Again: changes nothing.

    Whoever calls this has seen that the same person holds both: the guest's signed cookie, and the account's session.

    A match in which both sat stays the guest's, who then stands nowhere: it would be two results of one person. Skill
    is not combined: what a guest's matches taught they taught about the guest (see Result.as_guest); the account
    learns on from its own.
    """
    with transaction.atomic():
        rows = {
            row.id: row for row in Player.objects.select_for_update().filter(id__in=(guest, account)).order_by("id")
        }
        old, new = rows.get(guest), rows.get(account)
        if old is None:
            return Refusal.NO_GUEST
        if new is None or new.user_id is None or new.gone:
            return Refusal.NO_ACCOUNT
        if old.merged_into_id == new.id:
            return Merged(0)
        if old.id == new.id or old.user_id is not None or old.merged_into_id is not None or old.gone:
            return Refusal.NOT_A_GUEST
        _carry(old, new)
        moved = _movable(guest, account).update(player=account, as_guest=guest)
        Complaint.objects.filter(
            player=guest, face__in=Complaint.objects.filter(player=account).values("face")
        ).delete()
        Complaint.objects.filter(player=guest).update(player=account)
        for column in HOSTS:
            Match.objects.filter(**{column: guest}).update(**{column: account})
        Player.objects.filter(merged_into=guest).update(merged_into=account)
        old.merged_into = new
        old.save(update_fields=["merged_into"])
        resettle((account,))  # a rated match in which both sat is not the account's
        recount((guest, account))
    follow((guest, account))
    return Merged(moved)


_GUEST = {"user__isnull": True, "merged_into__isnull": True, "gone": False}


def _movable(guest: str, account: str) -> QuerySet[Result]:
    both = Result.objects.filter(match=OuterRef("match"), player=account)
    return Result.objects.filter(~Exists(both), player=guest)


def _carry(old: Player, new: Player) -> None:
    """Let the account be called what its last match calls it, and have one of the two ratings (see take_over)."""
    if old.name and (not new.name or (old.last_seen > new.last_seen)):
        new.name, new.name_key = old.name, name_key(old.name)
    new.created, new.last_seen = min(old.created, new.created), max(old.last_seen, new.last_seen)
    new.save(update_fields=["name", "name_key", "created", "last_seen"])
    take_over(new, old)
