"""Log lines: JSON for whoever gathers them, one line to read on a terminal. Which room and seat, and never who that is.

JSON lines carry no nickname, token or whole address, also where a library or an exception quotes one: of what the code
adds only known fields are told, of an exception its kind and where it arose, and texts are cleaned.
"""

import ipaddress
import json
import logging
import re
import traceback
from collections.abc import Iterator
from contextvars import ContextVar
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

room: ContextVar[str] = ContextVar("room", default="")  # the code of the room that a socket is of
seat: ContextVar[str] = ContextVar("seat", default="")  # whose socket it is: a player's id, or that of nobody
FIELDS = ("match", "phase", "round", "version", "about", "role", "players", "sockets", "deck")
LONGEST = 2000  # characters of a message
LONGEST_ADDRESS = 50  # characters of an IPv6 address, with a full stop
DEEPEST = 20  # places of a traceback, the last ones

_json = json.JSONEncoder(ensure_ascii=False, default=str)
# Each takes time in proportion to the text, which somebody may have chosen for what it costs: so whole runs of what can
# be part of a secret, or of an address, are found first, and looked at one by one.
_run = re.compile(r"[\w:.=-]{32,}")
_secret = re.compile(r"[\w-]{32}")  # in a run: a signature, a session's id; the run is what it signs, too
_query = re.compile(r"\?[^\s'\"]+")  # of an address: it may hold a room's secret
_ipv4 = re.compile(r"\b(\d{1,3}\.\d{1,3})\.\d{1,3}\.\d{1,3}\b")
_ipv6 = re.compile(r"(?<![\w:.])[0-9A-Fa-f:.]{2,}")


class Json(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        told: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": clean(record.getMessage()),
        }
        told |= {name: where for name in ("room", "seat") if (where := whereabouts(record, name))}
        told |= {name: value for name in FIELDS if (value := getattr(record, name, None)) is not None}
        if record.exc_info and record.exc_info[1] is not None:
            told["error"] = [each for error in _causes(record.exc_info[1]) for each in _error(error)]
        return _json.encode(told)


class Line(logging.Formatter):
    """One line for a person, with a traceback after it where something broke."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        code = whereabouts(record, "room")
        record.whereabouts = f" [{code}]" if code else ""
        return super().format(record)


def whereabouts(record: logging.LogRecord, name: str) -> str:
    """Return a record's room or seat: as it was given, or that of the socket in whose task it was made."""
    given = getattr(record, name, None)
    return str(given) if given is not None else {"room": room, "seat": seat}[name].get()


def clean(text: str) -> str:
    """Return a text without what may be a secret or tells where somebody is, and not too long."""
    text = _query.sub("?…", _run.sub(lambda run: "…" if _secret.search(run[0]) else run[0], text[: 2 * LONGEST]))
    return _ipv6.sub(_network, _ipv4.sub(r"\1.x.x", text))[:LONGEST]


def _network(found: re.Match[str]) -> str:
    text = found.group()
    if len(text) > LONGEST_ADDRESS or text.count(":") < 2:
        return text
    try:
        whole = ipaddress.IPv6Address(text.strip("."))
    except ValueError:
        return text  # a time of day, perhaps
    return f"{':'.join(whole.exploded.split(':')[:2])}:x"


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Yield an exception and what it came from, as a traceback would."""
    seen: set[int] = set()
    found: BaseException | None = error
    while found is not None and id(found) not in seen:
        seen.add(id(found))
        yield found
        found = found.__cause__ or (None if found.__suppress_context__ else found.__context__)


def _error(error: BaseException) -> Iterator[str]:
    """Yield its kind, and the places that it came through. Not what it says: that may quote what somebody typed."""
    yield f"{type(error).__module__}.{type(error).__qualname__}"
    yield from _places(error.__traceback__)


def _places(trace: TracebackType | None) -> Iterator[str]:
    for place in traceback.extract_tb(trace)[-DEEPEST:]:
        yield f"  {place.filename}:{place.lineno} {place.name}"
