"""What a room must not tell before its time: which faces are known, and whether anything sent depends on the others."""

from collections.abc import Iterator, Mapping

import msgspec

from game import showing
from game.face import Face
from game.room import Answer, Phase, Room
from game.seal import Seal, commitment
from game.standings import standings, team_standings
from tests.game.table import OTHER

encode = msgspec.json.Encoder().encode


def check_secrets(room: Room, answers: Mapping[str, Mapping[int, Answer]]) -> None:
    """Fail if anything sent depends on a face before its reveal, or names it. `answers`: by role, by round.

    Only the commitment depends on it, by way of SHA-256 and a nonce that is a secret as well: it is looked past.
    """
    known, opened = faces_known(room), room.round + 1
    messages = sent(room, answers)
    assert messages == sent(otherwise(room, known), answers)
    ratings = {part for face in shown(room, 0, len(room.faces)) for part in (face.rating, face.deviation)}
    told = {word for face in shown(room, 0, known) for word in words(face)}
    secret = {word for face in shown(room, known, len(room.faces)) for word in words(face)} - told - {""}
    secret |= {seal.key.hex() for seal in room.seals[opened:]} | {seal.nonce.hex() for seal in room.seals[known:]}
    for message in messages:
        for value in values(msgspec.json.decode(message)):
            assert value != room.seed or not room.faces
            assert value not in ratings
            assert not isinstance(value, str) or value in told or not any(word in value for word in secret)


def faces_known(room: Room) -> int:
    """Count the faces whose truth has been told."""
    if room.phase in {Phase.REVEAL, Phase.PODIUM, Phase.CLOSED}:
        return room.round + 1
    return max(room.round, 0)


def shown(room: Room, first: int, end: int) -> list[Face]:
    """Return the faces of some rounds, on the left and on the right."""
    return [face for face in (*room.faces[first:end], *room.partners[first:end]) if face is not None]


def sent(room: Room, answers: Mapping[str, Mapping[int, Answer]]) -> list[bytes]:
    """Return everything that anybody is sent in this phase, commitments to faces not yet known blotted out.

    The phase, what holds in every phase, the standings that a welcome brings, and each role's own part.
    """
    to_all = (showing.shared(room), showing.house(room), standings(room), team_standings(room))
    messages = [encode(message) for message in to_all]
    for role, own in answers.items():
        messages += [encode(showing.own(room, role, own)), encode(showing.own_rank(room, room.scores.get(role)))]
    for number in range(faces_known(room), len(room.faces)):
        face, partner = room.faces[number], room.partners[number]
        promise = commitment(room.match, number, face, room.seals[number].nonce, partner).encode()
        messages = [message.replace(promise, b"-" * 64) for message in messages]
    return messages


def otherwise(room: Room, known: int) -> Room:
    """Return the room with everything different that is not known yet: truth, origin, people, partners, seed."""
    seals = (
        Seal(key=seal.key if number <= room.round else b"another key", nonce=b"another nonce")
        for number, seal in enumerate(room.seals[known:], known)
    )
    return msgspec.structs.replace(
        room,
        faces=(*room.faces[:known], *(_another(face) for face in room.faces[known:])),
        partners=(*room.partners[:known], *(face and _another(face) for face in room.partners[known:])),
        seals=(*room.seals[:known], *seals),
        seed=room.seed + 1,
        recent=("another-face",),
    )


def _another(face: Face) -> Face:
    truth = OTHER[face.truth]
    people = ("another person",)
    return Face(
        "another-face",
        truth,
        people,
        "another kind",
        "another",
        "another",
        "",
        "another",
        rating=2345.6,
        deviation=99.9,
        non_commercial=not face.non_commercial,
    )


def words(face: Face) -> tuple[str, ...]:
    """Return the words that would give a face away."""
    return (face.id, face.source, face.licence, face.credit, face.generator, *face.groups)


def values(message: object) -> Iterator[object]:
    """Return every name, text and number in a message, however deep."""
    match message:
        case dict():
            for name, inner in message.items():
                yield name
                yield from values(inner)
        case list():
            for inner in message:
                yield from values(inner)
        case _:
            yield message
