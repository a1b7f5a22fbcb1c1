"""Who played a match, when some of its people are somebody else by the time it is archived: merged, or gone."""

from collections.abc import Mapping, Sequence

import msgspec

from game.room import Answer, Room
from server.players.models import Player
from server.players.successors import successors

Answers = Sequence[Mapping[str, Answer]]  # for each round, the rows by player


class MeanwhileError(Exception):
    """Somebody was merged or left since it was looked at: look again."""


def handed_over(room: Room, answers: Answers) -> tuple[Room, Answers]:
    """Return the room and its rows with everybody as who they are now.

    Who deleted the data is nobody, without a name. Of a guest and an account that sat in the match both, the guest's
    score stays with the guest, where it counts for nothing: one match is one result.
    """
    moves = _moves(room)
    hosts = successors([player for player in {room.owner, room.starter, room.host, *room.meddled} if player])
    if not moves and not hosts:
        return room, answers
    scores = {}
    for player, score in room.scores.items():
        there, nameless = moves.get(player, (player, False))
        scores[there] = msgspec.structs.replace(score, name="") if nameless else score
    told = {player: "" if heir.gone else heir.id for player, heir in hosts.items()}
    room = msgspec.structs.replace(
        room,
        scores=scores,
        owner=told.get(room.owner, room.owner),
        starter=told.get(room.starter, room.starter),
        host=told.get(room.host, room.host),
        meddled=tuple(told.get(player, player) for player in room.meddled),
    )
    return room, [{moves.get(player, (player, False))[0]: row for player, row in rows.items()} for rows in answers]


def stay_apart(room: Room) -> None:
    """Let a guest who sat beside the account that it has become be a part of it all the same, once its row is made: who
    asks for all that is kept of the account, or deletes it, means that result, too.
    """
    people = [player for player, score in room.scores.items() if not score.bot]
    for player, heir in successors(people).items():
        if heir.id in room.scores and not heir.gone:
            Player.objects.filter(id=player, user=None, merged_into=None).update(merged_into=heir)


def unchanged(room: Room) -> None:
    """Make sure that nobody became somebody else while the players were being locked. Raises MeanwhileError."""
    if _moves(room):
        raise MeanwhileError


def _moves(room: Room) -> dict[str, tuple[str, bool]]:
    """Return by player of the match the id whose score it is now, and whether that is nobody's."""
    people = [player for player, score in room.scores.items() if not score.bot]
    moves: dict[str, tuple[str, bool]] = {}
    taken = set(people)
    for player, heir in sorted(successors(people).items()):
        if heir.gone or heir.id not in taken:
            moves[player] = heir.id, heir.gone
            taken.add(heir.id)
    return moves
