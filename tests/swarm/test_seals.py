"""Sealed pictures: what bots find wrong with promises, keys, frames and their delivery."""

import copy
import hashlib
from collections.abc import Callable

import pytest

from tests.swarm.recording import PLAYERS, SEALS, SIZE, Recording, jpeg, record, sealed

OTHER_WORD = "ab" * 32


def promise(made: Recording, number: int, **changes: str) -> None:
    """Change the promise of a round wherever it is told."""
    for player in PLAYERS:
        for step in made.tapes[player]:
            told = (step.message or {}).get("sealed")
            if told and told["round"] == number:
                told.update(changes)


def missing(made: Recording, player: str, number: int, came: int) -> None:
    """Let a player ask for the picture of a running round, and have it so often."""
    tape, question = made.tapes[player], made.find(player, "question", number)
    frame = copy.copy(made.find(player, "frame", number))
    place, frame.at = tape.index(question) + 1, question.at
    tape[place:place] = [type(frame)(question.at, missing=True), *([frame] * came)]


def test_a_picture_that_is_asked_for_comes_again() -> None:
    made = record()
    missing(made, "ben", 1, 1)
    assert made.complaints() == []


@pytest.mark.parametrize("came", [1, 2])
def test_one_that_was_late_may_come_twice(came: int) -> None:
    made = record()
    missing(made, "ben", 1, came)
    made.drop("ben", "frame", 1)
    assert made.complaints() == []


def test_every_picture_is_opened_once() -> None:
    made = record()
    assert made.complaints() == []
    assert made.tally.opened == len(SEALS)
    assert made.tally.frame_sizes == {False: {2 + SIZE + 16}}


def test_a_picture_that_comes_after_its_key_is_opened_too() -> None:
    made = record()
    for player in PLAYERS:
        tape, frame, question = made.tapes[player], made.find(player, "frame", 1), made.find(player, "question", 1)
        tape.remove(frame)
        tape.insert(tape.index(question) + 1, frame)
        frame.at = question.at
    assert made.complaints() == []
    assert made.tally.opened == len(SEALS)


# ---- promises, keys, nonces ------------------------------------------------------------------------------------------
def another_face(made: Recording) -> None:
    made.everywhere("reveal", 1, face="nobody")


def another_nonce(made: Recording) -> None:
    made.everywhere("reveal", 1, nonce=OTHER_WORD)


def changed_promise(made: Recording) -> None:
    for player in PLAYERS:
        told = made.find(player, "question", 1).message
        told["sealed"] = told["sealed"] | {"commitment": OTHER_WORD}


def changed_for_one(made: Recording) -> None:
    told = made.find("ben", "reveal", 0).message
    told["sealed"] = told["sealed"] | {"commitment": OTHER_WORD}


def no_promise(made: Recording) -> None:
    for player in PLAYERS:
        del made.find(player, "reveal", 0).message["sealed"]


def promise_of_another_round(made: Recording) -> None:
    for player in PLAYERS:
        told = made.find(player, "reveal", 0).message
        told["sealed"] = told["sealed"] | {"round": 2}


def promise_of_another_match(made: Recording) -> None:
    for player in PLAYERS:
        told = made.find(player, "reveal", 0).message
        told["sealed"] = told["sealed"] | {"match": "other"}


def no_promise_at_all(made: Recording) -> None:
    promise(made, 1, commitment="soon")


def promise_after_the_last(made: Recording) -> None:
    for player in PLAYERS:
        told = made.find(player, "question", 2).message["sealed"]
        made.find(player, "reveal", 2).message["sealed"] = told | {"round": 3, "commitment": OTHER_WORD}


def same_promise_twice(made: Recording) -> None:
    first = made.find("ann", "countdown").message["sealed"]["commitment"]
    promise(made, 1, commitment=first)


def same_key_twice(made: Recording) -> None:
    made.everywhere("question", 1, key=SEALS[0].key.hex())


def nonce_is_the_key(made: Recording) -> None:
    made.everywhere("reveal", 1, nonce=SEALS[1].key.hex())


