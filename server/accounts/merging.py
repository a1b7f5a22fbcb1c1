"""Merges a guest into an account: two players become one, and nothing counts twice."""

from dataclasses import dataclass
from enum import StrEnum

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from server.accounts.boards import settle
from server.decks.models import Complaint
from server.matches.models import Match, Result
from server.matches.ratings import resettle, take_over
from server.matches.standings import recount
from server.players.models import Player
from server.players.nicknames import name_key
from server.players.successors import hand_over

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
    """Return how many matches a guest played or hosted, those in which the account sat, too, as they are the same
    person's to keep or to delete; 0: there is nothing to offer.

    Three queries at most.
    """
    if not guest or not Player.objects.filter(id=guest, **_GUEST).exclude(id=account).exists():
        return 0
    played = Result.objects.filter(match=OuterRef("pk"), player=guest)
    return Result.objects.filter(player=guest).count() + _hosted(guest).filter(~Exists(played)).count()


def sat_both(guest: str, account: str) -> int:
    """Return in how many of a guest's matches the account sat, too: those stay as they are."""
    return Result.objects.filter(player=guest, match__results__player=account).count()


def brought(guest: str, account: Player) -> bool:
    """Tell whether a guest who signs in has matches of its own. One that has none yet may sit in its first: that is the
    account's as it is archived, and nobody is asked, as nothing that was kept is touched.
    """
    with transaction.atomic():
        # A row to hold on to: the archive of the first match makes the same one, and waits.
        Player.objects.bulk_create([Player(id=guest)], ignore_conflicts=True)
        row = Player.objects.select_for_update().get(id=guest)
        if row.user_id is not None or row.merged_into_id is not None or row.gone:
            return False
        if row.results.exists() or _hosted(guest).exists():
            return True
        row.delete()
        hand_over(guest, account)
        return False


def merge(guest: str, account: str) -> Merged | Refusal:
    """Let a guest be an account's player from now on, all that was played included. Again: changes nothing.

    Whoever calls this has seen that the same person holds both: the guest's signed cookie, and the account's session.

    A match in which both sat stays the guest's, who then stands nowhere: it would be two results of one person. The
    rating is the account's (see take_over). Skills stay in both rows, as what a guest's matches taught they taught
    about the guest (see Result.as_guest), and are combined where they are used (see decks.learning.mean_skill).
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
        hand_over(guest, new, former=old)
        resettle((guest, account))  # a rated match in which both sat stays the guest's
        recount((guest, account))
    settle()
    return Merged(moved)


_GUEST = {"user__isnull": True, "merged_into__isnull": True, "gone": False}


def _movable(guest: str, account: str) -> QuerySet[Result]:
    both = Result.objects.filter(match=OuterRef("match"), player=account)
    return Result.objects.filter(~Exists(both), player=guest)


def _hosted(player: str) -> QuerySet[Match]:
    return Match.objects.filter(Q(owner=player) | Q(starter=player) | Q(host=player))


def _carry(old: Player, new: Player) -> None:
    """Let the account be called what its last match calls it, and have the rating that stands (see take_over)."""
    if old.name and (not new.name or (old.last_seen > new.last_seen)):
        new.name, new.name_key = old.name, name_key(old.name)
    new.created, new.last_seen = min(old.created, new.created), max(old.last_seen, new.last_seen)
    new.save(update_fields=["name", "name_key", "created", "last_seen"])
    take_over(new, old)
