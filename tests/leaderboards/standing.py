"""Players with standings of any kind, without matches."""

from typing import Any

from django.utils import timezone

from server.players.models import ALL_TIME, Player, Standing
from server.players.nicknames import name_key
from server.players.windows import current


def stand(kind: str = ALL_TIME, figure: str = "points", /, **scores: int | None) -> None:
    """Make players who have come to these scores in a window of this moment."""
    window = current(kind, timezone.now())
    Player.objects.bulk_create(
        [Player(id=id_, name=id_.title(), name_key=name_key(id_.title())) for id_ in scores], ignore_conflicts=True
    )
    Standing.objects.bulk_create(
        Standing(
            player_id=id_,
            window=window.key,
            ends=window.ends,
            matches=2,
            revision=2,
            **{"best": 1, "streak": 1, "d_prime": 1, "rating": 1, figure: score},
        )
        for id_, score in scores.items()
    )


def figures(**where: Any) -> dict[str, int]:
    """Return points by player."""
    return dict(Standing.objects.filter(**{"window": ALL_TIME, **where}).values_list("player_id", "points"))
