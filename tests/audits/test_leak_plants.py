"""A leak is found wherever it is, and none is found where there is none."""

import pytest

from server.audits.leak import leak_of, score_of, telling
from server.audits.leak_plants import PLANTS
from tests.audits.rounds import simulated

PLACES = {
    "a sealed picture is one byte longer": "sealed#0 size",
    "a sealed picture comes 1.5 ms later": "sealed#0 ",
    "two keys of the question's JSON change places": "question#0",
    "one bit of the commitment": "question#0 .sealed.commitment from hex",
    "a header of the answer to a picture asked for too early": "http now#0",
    "the name of the picture's file": "question#0 .picture",
    "as many AI as real faces in each match": "lead",
}


@pytest.mark.parametrize("name", PLANTS)
def test_a_planted_leak_is_found(name: str) -> None:
    dealt = PLANTS[name](simulated(900 if "faces in each match" in name else 300))
    score = score_of(dealt, ("player",), seed=1, confidence=0.9999)
    assert score.low > 0.5
    strength, column = telling(dealt, ("player",))[0]
    assert PLACES[name] in column
    assert strength > 6


def test_where_nothing_leaks_the_guess_is_as_good_as_a_coin() -> None:
    dealt = simulated(180)
    figures = leak_of(dealt, seed=1, confidence=0.9999)
    assert figures.rounds == 180
    for score in (figures, figures.player, figures.spectator):
        assert score.low <= 0.5 <= score.high
    assert telling(dealt)[0][0] < 5
    assert score_of(dealt, ("player",), 1, 0.9999) == figures.player  # the same seed, the same figures
