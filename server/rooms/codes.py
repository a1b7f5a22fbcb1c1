"""Words that clients know: why a message was refused, why a socket was closed, what a socket is for."""

import enum


class ProtocolCode(enum.StrEnum):
    """Why a message was refused before the rules were asked. Stable, like the rules' own codes."""

    ALREADY_JOINED = "already_joined"
    BAD_NAME = "bad_name"
    BAD_TOKEN = "bad_token"  # noqa: S105  (a code, not a secret)
    MALFORMED = "malformed"
    NO_SUCH_DECK = "no_such_deck"
    NO_SUCH_ROOM = "no_such_room"
    NOT_SEATED = "not_seated"
    RUDE_NAME = "rude_name"
    TOO_FAST = "too_fast"
    TOO_LARGE = "too_large"
    TOO_MANY_JOINS = "too_many_joins"
    TRY_AGAIN = "try_again"


class Role(enum.StrEnum):
    """What a socket is for. Watchers and screens are nobody: no seat, no name, and never the host."""

    PLAYER = "player"
    WATCHER = "watcher"
    SCREEN = "screen"


class CloseCode(enum.IntEnum):
    """Why the server closed a socket. After 4000-4099 a client does not come back by itself."""

    REPLACED = 4000  # the same player opened the room elsewhere
    ROOM_CLOSED = 4001
    REMOVED = 4002  # by the host
    NO_SUCH_ROOM = 4004
    ABUSE = 4008
    SILENT = 4100  # nothing heard for too long: come back
    SERVER_MOVES = 4101  # come back, on another process
    CROWDED = 4102  # too much from this network: come back a little later
