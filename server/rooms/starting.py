"""What a match begins with: the deck's faces, fresh seals, a seed, and bots for a room that runs itself."""

import secrets

from game.commands import Start
from game.room import FILLED, MOST_ROUNDS, Bot, Room
from game.seal import SECRET, Seal
from server.decks.selectors import largest_picture, playable
from server.rooms.database import in_database
from server.rooms.sealing import size_class

BOTS = ("Pixel", "Gizmo", "Noodle", "Biscuit", "Sprocket", "Waffle", "Tofu", "Widget")


async def starting(room: Room, by: str) -> Start:
    """Return the command that begins a match in this room. Raises UnknownDeckError."""
    names = secrets.SystemRandom().sample(BOTS, FILLED)
    return Start(
        by=by,
        match=secrets.token_urlsafe(12),
        seed=secrets.randbits(63),
        pool=await in_database(playable, room.options.deck),
        seals=tuple(fresh_seal() for _ in range(MOST_ROUNDS)),
        picture_size=size_class(await in_database(largest_picture, room.options.deck)),
        bots=tuple(Bot(f"bot-{number}", name) for number, name in enumerate(names, 1)),
    )


def fresh_seal() -> Seal:
    """Return a seal that nobody can foresee."""
    return Seal(key=secrets.token_bytes(SECRET), nonce=secrets.token_bytes(SECRET))
