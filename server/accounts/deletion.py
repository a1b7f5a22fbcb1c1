"""Deletes all of a player's data. What was said about faces stays, as nobody's: difficulties rest on it."""

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Q

from server.accounts.boards import settle
from server.accounts.merging import HOSTS
from server.decks.models import Complaint
from server.matches.models import Match, Result
from server.matches.ratings import resettle
from server.matches.standings import recount
from server.players.identity import new_player_id
from server.players.models import Player
from server.players.successors import forget, hand_over


def delete_all(player_id: str) -> None:
    """Delete a player, the account if there is one, and the guests who were merged into it; a second time: nothing.

    Results move to a fresh random id without name, time of making or account. Nothing leads from there to the old one
    but a keyed digest, kept for a day: a match that is still running is archived for nobody then.

    All of it is one transaction, but for what the boards still show: see settle.
    """
    with transaction.atomic():
        # A row to hold on to, even for who is in a first match: its archive makes the same one, and waits.
        Player.objects.bulk_create([Player(id=player_id)], ignore_conflicts=True)
        whole = Player.objects.select_for_update().filter(Q(id=player_id) | Q(merged_into=player_id))
        players = list(whole.order_by("id"))
        ids = [player.id for player in players]
        nobodies = [_nobody(player) for player in players]
        for player, nobody in zip(players, nobodies, strict=True):
            _leave(player, nobody)
        Player.objects.filter(id__in=ids).update(name="", name_key="", public=False, gone=True)
        get_user_model().objects.filter(player__in=ids).delete()
        resettle((*ids, *(nobody.id for nobody in nobodies)))
        recount(ids)
        forget()
    settle()


def _nobody(player: Player) -> Player:
    """Make the row that has the results from now on. The skill stays with them: it follows from them."""
    return Player.objects.create(
        id=new_player_id(),
        name="",
        gone=True,
        skill=player.skill,
        skill_deviation=player.skill_deviation,
    )


def _leave(player: Player, nobody: Player) -> None:
    player_id = player.id
    Result.objects.filter(player=player_id).update(player=nobody, name="")
    Result.objects.filter(as_guest=player_id).update(as_guest=nobody)
    for column in HOSTS:
        Match.objects.filter(**{column: player_id}).update(**{column: ""})
    # One by one: two who report the same face are two, and nothing tells what else nobody has reported.
    for complaint in Complaint.objects.filter(player=player_id).values_list("pk", flat=True):
        Complaint.objects.filter(pk=complaint).update(player=new_player_id(), origin="")
    hand_over(player_id, nobody, former=player)
