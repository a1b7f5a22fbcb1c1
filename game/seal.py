"""What keeps a face shut until it opens, and proves afterwards that nobody exchanged it. Pure."""

import hashlib

import msgspec

from game.face import Face

SECRET = 32  # bytes of a key and of a nonce


class Seal(msgspec.Struct, frozen=True, array_like=True):
    """Of one round: `key` opens its picture, `nonce` opens its commitment. Both are 32 random bytes, used once."""

    key: bytes
    nonce: bytes


def commitment(match: str, number: int, face: Face, nonce: bytes, partner: Face | None = None) -> str:
    """Return the promise that is told before a face opens: it fixes the face and its truth, and tells neither.

    64 hex digits, the SHA-256 of match, round, truth, face id, the partner's id where there is one (the right-hand face
    of a pair; the truth is the left one's), and nonce (hex), joined by newlines, in UTF-8. It hides
    the truth as long as the nonce is secret, and binds as long as SHA-256 has no collisions. Bit commitment after
    Brassard, Chaum & Crépeau 1988, "Minimum disclosure proofs of knowledge", Journal of Computer and System Sciences
    37, 156-189.
    """
    ids = (face.id,) if partner is None else (face.id, partner.id)
    told = "\n".join((match, str(number), face.truth.value, *ids, nonce.hex()))
    return hashlib.sha256(told.encode()).hexdigest()
