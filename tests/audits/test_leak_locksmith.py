"""Weak secrets, which no classifier sees behind a hash, are found by trying them."""

import hashlib
import random

import msgspec
import pytest
from msgspec.structs import replace

from game.face import Face
from game.seal import Seal, commitment
from server.audits.leak_locksmith import opened
from server.audits.recording import Dealt, Seen, Watched
from tests.audits.rounds import Smith, simulated

ROUNDS = 60


def nonce_of(secret: str) -> Smith:
    """Nonces as somebody may have meant them: an expression of what is known."""

    def smith(rng: random.Random, match: str, number: int, _face: Face, before: Seal) -> Seal:
        key = rng.randbytes(32)
        nonces = {
            "zeros": bytes(32),
            "nothing": b"",
            "always the same": b"Uncanny's own nonce, 32 bytes...",
            "the key of the round before": before.key,
            "one more than the nonce before": (int.from_bytes(before.nonce) + 1).to_bytes(33)[1:],
            "the key of this round": key,
            "the hash of this round's key": hashlib.sha256(key).digest(),
            "the hash of match and round": hashlib.sha256(f"{match}/{number}".encode()).digest(),
            "a generator begun with the round": random.Random(number).randbytes(32),
        }
        return Seal(key, nonces[secret])

    return smith


def key_of(secret: str) -> Smith:
    def smith(rng: random.Random, match: str, number: int, face: Face, before: Seal) -> Seal:
        nonce = rng.randbytes(32)
        promise = commitment(match, number, face, nonce)
        keys = {
            "zeros": bytes(32),
            "always the same": b"Uncanny's own key, of 32 bytes..",
            "the nonce of the round before": before.nonce,
            "the hash of the key before": hashlib.sha256(before.key).digest(),
            "the hash of the commitment's text": hashlib.sha256(promise.encode()).digest(),
            "the hash of the commitment's bytes": hashlib.sha256(bytes.fromhex(promise)).digest(),
            "the hash of the room's code": hashlib.sha256(b"ABCD").digest(),
        }
        return Seal(keys[secret], nonce)

    return smith


NONCES = [
    "zeros",
    "nothing",
    "always the same",
    "the key of the round before",
    "one more than the nonce before",
    "the key of this round",
    "the hash of this round's key",
    "the hash of match and round",
    "a generator begun with the round",
]
KEYS = [
    "zeros",
    "always the same",
    "the nonce of the round before",
    "the hash of the key before",
    "the hash of the commitment's text",
    "the hash of the commitment's bytes",
    "the hash of the room's code",
]


def test_good_locks_stay_shut() -> None:
    assert opened(simulated(ROUNDS)) == []
    assert opened(simulated(ROUNDS, pairs=0.5)) == []


@pytest.mark.parametrize("secret", NONCES)
def test_a_weak_nonce_is_found(secret: str) -> None:
    found = opened(simulated(ROUNDS, smith=nonce_of(secret)))
    assert any("the nonce could be guessed" in sentence or "nonce was used again" in sentence for sentence in found)


@pytest.mark.parametrize("secret", KEYS)
def test_a_weak_key_is_found(secret: str) -> None:
    found = opened(simulated(ROUNDS, smith=key_of(secret)))
    assert any(
        "the key could be guessed" in sentence or "key or nonce was used again" in sentence for sentence in found
    )


def test_another_partner_than_the_promised_one_is_found() -> None:
    one, *others = simulated(ROUNDS, pairs=1.0)
    (sentence,) = opened([replace(one, partner=others[0].partner), *others])
    assert "the nonce does not open the commitment" in sentence


def test_a_secret_told_too_early_is_found() -> None:
    one, *others = simulated(ROUNDS)
    reveal = one.watched["spectator"].seen[0]
    reveal.data += one.nonce.encode()
    assert [sentence.partition(": ")[2] for sentence in opened([one, *others])] == [
        "the nonce was told before its time"
    ]


def test_what_does_not_open_is_told() -> None:
    """Else the silence about good locks would mean nothing."""
    one, *others = simulated(ROUNDS)
    (sentence,) = opened([replace(one, ai=not one.ai), *others])
    assert "the nonce does not open the commitment" in sentence
    (sentence, *_) = opened([replace(one, watched={"player": others[0].watched["player"]}), *others[1:]])
    assert "does not open" in sentence


def told_to_a_latecomer(one: Dealt, phase: dict[str, object]) -> list[str]:
    """What is found where somebody has come in and was told this phase, with the key in it."""
    question = next(seen for seen in one.watched["player"].seen if seen.name == "question")
    welcome = {"t": "welcome", "phase": msgspec.json.decode(question.data) | phase}
    late = Seen(name="welcome", at=question.at, size=0, data=msgspec.json.encode(welcome))
    found = opened([replace(one, watched=one.watched | {"latecomer": Watched(seen=[], context=[late])})])
    return [sentence.partition(": ")[2] for sentence in found]


def test_who_comes_in_while_a_question_is_open_is_shown_it_with_its_key() -> None:
    one, *_ = simulated(ROUNDS)
    assert told_to_a_latecomer(one, {}) == []
    assert told_to_a_latecomer(one, {"t": "reveal"}) == ["the key was told before its time"]
    assert told_to_a_latecomer(one, {"round": one.round + 1}) == ["the key was told before its time"]
    sealed = {"match": "another", "round": one.round, "commitment": ""}
    assert told_to_a_latecomer(one, {"sealed": sealed}) == ["the key was told before its time"]
