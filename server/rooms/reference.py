"""Writes docs/protocol.md from the message types: names, fields, docstrings, codes. Not used while serving."""

import enum
import inspect
from collections.abc import Iterator
from typing import Any

from game.decisions import Code
from server.rooms import protocol
from server.rooms.codes import CloseCode, ProtocolCode
from server.rooms.schema import REF, definitions, messages, remarks
from server.rooms.session import PATIENCE

INTRODUCTION = f"""# The protocol of a room

Written by `python3 manage.py generate_protocol` from `server/rooms/protocol.py`, `game/views.py` and `game/room.py`;
`frontend/src/protocol.ts` comes from the same types. Do not edit.

One WebSocket, `/ws/room/CODE/`, JSON text, one message a frame, at most {protocol.MAX_MESSAGE} bytes from a client.
`t` names the message. Times are the server's, in seconds since the epoch. A field with `?` may be missing.

1. A client sends `join`, within {PATIENCE:g} s; the answer is `welcome`, a snapshot with everything, or `refused`.
   Before that only `clock` and `pong` are taken.
2. Whatever changes comes as a message of its own. A phase carries `v`, the room's version: older than the last seen is
   dropped. The same phase may be told again with a higher `v`, as when the host has given somebody another name.
3. After a lost connection: the same `join` with the `token` of the last `welcome`, and an `answer` that has no `ack`
   again.
4. A refused message changed nothing. Its code is stable. What is refused as too much stands in running.md.
5. The server sends binary messages, too: a sealed picture each. It comes a quarter of a second after the countdown or
   the reveal before its question has begun, and right after `welcome` to those who join later. A client says `ready`
   when it has it; a question opens when 95 % of its players are, or 1.5 s after its time.

| bytes of a binary message | what |
| --- | --- |
| 2 | the round, big-endian |
| the rest | ChaCha20-Poly1305 (RFC 8439): ciphertext, then the tag of 16 bytes |

The key comes with the question (`key`, 64 hex digits) and seals this one picture; the nonce is 12 zero bytes; the
associated data are `MATCH/ROUND`, in ASCII, as in `sealed` (at the reveal the match stands in `picture`). The
plaintext: 4 bytes, big-endian, the length of the JPEG; the JPEG; zeros, up to a length that is the same for all
pictures of the deck, a power of two. Of a pair (`sealed.pair`) the plaintext is two such blocks of that length, first
the left face's, then the right one's; verdict and truth are the left one's."""


def reference() -> str:
    """Return the text of docs/protocol.md."""
    defs = definitions()
    inbound = [struct.__name__ for struct in messages() if issubclass(struct, protocol.Inbound)]
    outbound = [struct.__name__ for struct in messages() if struct.__name__ not in inbound]
    enums = ("Code", "ProtocolCode")
    parts = sorted(set(defs) - set(inbound) - set(outbound) - {"InboundMessage", "OutboundMessage", *enums})
    lines = [
        INTRODUCTION,
        "## From a client",
        *(_section(name, defs[name]) for name in inbound),
        "## To a client",
        *(_section(name, defs[name]) for name in outbound),
        "## Parts of messages",
        *(_section(name, defs[name]) for name in parts),
        "## Why a message is refused",
        *(_codes(kind) for kind in (Code, ProtocolCode)),
        "## Why a socket is closed",
        _codes(CloseCode),
    ]
    return "\n\n".join(lines) + "\n"


def _section(name: str, schema: dict[str, Any]) -> str:
    tag = schema.get("properties", {}).get("t", {}).get("enum", [None])[0]
    title = f"### `{tag}`" if tag else f"### {name}"
    text = schema.get("description", "")
    return "\n\n".join(part for part in (title, text, "\n".join(_fields(schema))) if part)


def _fields(schema: dict[str, Any]) -> Iterator[str]:
    if "enum" in schema:
        yield "One of " + ", ".join(f"`{value}`" for value in schema["enum"]) + "."
        return
    fields = {name: part for name, part in schema.get("properties", {}).items() if name != "t"}
    if fields:
        yield "| field | type |"
        yield "| --- | --- |"
    for name, part in fields.items():
        needed = name in schema.get("required", ())
        yield f"| `{name}`{'' if needed else '?'} | {_type(part)} |"


def _type(part: dict[str, Any]) -> str:
    if "$ref" in part:
        return str(part["$ref"]).removeprefix(REF)
    if "anyOf" in part:
        return " or ".join(_type(option) for option in part["anyOf"])
    if part["type"] == "array":
        return f"list of {_type(part['items'])}"
    low, high = part.get("minimum"), part.get("maximum")
    bounds = f", {low} to {high}" if high is not None else ""
    length = f", at most {part['maxLength']} characters" if "maxLength" in part else ""
    return f"{part['type']}{bounds}{length}"


def _codes(kind: type[enum.Enum]) -> str:
    beside = remarks(kind)
    head = f"{kind.__name__}: {inspect.getdoc(kind)}"
    lines = [f"- `{member.value}`{_beside(member, beside)}" for member in kind]
    return "\n".join([head, "", *lines])


def _beside(member: enum.Enum, beside: dict[str, str]) -> str:
    name = f" {member.name}" if isinstance(member.value, int) else ""
    text = beside.get(member.name, "")
    return f"{name}{': ' + text if text else ''}"
