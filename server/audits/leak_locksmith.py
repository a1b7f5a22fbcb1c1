"""Tries to open promises and sealed pictures before their time: what no classifier can see, as a hash hides it.

The most likely mistakes are nonces and keys that are empty, zero, used twice, told before, or made from what everybody
knows. Whoever hashes a guessed nonce with both truths and every face finds the commitment exactly when the nonce is
the one that the reveal tells; whoever tries a guessed key opens the picture exactly when it is the one that the
question tells. So the guesses are compared with those, and hundreds of thousands cost nothing. That the nonce opens
the commitment, and the key the picture, is checked first: else all of this would mean nothing.
"""

import hashlib
import random
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import takewhile
from typing import Any

import msgspec
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import ChaCha20

from game.face import Face, Truth, opposite
from game.seal import SECRET, commitment
from server.audits.recording import Dealt, Seen

HASHES = ("sha256", "sha3_256", "blake2s", "sha512", "md5")
SEEDS = range(256)  # of a generator that somebody may have begun with a small number
NEXT = range(-2, 3)  # a secret that counts up from the one before
ROUND = 2  # bytes of the round's number before a sealed picture
FIRST_BLOCK = (1).to_bytes(4, "little") + bytes(12)  # counter and nonce of ChaCha20 (RFC 8439)
JPEG = b"\xff\xd8\xff"
LENGTH = 4  # bytes before it


class Lock(msgspec.Struct, frozen=True):
    """What keeps one round shut, as it was told: hex, but for the frame's first bytes."""

    commitment: str
    key: str
    nonce: str
    frame: bytes


def opened(dealt: Sequence[Dealt]) -> list[str]:
    """Return a sentence for everything that could be opened before its time, or does not open at all."""
    locks = [lock_of(one) for one in dealt]
    found = [*_repeated(locks)]
    before: dict[int, Lock] = {}  # the last round of each room
    common = _common()
    for one, lock in zip(dealt, locks, strict=True):
        where = f"room {one.room}, match {one.match}, round {one.round}"
        face = Face(one.face, Truth.AI if one.ai else Truth.REAL)
        partner = Face(one.partner, opposite(face.truth)) if one.partner else None
        if commitment(one.match, one.round, face, _bytes(lock.nonce), partner) != lock.commitment:
            found.append(f"{where}: the nonce does not open the commitment")
        if not opens(lock.key, lock.frame):
            found.append(f"{where}: the key does not open the sealed picture")
        known = common | set(_guesses(one, lock, before.get(one.room)))
        if lock.key in known:
            found.append(f"{where}: the key could be guessed before the question")
        if lock.nonce in known | set(_made(lock.key)) | {lock.key}:
            found.append(f"{where}: the nonce could be guessed before the reveal, and the commitment tells the truth")
        found += (f"{where}: {name} was told before its time" for name in sorted(set(_told(one, lock))))
        before[one.room] = lock
    return found


def lock_of(one: Dealt) -> Lock:
    """Return what was told of a round. Raises StopIteration where it had no question or no picture."""
    seen = one.watched["player"].seen
    question = msgspec.json.decode(next(message.data for message in seen if message.name == "question"))
    frame = next(message.data for message in seen if message.name == "sealed")
    return Lock(question["sealed"]["commitment"], question["key"], one.nonce, frame)


def opens(key: str, frame: bytes) -> bool:
    """Tell whether a key makes a JPEG of a sealed picture's first bytes."""
    secret = _bytes(key)
    if len(secret) != SECRET:
        return False
    plain = Cipher(ChaCha20(secret, FIRST_BLOCK), mode=None).decryptor().update(frame[ROUND : ROUND + 16])
    return plain[0] == 0 and plain[LENGTH:].startswith(JPEG)


def _repeated(locks: Sequence[Lock]) -> Iterator[str]:
    """Look for what was used twice, in any room: keys and nonces among each other, too."""
    kinds: dict[str, Iterable[Any]] = {
        "a commitment": (lock.commitment for lock in locks),
        "a sealed picture": (lock.frame[ROUND:] for lock in locks),
        "a key or nonce": (secret for lock in locks for secret in (lock.key, lock.nonce)),
    }
    for kind, values in kinds.items():
        times = [count for count in Counter(values).values() if count > 1]
        if times:
            yield f"{kind} was used again: {len(times)} of them, up to {max(times)} times"


def _common() -> set[str]:
    """Return what somebody tries who knows nothing: empty, all alike, counted, from a generator with a small seed."""
    alike = {bytes([byte]) * SECRET for byte in range(256)}
    counted = {number.to_bytes(SECRET, order) for number in range(1000) for order in ("big", "little")}
    drawn = {_drawn(seed) for seed in SEEDS}
    return {"", *(secret.hex() for secret in alike | counted | drawn), *_made("")}


def _guesses(one: Dealt, lock: Lock, before: Lock | None) -> Iterator[str]:
    """Make secrets of all that is known before the question: of the round, and of the one before in this room."""
    known: list[str] = [one.match, one.code, lock.commitment]
    known += [f"{name}{mark}{one.round}" for name in (one.match, one.code) for mark in ("", "/", ":", "-", " ", "\n")]
    known += [str(one.round), str(round(one.clock)), *(past.face for past in one.earlier[-1:])]
    for text in known:
        yield from _made(text)
        yield _drawn(text).hex()
    for second in range(int(one.clock) - 2, int(one.clock) + 3):
        yield _drawn(second).hex()
    if before is not None:
        for secret in (before.key, before.nonce, before.commitment):
            yield from _made(secret)
            yield _drawn(secret).hex()
            number = int(secret or "0", 16)
            yield from (((number + step) % 2 ** (8 * SECRET)).to_bytes(SECRET).hex() for step in NEXT)


def _made(text: str) -> Iterator[str]:
    """Return a text as a secret: as it is, and hashed, as text and (of hex digits) as bytes."""
    for data in {text.encode(), _bytes(text)}:
        yield data[:SECRET].ljust(SECRET, b"\0").hex()
        for name in HASHES:
            digest = hashlib.new(name, data, usedforsecurity=False).digest()
            yield digest[:SECRET].ljust(SECRET, b"\0").hex()
            yield digest.hex()


def _drawn(seed: int | str) -> bytes:
    return random.Random(seed).randbytes(SECRET)  # noqa: S311  (what somebody may have mistaken for a secret)


def _told(one: Dealt, lock: Lock) -> Iterator[str]:
    """Look for the secrets in every message, word for word: the nonce until the reveal, the key until the question.

    Who comes in while it is open is shown the question by the welcome.
    """
    for watched in one.watched.values():
        everything = [*watched.context, *watched.seen]
        if _holds(everything, lock.nonce):
            yield "the nonce"
        if _holds(takewhile(lambda seen: not _shows_question(seen, one), everything), lock.key):
            yield "the key"


def _shows_question(seen: Seen, one: Dealt) -> bool:
    """Tell whether a message shows this very question, by itself or in a welcome."""
    try:
        message = msgspec.json.decode(seen.data, type=dict[str, Any])
    except msgspec.DecodeError:  # a page, or a sealed picture
        return False
    phase = message["phase"] if message.get("t") == "welcome" else message
    return bool(phase.get("t") == "question" and phase["round"] == one.round and phase["sealed"]["match"] == one.match)


def _holds(messages: Iterable[Seen], secret: str) -> bool:
    return any(form in seen.data for seen in messages for form in (secret.encode(), _bytes(secret)) if form)


def _bytes(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError:
        return text.encode()
