"""Who a browser is: a random player id in a signed cookie. No secret but the server's key."""

import secrets
from collections.abc import Mapping
from typing import Final, NamedTuple

from django.core.signing import BadSignature, Signer

COOKIE: Final = "player"
ID_LENGTH: Final = 16
SALT: Final = "uncanny.player"
CLAIMED: Final = ".account"  # after the id of a player of an account, before the guest's; no id has a full stop


class Known(NamedTuple):
    """What a cookie says. `claimed`: it was given to who was signed in, and is worth nothing to who is not any more.
    `guest`: who the browser was before then and is again without the account; empty where there is nothing to keep.
    """

    player: str
    claimed: bool
    guest: str = ""


def new_player_id() -> str:
    """Return a fresh id: 96 random bits as 16 URL-safe characters."""
    return secrets.token_urlsafe(12)


def sign(player_id: str, *, claimed: bool = False, guest: str = "") -> str:
    """Return the cookie's value for a player. `guest`: only beside a claimed one."""
    return Signer(salt=SALT).sign(player_id + (CLAIMED + guest) * claimed)


def read(cookie: str) -> str | None:
    """Return the player that a cookie's value names, or None when we did not sign it."""
    told = said(cookie)
    return None if told is None else told.player


def said(cookie: str) -> Known | None:
    """Return all that a cookie's value says, or None when we did not sign it."""
    try:
        text = Signer(salt=SALT).unsign(cookie)
    except BadSignature:
        return None
    player_id, claimed, guest = text.partition(CLAIMED)
    return Known(player_id, bool(claimed), guest) if len(player_id) == ID_LENGTH else None


def known(cookies: Mapping[str, str]) -> Known | None:
    """Return what a request's cookies say (a page's or a WebSocket handshake's), or None."""
    cookie = cookies.get(COOKIE)
    return None if cookie is None else said(cookie)


def player_of(cookies: Mapping[str, str]) -> str | None:
    """Return the player whom a request's cookies name, or None."""
    told = known(cookies)
    return None if told is None else told.player