def key_of_another_room(made: Recording) -> None:
    made.tally.told[SEALS[1].key.hex()] = "the key of other/4"


def face_comes_again(made: Recording) -> None:
    made.everywhere("reveal", 1, face=made.find("ann", "reveal", 0).message["face"])


def key_told_early(made: Recording) -> None:
    made.everywhere("reveal", 0, face=SEALS[1].key.hex())


def key_in_an_ack(made: Recording) -> None:
    made.find("ann", "ack", 0).message["next"] = SEALS[1].key.hex()


def nonce_in_a_question(made: Recording) -> None:
    made.everywhere("question", 1, nonce=SEALS[1].nonce.hex())


def picture_in_a_question(made: Recording) -> None:
    made.everywhere("question", 1, picture="faces/match/1.jpg")


# ---- frames ----------------------------------------------------------------------------------------------------------
def sealed_with_another_key(made: Recording) -> None:
    made.seal(1, sealed("match", 1, jpeg(1), SEALS[2].key))


def sealed_with_no_key(made: Recording) -> None:
    made.seal(1, sealed("match", 1, jpeg(1), bytes(32)))


def sealed_with_the_last_key(made: Recording) -> None:
    made.seal(1, sealed("match", 1, jpeg(1), SEALS[0].key))


def sealed_with_its_promise(made: Recording) -> None:
    told = made.find("ann", "reveal", 0).message["sealed"]["commitment"]
    made.seal(1, sealed("match", 1, jpeg(1), bytes.fromhex(told)))


def sealed_for_another_round(made: Recording) -> None:
    made.seal(1, (1).to_bytes(2) + sealed("match", 2, jpeg(1), SEALS[1].key)[2:])


def not_sealed(made: Recording) -> None:
    made.seal(1, (1).to_bytes(2) + jpeg(1).ljust(SIZE + 16, b"\0"))


def longer_than_others(made: Recording) -> None:
    made.seal(1, sealed("match", 1, jpeg(1), SEALS[1].key, SIZE + 1))


def noise_behind_it(made: Recording) -> None:
    made.seal(1, sealed("match", 1, jpeg(1), SEALS[1].key, padding=b"x"))


def half_a_picture(made: Recording) -> None:
    made.seal(1, sealed("match", 1, jpeg(1)[:99], SEALS[1].key))


def made_otherwise(made: Recording) -> None:
    made.seal(1, sealed("match", 1, jpeg(1, quality=40), SEALS[1].key))


def another_for_one(made: Recording) -> None:
    made.find("cyd", "frame", 1).frame = sealed("match", 1, jpeg(2), SEALS[1].key)


def never_delivered(made: Recording) -> None:
    made.drop("cyd", "frame", 1)


def delivered_twice(made: Recording) -> None:
    made.repeat("cyd", "frame", 1)


def not_delivered_again(made: Recording) -> None:
    missing(made, "cyd", 1, 0)


def delivered_again_twice(made: Recording) -> None:
    missing(made, "cyd", 1, 2)


def delivered_too_early(made: Recording) -> None:
    tape, frame = made.tapes["cyd"], made.find("cyd", "frame", 1)
    tape.remove(frame)
    tape.insert(tape.index(made.find("cyd", "question", 0)) + 1, frame)
    frame.at = made.find("cyd", "question", 0).at


def not_delivered_to_who_comes_back(made: Recording) -> None:
    made.come_back("ben", 1)
    tape = made.tapes["ben"]
    tape.remove([step for step in tape if step.kind == "frame" and step.round == 1][-1])
    for step in tape[tape.index(made.find("ben", "reveal", 1)) :]:
        step.at += 5


# ---- openings --------------------------------------------------------------------------------------------------------
def opened_early(made: Recording) -> None:
    made.everywhere("reveal", 0, until=made.find("ann", "question", 1).message["opened"] + 0.5)


def opened_late(made: Recording) -> None:
    opened = made.find("ann", "question", 1).message["opened"]
    made.everywhere("question", 1, opened=opened + 5, deadline=opened + 13)


