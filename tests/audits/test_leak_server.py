"""On a real server nothing tells early. The long run is `manage.py audit`; this one cannot fail by bad luck."""

from pathlib import Path

import pytest

from server.audits.leak import leak_of, score_of
from server.audits.leak_plants import PLANTS
from server.audits.recording_run import record
from tests.servers import playing

ROUNDS = 160
BACK = ["handshake", "welcome", "sealed", "sealed"]  # what happens to one who returns, and then misses the picture
SURE = 0.9999  # of the interval: chance alone is outside of it once in ten thousand runs


@pytest.mark.timeout(900)  # it plays matches of real length, and waits for a slow machine as long as that takes
async def test_what_comes_before_a_reveal_does_not_tell_the_truth(game_data: Path) -> None:
    with playing(game_data) as server:
        dealt = await record(server.url, ROUNDS, seed=4)
    assert len(dealt) >= ROUNDS
    sizes = {(bool(one.partner), frame.size) for one in dealt for frame in one.watched["player"].seen if frame.spectrum}
    assert [pair for pair, _size in sorted(sizes)] == [False, True]  # one size of each kind
    assert len({one.room for one in dealt if one.partner}) < len({one.room for one in dealt})
    answered = ["ack" in [seen.name for seen in one.watched["player"].seen] for one in dealt]
    assert sum(answered) > 0.8 * len(dealt)  # a machine that stands still for seconds may keep one from answering
    for one in dealt:
        names = {role: [seen.name for seen in watched.seen] for role, watched in one.watched.items()}
        for role in ("player", "spectator", "screen"):
            assert names[role].count("question") == names[role].count("sealed") == 1
            assert {seen.name for seen in one.watched[role].context} >= {
                "http page",
                "handshake",
                "welcome",
                "countdown",
            }
        if "ack" in names["latecomer"]:  # only a machine that stands still for seconds keeps them from coming back
            first = names["latecomer"].index("question")
            assert [name for name in names["latecomer"][first:] if name in BACK] == BACK
        if "ack" in names["player"] and one.round % 3 < 2:  # who answered in time has looked before
            assert ("http now", "http next")[one.round % 3] in names["player"]
        for watched in one.watched.values():
            asked = [seen.data for seen in watched.seen if seen.name.startswith("http")]
            assert all(answer.startswith(b"HTTP/1.1 404") for answer in asked)
    coming = [
        "http coming" in [seen.name for seen in one.watched["spectator"].seen] for one in dealt if one.round % 3 == 2
    ]
    assert sum(coming) > 0.8 * len(coming)
    late = {seen.name for one in dealt for seen in one.watched["latecomer"].seen}
    assert late >= {"ack", "newcomer http page", "newcomer handshake", "newcomer welcome", "newcomer sealed"}
    figures = leak_of(dealt, seed=4, confidence=SURE, delays=())
    assert figures.mistakes() == []
    # The same recording with a leak planted into it: it would have been found.
    planted = PLANTS["a sealed picture is one byte longer"](dealt)
    assert score_of(planted, ("spectator",), seed=4, confidence=SURE).low > 0.5
