"""Rooms that run themselves: what is sent, and when, before a reveal is the same whatever the face is, bots or not."""

import random
from typing import Any

import msgspec
import pytest

from game import commands, showing
from game.decisions import Record, Transition
from game.face import Face, Truth, opposite
from game.room import Answer, Bot, Kind, Options, Phase, Room, Seat, alarm, new_room
from game.rules import decide
from game.seal import Seal
from server.rooms.protocol import encode, splice

ROUNDS = 4
PEOPLE = {"ann": Seat("ann", 1.0), "ben": Seat("ben", 2.0)}
POOL = tuple(Face(f"{truth}{number}", truth) for truth in Truth for number in range(ROUNDS + 1))
BOTS = tuple(Bot(f"bot-{number}", f"Bot {number}") for number in range(4))


def turned(room: Room) -> Room:
    """Return the room with every face that is not revealed yet turned into its opposite."""
    first = room.round + (room.phase is Phase.REVEAL)
    faces = [
        msgspec.structs.replace(face, truth=opposite(face.truth)) if number >= first else face
        for number, face in enumerate(room.faces)
    ]
    return msgspec.structs.replace(room, faces=tuple(faces))


def told(room: Room) -> list[bytes]:
    """Return what everybody is sent of this version; promises left out, which a nonce hides."""
    shared = encode(showing.shared(room))
    messages = [encode(showing.house(room)), shared]
    messages += [splice(shared, showing.own(room, player, {})) for player in (*PEOPLE, *(bot.player for bot in BOTS))]
    return [_without_promises(message) for message in messages]


def _without_promises(message: bytes) -> bytes:
    whole: dict[str, Any] = msgspec.json.decode(message)
    if isinstance(whole.get("sealed"), dict):
        whole["sealed"]["commitment"] = "x" * len(whole["sealed"]["commitment"])
    return msgspec.json.encode(whole)


def started(seed: int, kind: Kind) -> Room:
    rng = random.Random(seed)
    room = new_room("BCDF", "", 1000.0, Options(rounds=ROUNDS, kind=kind))
    seals = tuple(Seal(rng.randbytes(32), rng.randbytes(32)) for _ in range(ROUNDS))
    return changed(room, commands.Start("", "match", rng.getrandbits(63), POOL, seals, 4096, BOTS), 1000.0, {})


def changed(room: Room, command: commands.Command, now: float, rows: dict[str, Any]) -> Room:
    decision = decide(room, command, now, rows)
    assert isinstance(decision, Transition), decision
    return decision.room


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("seed", range(5))
def test_nothing_before_a_reveal_depends_on_what_the_bots_will_say(seed: int, kind: Kind) -> None:
    rng, room, questions = random.Random(seed), started(seed, kind), 0
    everybody = commands.Tick(frozenset(PEOPLE), frozenset(PEOPLE))
    while room.phase is not Phase.PODIUM:
        other = turned(room)
        assert told(other) == told(room)
        due = alarm(room)
        assert due == alarm(other)
        assert due is not None
        if room.phase is not Phase.QUESTION:
            room = changed(room, everybody, due, dict(PEOPLE))
            continue
        questions += 1
        assert sum(score.bot for score in room.scores.values()) == 2  # up to four in all
        assert room.eligible == len(PEOPLE)  # nobody waits for bots, and no count counts them
        answers: dict[str, Any] = {}
        for player in rng.sample(sorted(PEOPLE), k=rng.randrange(len(PEOPLE) + 1)):
            now = room.opened + rng.uniform(0.5, 7)
            given = decide(room, commands.Submit(player, room.round, rng.choice(list(Truth))), now)
            assert given == decide(other, commands.Submit(player, room.round, given_verdict(given)), now)
            answers[player] = given.row if isinstance(given, Record) else None
        early = room.opened + 7.5
        # Whether the round closes before its deadline follows from the people alone.
        assert type(decide(room, everybody, early, answers)) is type(decide(other, everybody, early, answers))
        room = changed(room, everybody, early if len(answers) == len(PEOPLE) else due, answers)
    assert questions == ROUNDS


def given_verdict(given: object) -> Truth:
    assert isinstance(given, Record)
    assert isinstance(given.row, Answer)
    return given.row.verdict
