"""Who a browser is: a random player id in a signed cookie. No account, no secret but the server's key."""

import secrets
from collections.abc import Mapping
from typing import Final

from django.core.signing import BadSignature, Signer

COOKIE: Final = "player"
ID_LENGTH: Final = 16
SALT: Final = "uncanny.player"


def new_player_id() -> str:
    """Return a fresh id: 96 random bits as 16 URL-safe characters."""
    return secrets.token_urlsafe(12)


def sign(player_id: str) -> str:
    """Return the cookie's value for a player."""
    return Signer(salt=SALT).sign(player_id)


def read(cookie: str) -> str | None:
    """Return the player that a cookie's value names, or None when we did not sign it."""
    try:
        player_id = Signer(salt=SALT).unsign(cookie)
    except BadSignature:
        return None
    return player_id if len(player_id) == ID_LENGTH else None


def player_of(cookies: Mapping[str, str]) -> str | None:
    """Return the player whom a request's cookies name (a page's or a WebSocket handshake's), or None."""
    cookie = cookies.get(COOKIE)
    return None if cookie is None else read(cookie)
