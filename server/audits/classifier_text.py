"""What there is to know of one received text: numbers, texts, the order of keys, headers. Pure."""

import binascii
import hashlib
import math
import re
from base64 import urlsafe_b64decode
from itertools import pairwise
from typing import Any

import msgspec

HEX = re.compile(r"(?:[0-9a-f]{2}){8,}")
BASE64 = re.compile(r"[A-Za-z0-9_-]{12,}")
CLOCK = range(1_000_000_000, 5_000_000_000)  # what seconds since the epoch look like
MOST = 300  # facts of one text
HASH = 2  # bytes


class Facts(msgspec.Struct):
    """Numbers and texts by name."""

    numbers: dict[str, float] = {}
    texts: dict[str, bytes] = {}


def facts_of(data: bytes) -> Facts:
    """Return what there is to know of a message (JSON), or of an answer over HTTP (its headers first)."""
    if data.startswith(b"HTTP/"):
        return _answer(data)
    facts = Facts()
    try:
        message = msgspec.json.decode(data)
    except msgspec.DecodeError:
        return facts
    order: list[str] = []
    clocks: list[float] = []
    _walk(message, "", facts, order, clocks)
    facts.texts["order of keys"] = bits_of("\n".join(order).encode())
    facts.numbers["keys"] = len(order)
    for place, (earlier, later) in enumerate(pairwise(clocks)):
        facts.numbers[f"times {place} to {place + 1}"] = later - earlier
    return facts


def bits_of(data: bytes) -> bytes:
    """Return a short hash: two different texts differ in half of its bits."""
    return hashlib.blake2s(data, digest_size=HASH).digest()


def _walk(value: Any, path: str, facts: Facts, order: list[str], clocks: list[float]) -> None:
    if len(facts.numbers) + len(facts.texts) > MOST:
        return
    match value:
        case dict():
            for key, below in value.items():
                order.append(f"{path}.{key}")
                _walk(below, f"{path}.{key}", facts, order, clocks)
        case list():
            facts.numbers[f"{path} length"] = len(value)
            for place, below in enumerate(value):
                _walk(below, f"{path}[{place}]", facts, order, clocks)
        case bool() | int() | float():
            _number(float(value), path, facts, clocks)
        case str():
            _text(value, path, facts)
        case _:
            facts.numbers[f"{path} is null"] = 1.0


def _number(value: float, path: str, facts: Facts, clocks: list[float]) -> None:
    facts.numbers[path] = value
    if value % 1:
        facts.numbers[f"{path} fraction"] = value % 1
        facts.numbers[f"{path} fraction of ms"] = math.fmod(value * 1000, 1)
    if int(value) in CLOCK:
        clocks.append(value)


def _text(value: str, path: str, facts: Facts) -> None:
    facts.numbers[f"{path} length"] = len(value)
    facts.texts[path] = value.encode()
    facts.texts[f"{path} hash"] = bits_of(value.encode())
    if HEX.fullmatch(value):
        facts.texts[f"{path} from hex"] = bytes.fromhex(value)
    elif BASE64.fullmatch(value):
        try:
            facts.texts[f"{path} from base64"] = urlsafe_b64decode(value + "=" * (-len(value) % 4))
        except binascii.Error:
            return


def _answer(data: bytes) -> Facts:
    head, _, body = data.partition(b"\r\n\r\n")
    status, *lines = head.decode("latin-1").split("\r\n")
    numbers: dict[str, float] = {"headers": len(lines), "head": len(head), "body": len(body)}
    facts = Facts(numbers=numbers, texts={"raw": head, "status": status.encode()})
    names = []
    for line in lines:
        name, _, value = line.partition(":")
        names.append(name)
        _text(value.strip(), f"header {name.lower()}", facts)
    facts.texts["order of headers"] = bits_of("\n".join(names).encode())
    facts.texts["body"] = body
    facts.texts["hash of the body"] = bits_of(body)
    return facts
