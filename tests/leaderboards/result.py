"""A process of its own that archives a match of given points and feeds the boards. Run by browser tests."""

import os
import sys
import time

import django


def main(key: str, *told: str) -> None:
    """`told`: player=points."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "server.settings"
    django.setup()
    import msgspec

    from server.leaderboards.services import feed
    from server.matches.services import archive
    from tests.matches.played import played

    points = {player: int(score) for player, score in (each.split("=") for each in told)}
    room, answers = played(key, list(points), seed=len(key), silence=0)
    scores = {
        player: msgspec.structs.replace(score, points=points[player], name=player.title())
        for player, score in room.scores.items()
    }
    feed(archive(msgspec.structs.replace(room, scores=scores), answers, time.time()) or [])


if __name__ == "__main__":
    main(*sys.argv[1:])
