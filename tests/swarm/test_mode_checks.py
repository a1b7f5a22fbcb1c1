"""Modes, pairs, pauses and what a host orders: good matches pass, and each mistake is found by its name."""

from collections.abc import Callable
from typing import Any

import pytest

from game.room import Board, Kind, Mode, Pace
from tests.swarm.recording import OPTIONS, PLAYERS, SEALS, SIZE, Recording, jpeg, record, sealed

HALVES = 2 + 2 * SIZE + 16


@pytest.mark.parametrize(
    "given",
    [
        {"kind": Kind.PAIR},
        {"kind": Kind.MIXED},
        {"mode": Mode.SUDDEN_DEATH},
        {"mode": Mode.TEAMS, "teams": 3},
        {"mode": Mode.GLIMPSE, "kind": Kind.PAIR},
        {"pace": Pace.HOST},
        {"board": Board.NEVER},
        {"counts": False},
        {"pause": 1},
        {"pause": 0, "mode": Mode.GLIMPSE},
        {"skip": 1},
        {"skip": 0, "mode": Mode.SUDDEN_DEATH},
        {"end": 2},
    ],
    ids=str,
)
def test_a_good_match_passes(given: dict[str, Any]) -> None:
    assert record(**given).complaints() == []


def test_both_faces_of_a_pair_are_opened() -> None:
    made = record(kind=Kind.PAIR)
    assert made.complaints() == []
    assert (made.tally.pairs, made.tally.opened) == (OPTIONS.rounds, OPTIONS.rounds)
    assert made.tally.frame_sizes == {True: {HALVES}}


# ---- pairs -----------------------------------------------------------------------------------------------------------
def another_partner(made: Recording) -> None:
    partner = made.find("ann", "reveal", 1).message["partner"]
    made.everywhere("reveal", 1, partner=partner | {"face": "nobody"})


def partner_at_the_wrong_address(made: Recording) -> None:
    partner = made.find("ann", "reveal", 1).message["partner"]
    made.everywhere("reveal", 1, partner=partner | {"picture": "faces/match/1.jpg"})


def no_partner(made: Recording) -> None:
    for player in PLAYERS:
        del made.find(player, "reveal", 1).message["partner"]


def partner_in_the_question(made: Recording) -> None:
    made.everywhere("question", 1, partner=made.find("ann", "reveal", 1).message["partner"])


def same_face_twice(made: Recording) -> None:
    made.seal(1, sealed("match", 1, [jpeg(1), jpeg(1)], SEALS[1].key))


def only_one_face(made: Recording) -> None:
    made.seal(1, sealed("match", 1, jpeg(1), SEALS[1].key, 2 * SIZE))


def longer_than_other_pairs(made: Recording) -> None:
    made.seal(1, sealed("match", 1, [jpeg(1), jpeg(4)], SEALS[1].key, SIZE + 1))


def right_one_made_otherwise(made: Recording) -> None:
    made.seal(1, sealed("match", 1, [jpeg(1), jpeg(4, quality=40)], SEALS[1].key))


def a_single_face_after_all(made: Recording) -> None:
    for player in PLAYERS:
        for name, number in (("reveal", 0), ("question", 1)):
            told = made.find(player, name, number).message
            told["sealed"] = {field: told["sealed"][field] for field in ("match", "round", "commitment")}


def report_without_the_partner(made: Recording) -> None:
    made.find("ben", "podium").message["own"]["lines"][0]["partner"] = None


def report_not_of_pairs(made: Recording) -> None:
    made.find("ben", "podium").message["own"]["pairs"] = False


# ---- sudden death ----------------------------------------------------------------------------------------------------
def standing_miscounted(made: Recording) -> None:
    made.everywhere("reveal", 0, standing=made.find("ann", "reveal", 0).message["standing"] + 1)


def fallen_miscounted(made: Recording) -> None:
    made.everywhere("reveal", 0, fell=made.find("ann", "reveal", 0).message["fell"] + 1)


def goes_on(made: Recording) -> None:
    made.everywhere("reveal", 0, of=2)


