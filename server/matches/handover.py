"""Who played a match, when some of its people are somebody else by the time it is archived: merged, or gone."""

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from game.room import Answer, Room
from server.players.models import Player
from server.players.successors import successors

Answers = Sequence[Mapping[str, Answer]]  # for each round, the rows by player


class MeanwhileError(Exception):
    """Somebody of the room was merged or has left."""


def handed_over(room: Room, answers: Answers) -> tuple[Room, Answers]:
    """Return the room and its rows with everybody as who they are now.

    Who deleted the data is nobody, without a name. Of a guest and an account that sat in the match both, the guest's
    score stays with the guest, where it counts for nothing: one match is one result.
    """
    people, hosts = _people(room), _hosts(room)
    heirs = _heirs(room)
    if not heirs:
        return room, answers
    moves = _moves(people, heirs)
    scores = {}
    for player, score in room.scores.items():
        there, nameless = moves.get(player, (player, False))
        scores[there] = msgspec.structs.replace(score, name="") if nameless else score
    told = {player: "" if heir.gone else heir.id for player, heir in heirs.items() if player in hosts}
    room = msgspec.structs.replace(
        room,
        scores=scores,
        owner=told.get(room.owner, room.owner),
        starter=told.get(room.starter, room.starter),
        host=told.get(room.host, room.host),
        meddled=tuple(told.get(player, player) for player in room.meddled),
    )
    return room, [{moves.get(player, (player, False))[0]: row for player, row in rows.items()} for rows in answers]


def settle(room: Room, players: Iterable[Player]) -> None:
    """Make sure that everybody in the room is still who they were, now that these players, the room's, are locked.
    Raises MeanwhileError: the room is to be handed over.

    And let a guest who sat beside the account that it has become be a part of it all the same: who asks for all that is
    kept of the account, or deletes it, means that result, too.
    """
    heirs = _heirs(room)
    if _moves(_people(room), heirs) or not _hosts(room).isdisjoint(heirs):
        raise MeanwhileError
    for player in players:
        heir = heirs.get(player.id)
        if heir is not None and player.user_id is None and player.merged_into_id is None:
            player.merged_into = heir
            player.save(update_fields=["merged_into"])


def _people(room: Room) -> list[str]:
    return [player for player, score in room.scores.items() if not score.bot]


def _hosts(room: Room) -> set[str]:
    return {room.owner, room.starter, room.host, *room.meddled} - {""}


def _heirs(room: Room) -> dict[str, Player]:
    return successors([*dict.fromkeys([*_people(room), *sorted(_hosts(room))])])


def _moves(people: list[str], heirs: Mapping[str, Player]) -> dict[str, tuple[str, bool]]:
    """Return by player of the match the id whose score it is now, and whether that is nobody's."""
    moves: dict[str, tuple[str, bool]] = {}
    taken = set(people)
    for player, heir in sorted(heirs.items()):
        if player in taken and (heir.gone or heir.id not in taken):
            moves[player] = heir.id, heir.gone
            taken.add(heir.id)
    return moves
