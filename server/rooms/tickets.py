"""Room codes, the signed tokens that give a seat back, and who was given a room's link."""

import re
import secrets

from django.core.signing import BadSignature, Signer
from django.utils.crypto import constant_time_compare

from game.room import Room

ALPHABET = "BCDFGHJKLMNPQRSTVWXZ"  # no vowels: no words; no letters that look like digits or each other
LENGTH = 4
CROWDED = 5  # letters, when codes of four keep being taken
CODE = re.compile(rf"[{ALPHABET}]{{{LENGTH},{CROWDED}}}")


def new_code(length: int = LENGTH) -> str:
    """Return a random room code."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def read_code(text: str) -> str | None:
    """Return the code that somebody typed, or None where there is none in it."""
    code = "".join(text.split()).upper()
    return code if CODE.fullmatch(code) else None


def _signer() -> Signer:
    return Signer(salt="server.rooms.seat")


def seat_token(code: str, player: str) -> str:
    """Return a token that speaks for this player in this room."""
    return _signer().sign(f"{code}:{player}")


def read_seat_token(token: str, code: str) -> str | None:
    """Return the player that a token speaks for in this room, or None."""
    try:
        room, _, player = _signer().unsign(token).partition(":")
    except BadSignature:
        return None
    return player if room == code and player else None


def invited(room: Room, link: str) -> bool:
    """Tell whether somebody brings what this room's link and QR code carry, and so is not guessing its code."""
    return bool(room.link) and constant_time_compare(link, room.link)
