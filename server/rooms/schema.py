"""The protocol as JSON schema: what the browser's types and docs/protocol.md are made of. Not used while serving."""

import enum
import inspect
import re
from typing import Any, get_args

import msgspec
from msgspec import UNSET

from game.decisions import Code
from game.room import Options
from server.rooms import protocol
from server.rooms.codes import ProtocolCode

REF = "#/$defs/"
UNIONS = {"InboundMessage": protocol.InboundMessage, "OutboundMessage": protocol.OutboundMessage}

Schema = dict[str, Any]


def definitions() -> Schema:
    """Return a JSON schema for each named type of the protocol, by name; a message is told by its constant `t`."""
    wanted = [*UNIONS.values(), Code, ProtocolCode]
    roots, defs = msgspec.json.schema_components(wanted, ref_template=REF + "{name}")
    kinds: tuple[type[msgspec.Struct], ...] = (Options, *messages())
    structs = {kind.__name__: kind for kind in kinds}
    for name, schema in defs.items():
        if struct := structs.get(name):
            _require(schema, struct)
        schema["description"] = inspect.cleandoc(schema.get("description", ""))
        for part in schema.get("properties", {}).values():
            part.pop("default", None)  # a default is the reader's business only where a field may be missing
    defs["Refused"]["properties"]["code"] = {"anyOf": [{"$ref": REF + "Code"}, {"$ref": REF + "ProtocolCode"}]}
    for name, union in zip(UNIONS, roots, strict=False):
        union.pop("discriminator", None)
        defs[name] = union | {"description": f"Any {name.removesuffix('Message').lower()} message."}
    return defs


def messages() -> tuple[type[msgspec.Struct], ...]:
    """Return the types of all messages, inbound first."""
    kinds: list[type[msgspec.Struct]] = []
    for union in UNIONS.values():
        kinds += get_args(union)
    return tuple(kinds)


def limits() -> dict[str, Schema]:
    """Return bounds and default of each number among the options."""
    fields = msgspec.json.schema_components([Options], ref_template=REF + "{name}")[1]["Options"]["properties"]
    return {
        name: {"min": field["minimum"], "max": field["maximum"], "default": field["default"]}
        for name, field in fields.items()
        if field.get("type") == "integer"
    }


def remarks(kind: type[enum.Enum]) -> dict[str, str]:
    """Return what the source says beside each member of an enum, by name."""
    found = re.findall(r"^    (\w+) = [^#\n]+?(?:  # (.*))?$", inspect.getsource(kind), re.MULTILINE)
    return {name: "" if text.startswith("noqa") else text for name, text in found}


def _require(schema: Schema, struct: type[msgspec.Struct]) -> None:
    """Mark as required what is always sent: a field with a default is, unless its struct omits defaults."""
    if struct.__struct_config__.omit_defaults:
        return
    tag = [struct.__struct_config__.tag_field] if struct.__struct_config__.tag_field else []
    sent = [field.encode_name for field in msgspec.structs.fields(struct) if field.default is not UNSET]
    schema["required"] = [*tag, *sent]
