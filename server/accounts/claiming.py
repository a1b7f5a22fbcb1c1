"""Gives an account its player: the one that the browser was as a guest, or a fresh one."""

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from server.players.identity import new_player_id
from server.players.models import Player


def claim(user: AbstractBaseUser, player_id: str) -> Player:
    """Let a guest be the player of a new account, with all that the guest has; a row is made if there was none.

    A player who is somebody's already, was merged or is gone is not taken: the account begins afresh.
    """
    with transaction.atomic():
        Player.objects.bulk_create([Player(id=player_id)], ignore_conflicts=True)
        player = Player.objects.select_for_update().get(id=player_id)
        if player.user_id is not None or player.merged_into_id is not None or player.gone:
            return _fresh(user)
        player.user_id = user.pk
        player.save(update_fields=["user"])
        return player


def own_player(user: AbstractBaseUser) -> Player:
    """Return an account's player. One that was made elsewhere (staff) gets a fresh one: no guest is taken silently."""
    with transaction.atomic():
        return Player.objects.filter(user=user.pk).first() or _fresh(user)


def _fresh(user: AbstractBaseUser) -> Player:
    return Player.objects.get_or_create(user_id=user.pk, defaults={"id": new_player_id()})[0]