def out_without_a_reason(made: Recording) -> None:
    stands = next(player for player in PLAYERS if not made.find(player, "reveal", 0).message["own"].get("out"))
    made.find(stands, "reveal", 0).message["own"] = {**made.find(stands, "reveal", 0).message["own"], "out": 1}


def plays_on(made: Recording) -> None:
    told = made.find(fallen(made), "question", 1).message
    told["playing"] = True
    del told["aside"]


def sent_away(made: Recording) -> None:
    del made.find(fallen(made), "question", 1).message["aside"]


def fallen(made: Recording) -> str:
    return next(player for player in PLAYERS if made.find(player, "reveal", 0).message["own"].get("out"))


# ---- teams, glimpse, standings ---------------------------------------------------------------------------------------
def wrong_mean(made: Recording) -> None:
    first, *others = made.find("ann", "reveal", 0).message["teams"]
    made.everywhere("reveal", 0, teams=[first | {"points": first["points"] + 1}, *others])


def wrong_team_rank(made: Recording) -> None:
    first, *others = made.find("ann", "podium").message["teams"]
    for player in PLAYERS:
        for step in made.tapes[player]:
            if step.kind == "podium":
                step.message["teams"] = [first | {"rank": 2}, *others]


def no_team(made: Recording) -> None:
    del made.find("ben", "question", 0).message["team"]


def hides_late(made: Recording) -> None:
    made.everywhere("question", 1, hides=made.find("ann", "question", 1).message["opened"] + 3)


def hides_not(made: Recording) -> None:
    for player in PLAYERS:
        del made.find(player, "question", 1).message["hides"]


def standings_shown(made: Recording) -> None:
    made.everywhere("reveal", 0, top=made.find("ann", "podium").message["top"][:1])


def rank_shown(made: Recording) -> None:
    made.find("ann", "reveal", 1).message["own"]["rank"] = 1


def counted(made: Recording) -> None:
    tape, ack = made.tapes["ann"], made.find("ann", "ack", 0)
    tape.insert(tape.index(ack), type(ack)(ack.at, {"t": "count", "round": 0, "answered": 1}))


def counted_in_the_question(made: Recording) -> None:
    made.everywhere("question", 1, answered=0)


# ---- pauses and orders -----------------------------------------------------------------------------------------------
def resumed(made: Recording, player: str) -> dict[str, Any]:
    """Return the message with which the clock goes on again."""
    steps = [step.message for step in made.tapes[player] if step.kind == "question" and step.message["round"] == 1]
    assert [("paused" in message) for message in steps] == [False, True, False]
    return steps[-1]


def shifted_unevenly(made: Recording) -> None:
    for player in PLAYERS:
        resumed(made, player)["deadline"] += 0.01


def not_shifted(made: Recording) -> None:
    for player in PLAYERS:
        told = made.find(player, "question", 1).message
        resumed(made, player).update(opened=told["opened"], deadline=told["deadline"])


def other_key_after_it(made: Recording) -> None:
    for player in PLAYERS:
        resumed(made, player)["key"] = SEALS[2].key.hex()


def paused_for_some(made: Recording) -> None:
    tape = made.tapes["ben"]
    tape.remove(next(step for step in tape if step.kind == "question" and "paused" in step.message))


def answer_taken_meanwhile(made: Recording) -> None:
    tape = made.tapes["cyd"]
    stop = next(step for step in tape if step.kind == "question" and "paused" in step.message)
    for step in (made.find("cyd", "sent", 1), made.find("cyd", "ack", 1)):
        tape.remove(step)
        step.at = stop.at + 2
        tape.insert(tape.index(stop) + 1 + (step.kind == "ack"), step)


def skipped_by_nobody(made: Recording) -> None:
    made.skips.clear()


def skipped_and_scored(made: Recording) -> None:
    own = made.find("ann", "reveal", 0).message["own"]
    made.find("ann", "reveal", 1).message["own"] = own


def ended_by_nobody(made: Recording) -> None:
    made.ended = False


def fewer_rounds_on_the_podium(made: Recording) -> None:
    for player in PLAYERS:
        made.find(player, "podium").message["rounds"] = 2


