"""Matches played by the rules themselves, ready to be archived."""

import random
from collections.abc import Sequence

import msgspec

from game.room import Answer, Options, Room, Scoring
from tests.game.table import HOST, Table

FINISHED = 1_800_000_000.0  # seconds since the epoch

Answers = list[dict[str, Answer]]


def played(
    key: str,
    players: Sequence[str] = (HOST, "ben", "cleo"),
    *,
    seed: int = 1,
    rounds: int = 3,
    scoring: Scoring = Scoring.BET,
    silence: float = 0.1,
) -> tuple[Room, Answers]:
    """Return a room at its podium and its rows. Some are silent, some answer before they can have seen the face."""
    rng = random.Random(seed)
    table = Table(Options(rounds=rounds, scoring=scoring))
    table.join(*players)
    table.start(seed)
    table.room = msgspec.structs.replace(table.room, match=key)
    answers: Answers = []
    for _number in range(rounds):
        table.open()
        for player in players:
            if rng.random() >= silence:
                table.submit(player, right=rng.random() < 0.6, took=rng.uniform(0.05, 7.9), lag=rng.uniform(0, 0.04))
        table.reveal()
        answers.append(dict(table.answers(table.room.round)))
    table.to_podium()
    return table.room, answers
