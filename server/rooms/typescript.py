"""Writes frontend/src/protocol.ts from the message types, with json-schema-to-typescript. Not used while serving."""

import os
import re
import subprocess
import sys
from pathlib import Path

import msgspec

from server.players.nicknames import GRAPHEMES
from server.rooms.codes import CloseCode
from server.rooms.schema import REF, UNIONS, definitions, limits

HEADER = """\
/// The messages of a room, and what else the browser shares with server/rooms/protocol.py.
/// Written by `python3 manage.py generate_protocol`: do not edit."""
NOISE = re.compile(r"( \*\n)? \* This interface was referenced by .*\n \* via the `definition` .*\n")
OPTIONS = ("--unreachableDefinitions", "--no-additionalProperties", "--bannerComment=")


class NoCompilerError(Exception):
    """The packages of the browser's part are not installed."""


def typescript(frontend: Path) -> str:
    """Return the text of protocol.ts. `frontend`: the folder whose node_modules hold the compiler.

    Raises NoCompilerError.
    """
    schema = {
        "title": "Protocol",
        "description": "Both directions of a room's socket.",
        "type": "object",
        "properties": {name: {"$ref": REF + name} for name in UNIONS},
        "required": list(UNIONS),
        "$defs": definitions(),
    }
    return f"{HEADER}\n\n{_constants()}\n{_compile(msgspec.json.encode(schema), frontend)}"


def _compile(schema: bytes, frontend: Path) -> str:
    compiler = frontend / "node_modules" / ".bin" / "json2ts"
    if not compiler.exists():
        raise NoCompilerError(compiler)
    # Node may live beside this Python only (the wheel); what is on PATH comes first.
    path = f"{os.environ.get('PATH', '')}{os.pathsep}{Path(sys.executable).parent}"
    done = subprocess.run(  # noqa: S603
        [compiler, *OPTIONS], input=schema, capture_output=True, check=True, env=os.environ | {"PATH": path}
    )
    return NOISE.sub("", done.stdout.decode()).lstrip()


def _constants() -> str:
    close = ", ".join(f"{member.name}: {member.value}" for member in CloseCode)
    bounds = msgspec.json.format(msgspec.json.encode(limits()), indent=2).decode()
    return (
        f"/** {(CloseCode.__doc__ or '').strip()} */\n"
        f"export const CloseCode = {{ {close} }} as const;\n\n"
        f"/** The most characters of a name, as people see them. */\nexport const NAME_LENGTH = {GRAPHEMES};\n\n"
        f"/** Bounds and defaults of the options that are numbers. */\nexport const LIMITS = {bounds} as const;\n"
    )
