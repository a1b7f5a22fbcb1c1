"""Lets the boards follow what an account does. What is done is done, whether Redis answers or not."""

import logging
from collections.abc import Iterable

from redis import RedisError

from server.leaderboards.services import feed

log = logging.getLogger(__name__)


def follow(player_ids: Iterable[str]) -> None:
    """Feed the boards; where Redis is away, `rebuild_leaderboards` puts right what is missing then."""
    try:
        feed(player_ids)
    except RedisError:
        log.warning("leaderboard: Redis does not answer, players wait for a rebuild", exc_info=True)
