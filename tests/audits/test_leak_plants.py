"""A leak is found wherever it is, and none is found where there is none."""

import pytest
from msgspec.structs import replace

from server.audits.leak import ALL, ROLES, leak_of, score_of, telling
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
    dealt = simulated(180, pairs=0.5)
    figures = leak_of(dealt, seed=1, confidence=0.9999)
    assert figures.rounds == 180
    assert list(figures.looks) == [*ROLES, ALL]
    for score in (figures.together, *figures.looks.values()):
        assert score.low <= 0.5 <= score.high
    assert figures.mistakes() == []
    assert telling(dealt)[0][0] < 5
    again = score_of(dealt, ("player",), 1, 0.9999)  # the same seed, the same figures
    assert again.accuracy == figures.looks["player"].accuracy
    assert figures.looks["player"].low < again.low  # one of five looks
    assert figures.if_later[0.01].low > 0.5  # where all comes within a millisecond, ten are plain


@pytest.mark.parametrize("told", [("player", "screen"), ("spectator", "latecomer")])
def test_what_only_some_roles_see_is_blamed(told: tuple[str, str]) -> None:
    dealt = simulated(120)
    whole = PLANTS["a sealed picture is one byte longer"](dealt)
    planted = [
        replace(one, watched=one.watched | {role: other.watched[role] for role in told})
        for one, other in zip(dealt, whole, strict=True)
    ]
    sentences = leak_of(planted, seed=1, confidence=0.9999, delays=()).mistakes()
    assert {role for role in ROLES if any(f"sent to {role}, " in sentence for sentence in sentences)} == set(told)
