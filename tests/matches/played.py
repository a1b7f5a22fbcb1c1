"""Matches played by the rules themselves, ready to be archived."""

import random
from collections.abc import Sequence

import msgspec

from game.room import Answer, Kind, Mode, Options, Room, Scoring
from tests.game.table import HOST, Table

PARTIES = tuple(mode for mode in Mode if mode is not Mode.PRACTICE)  # that several people can play
FINISHED = 1_800_000_000.0  # seconds since the epoch

Answers = list[dict[str, Answer]]


def played(
    key: str,
    players: Sequence[str] = (HOST, "ben", "cleo"),
    *,
    seed: int = 1,
    rounds: int = 3,
    scoring: Scoring = Scoring.BET,
    mode: Mode = Mode.RACE,
    kind: Kind = Kind.SINGLE,
    silence: float = 0.1,
) -> tuple[Room, Answers]:
    """Return a room at its podium and its rows. Some are silent, some answer before they can have seen the face."""
    rng = random.Random(seed)
    table = Table(Options(rounds=rounds, scoring=scoring, mode=mode, kind=kind))
    table.join(*players)
    table.start(seed)
    table.room = msgspec.structs.replace(table.room, match=key)
    while table.room.round + 1 < len(table.room.faces):
        table.open()
        for player in players:
            if table.room.scores[player].eligible and rng.random() >= silence:
                table.submit(player, right=rng.random() < 0.6, took=rng.uniform(0.05, 7.9), lag=rng.uniform(0, 0.04))
        table.reveal()
    table.to_podium()
    return table.room, rows_of(table)


def rows_of(table: Table) -> Answers:
    """Return the rows of each round that was revealed."""
    return [dict(table.answers(number)) for number in range(len(table.room.faces))]
