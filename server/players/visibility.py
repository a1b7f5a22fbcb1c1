"""Whose profile may be looked at, by whom."""

from server.players.models import Player


def known(player_id: str) -> Player | None:
    """Return a player, or whom that guest has become; None for the unknown and those whose data was deleted."""
    player = Player.objects.select_related("merged_into").filter(id=player_id).first()
    if player is not None and player.merged_into is not None:
        player = player.merged_into
    return None if player is None or player.gone else player


def visible(player_id: str, visitor: str) -> Player | None:
    """Return a player whose profile this visitor may see: a public one, or the own. None says nothing of the reason."""
    player = known(player_id)
    return player if player is not None and (player.public or player.id == visitor) else None


def show(player_id: str, *, public: bool) -> bool:
    """Make somebody's own profile public, or hide it. False where there is none yet."""
    return Player.objects.filter(id=player_id, gone=False).update(public=public) > 0
