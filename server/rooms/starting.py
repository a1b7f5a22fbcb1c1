"""What a match begins with: faces to deal from, fresh seals, a seed, and bots for a room that runs itself."""

import secrets

from game.commands import Start
from game.difficulty import UNKNOWN
from game.room import FILLED, MOST_ROUNDS, SEATS, Bot, Dealing, Room, plays
from game.seal import SECRET, Seal
from server.decks.learning import mean_skill
from server.decks.selectors import drawn
from server.matches.met import worn
from server.rooms.database import in_database
from server.rooms.sealing import size_class
from server.rooms.store import Store

BOTS = ("Pixel", "Gizmo", "Noodle", "Biscuit", "Sprocket", "Waffle", "Tofu", "Widget")


async def starting(store: Store, room: Room, by: str) -> Start:
    """Return the command that begins a match in this room. Raises UnknownDeckError."""
    people = [player for player in await store.rows(room, SEATS) if plays(room, player)]
    dealing = room.options.dealing
    skill = await in_database(mean_skill, people) if dealing is Dealing.ADAPTIVE else UNKNOWN.rating
    faces, largest = await in_database(drawn, room.options.deck, dealing, skill)
    names = secrets.SystemRandom().sample(BOTS, FILLED)
    return Start(
        by=by,
        match=secrets.token_urlsafe(12),
        seed=secrets.randbits(63),
        pool=faces,
        seals=tuple(fresh_seal() for _ in range(MOST_ROUNDS)),
        picture_size=size_class(largest),
        bots=tuple(Bot(f"bot-{number}", name) for number, name in enumerate(names, 1)),
        skill=skill,
        worn=await in_database(worn, people),
    )


def fresh_seal() -> Seal:
    """Return a seal that nobody can foresee."""
    return Seal(key=secrets.token_bytes(SECRET), nonce=secrets.token_bytes(SECRET))
