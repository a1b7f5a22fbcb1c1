"""Lets the boards follow what an account does. What is done is done, whether Redis answers or not."""

import logging

from django.db import transaction
from redis import RedisError

from server.leaderboards.services import drop, feed
from server.players.models import Departure, Player

log = logging.getLogger(__name__)
BATCH = 100  # former players at a time


def settle() -> None:
    """Tell the boards of all who became another player and whom they may still show; then their marks go, and the rows
    of those whose data was deleted. To be called after the commit, and again by anybody at any time: a process that
    dies in between, or a Redis that is away, leaves the mark, and the next call goes on.

    The rows go after that: the boards show a player no longer of whom they are told that there is nothing to show, and
    refuse what is older, on its way still. Then they forget whom nobody knows any more.
    """
    try:
        while left := dict(Departure.objects.exclude(former=None).values_list("former", "player")[:BATCH]):
            feed({*left, *left.values()})
            with transaction.atomic():
                Departure.objects.filter(former__in=left).update(former=None)
                Player.objects.filter(id__in=left, gone=True).delete()
            drop(left)
    except RedisError:
        log.warning("leaderboard: Redis does not answer, former players wait for the next time", exc_info=True)