def waits_for_nobody(made: Recording) -> None:
    made.everywhere("reveal", 1, waits=True)


def another_house(made: Recording) -> None:
    tape, ack = made.tapes["ann"], made.find("ann", "ack", 0)
    house = made.find("ann", "welcome").message["house"]
    tape.insert(tape.index(ack), type(ack)(ack.at, {"t": "house"} | house | {"locked": True}))


PAIR, FALL, TEAMS = {"kind": Kind.PAIR}, {"mode": Mode.SUDDEN_DEATH}, {"mode": Mode.TEAMS}
GLIMPSE, NEVER, QUIET = {"mode": Mode.GLIMPSE}, {"board": Board.NEVER}, {"counts": False}


@pytest.mark.parametrize(
    ("given", "mistake", "expected"),
    [
        (PAIR, another_partner, "is not what was promised as"),
        (PAIR, partner_at_the_wrong_address, "reveal 1: the partner's address is faces/match/1.jpg"),
        (PAIR, no_partner, "reveal 1: promised was a pair, shown is UNSET"),
        (PAIR, partner_in_the_question, 'Question tells "partner" before the reveal'),
        (PAIR, same_face_twice, "round 1: both pictures of a pair are the same"),
        (PAIR, only_one_face, "round 1: what was sealed is no JPEG"),
        (PAIR, longer_than_other_pairs, f"has {HALVES + 2} bytes: [{HALVES}, {HALVES + 2}]"),
        (PAIR, right_one_made_otherwise, "round 1: the picture was made otherwise than the first"),
        (PAIR, a_single_face_after_all, "pair was chosen, and sealed is Sealed("),
        (PAIR, report_without_the_partner, "ben: by the rules the report is"),
        (PAIR, report_not_of_pairs, "ben: by the rules the report is"),
        (FALL, standing_miscounted, "round 0: standing and fell are"),
        (FALL, fallen_miscounted, "round 0: standing and fell are"),
        (FALL, goes_on, "round 0: 3 rounds are played, told was 2"),
        (FALL, out_without_a_reason, "round 0: by the rules Own("),
        (FALL, plays_on, "playing was True, the report has None"),
        (FALL, sent_away, "question 1: is out, and may not answer for fun"),
        (TEAMS, wrong_mean, "round 0: the teams are"),
        (TEAMS, wrong_team_rank, "podium: the teams are"),
        (TEAMS, no_team, "question 0: the team is -1"),
        (GLIMPSE, hides_late, "question 1 hides after 3.0 s, not 2.0"),
        (GLIMPSE, hides_not, "question 1 hides after None s, not 2.0"),
        (NEVER, standings_shown, "round 0: the top is (), told was (Standing("),
        (NEVER, rank_shown, "ann, round 1: by the rules"),
        (QUIET, counted, "round 0: answers were counted, which are not to be"),
        (QUIET, counted_in_the_question, "question 1 counts answers, which are not to be counted"),
        ({"pause": 1}, shifted_unevenly, "question 1: its times have moved by"),
        ({"pause": 1}, not_shifted, "round 1: everybody had answered, and it stayed open"),
        ({"pause": 1}, other_key_after_it, "question 1: told again it says something else"),
        ({"pause": 1}, paused_for_some, "one is missing"),
        ({"pause": 1}, answer_taken_meanwhile, "round 1: an answer was taken while the clock stood"),
        ({"skip": 1}, skipped_by_nobody, "reveal 1 was skipped by nobody"),
        ({"skip": 1}, skipped_and_scored, "ann, round 1: by the rules None"),
        ({"end": 2}, ended_by_nobody, "the match ended after 2 rounds of 3, and nobody had ordered it"),
        ({}, fewer_rounds_on_the_podium, "podium came right after reveal 2: something is missing"),
        ({}, waits_for_nobody, "reveal 1: waits is True"),
        ({}, another_house, "two bots were told different things"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_each_mistake_is_found(given: dict[str, Any], mistake: Callable[[Recording], None], expected: str) -> None:
    made = record(**given)
    mistake(made)
    complaints = made.complaints()
    assert any(expected in complaint for complaint in complaints), complaints