def renamed(made: Recording) -> None:
    made.find("ben", "ack", 1).message = {"t": "named", "name": "Bob"}


@pytest.mark.parametrize(
    ("mistake", "expected"),
    [
        (another_face, "is not what was promised as"),
        (another_nonce, "is not what was promised as"),
        (changed_promise, "question 1: the promise was"),
        (changed_promise, "question 1 opens Sealed("),
        (changed_for_one, "reveal 0: two bots were told different things"),
        (no_promise, "reveal 0 of 3: the promise of the next round is UNSET"),
        (no_promise, "question 1 was not promised before"),
        (no_promise, "reveal 1 was not promised before"),
        (promise_of_another_round, "round 2 is promised where round 1 comes next"),
        (promise_of_another_match, "reveal 0 promises a round of another match"),
        (no_promise_at_all, "the promise of match/1 is 'soon'"),
        (promise_after_the_last, "reveal 2 of 3: the promise of the next round is Sealed("),
        (same_promise_twice, "the promise of match/1 was told before, as the promise of match/0"),
        (same_key_twice, "the key of match/1 was told before, as the key of match/0"),
        (nonce_is_the_key, "the nonce of match/1 was told before, as the key of match/1"),
        (key_of_another_room, "the key of match/1 was told before, as the key of other/4"),
        (face_comes_again, "came twice in a match"),
        (key_told_early, "Reveal tells a secret besides"),
        (key_in_an_ack, "Ack tells a secret besides"),
        (nonce_in_a_question, 'Question tells "nonce" before the reveal'),
        (picture_in_a_question, 'Question tells "picture" before the reveal'),
        (sealed_with_another_key, "the sealed picture of round 1 does not open with its key"),
        (sealed_with_no_key, "the sealed picture of round 1 opens before its question, with 0000"),
        (sealed_with_the_last_key, "the sealed picture of round 1 opens before its question"),
        (sealed_with_its_promise, "the sealed picture of round 1 opens before its question"),
        (sealed_for_another_round, "the sealed picture of round 1 does not open with its key"),
        (not_sealed, "the sealed picture of round 1 does not open with its key"),
        (longer_than_others, f"the sealed picture of round 1 has {SIZE + 19} bytes: [{SIZE + 18}, {SIZE + 19}]"),
        (noise_behind_it, "behind it that are not all zero"),
        (half_a_picture, "round 1: what was sealed is no JPEG"),
        (made_otherwise, "round 1: the picture was made otherwise than the first"),
        (another_for_one, "the sealed picture of round 1 is another than others got"),
        (never_delivered, "the sealed picture of round 1 came 0 times, due were 1"),
        (delivered_twice, "the sealed picture of round 1 came 2 times"),
        (not_delivered_again, "the sealed picture of round 1 came 1 times, due were 2"),
        (delivered_again_twice, "the sealed picture of round 1 came 3 times"),
        (delivered_too_early, "a sealed picture of round 1 came after question 0"),
        (not_delivered_to_who_comes_back, "the sealed picture of round 1 came 0 times, due were 1"),
        (opened_early, "question 1 opened 0.500 s early"),
        (opened_late, "question 1 opened 5.000 s late"),
        (renamed, "was given the name 'Bob'"),
    ],
    ids=lambda value: getattr(value, "__name__", "found"),
)
def test_each_mistake_is_found(mistake: Callable[[Recording], None], expected: str) -> None:
    made = record()
    mistake(made)
    complaints = made.complaints()
    assert any(expected in complaint for complaint in complaints), complaints


def test_the_promise_is_the_hash_that_the_protocol_describes() -> None:
    made = record()
    told = made.find("ann", "reveal", 0).message
    text = "\n".join(("match", "0", told["truth"], told["face"], SEALS[0].nonce.hex()))
    promised = made.find("ann", "countdown").message["sealed"]["commitment"]
    assert hashlib.sha256(text.encode()).hexdigest() == promised
