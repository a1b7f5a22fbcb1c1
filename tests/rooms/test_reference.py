"""What is generated from the protocol: the browser's types and docs/protocol.md."""

from pathlib import Path

import pytest
from django.conf import settings

from server.rooms.codes import CloseCode, ProtocolCode
from server.rooms.reference import reference
from server.rooms.schema import definitions, limits, messages, remarks
from server.rooms.typescript import NoCompilerError, typescript

ROOT = Path(settings.ROOT)


def test_every_message_is_told_by_its_tag():
    defs = definitions()
    tags = [defs[kind.__name__]["properties"]["t"]["enum"] for kind in messages()]
    assert all(len(tag) == 1 for tag in tags)
    assert len({tag[0] for tag in tags}) == len(tags)


def test_what_is_always_sent_is_required():
    defs = definitions()
    assert "name" not in defs["Join"]["required"]
    assert set(defs["Options"]["required"]) == set(defs["Options"]["properties"])
    assert "own" not in defs["Reveal"]["required"]
    assert "verdict" in defs["Own"]["required"]


def test_the_browser_learns_bounds_and_defaults():
    assert limits()["rounds"] == {"min": 3, "max": 50, "default": 10}


def test_the_reference_is_current_and_names_every_code():
    text = reference()
    assert all(f"`{code.value}`" in text for code in (*ProtocolCode, *CloseCode))
    assert "REPLACED: the same player" in text
    assert (ROOT / "docs" / "protocol.md").read_text(encoding="utf-8") == text


def test_remarks_are_what_stands_beside_a_member():
    assert remarks(CloseCode)["SERVER_MOVES"] == "come back, on another process"
    assert remarks(ProtocolCode)["BAD_TOKEN"] == ""


def test_without_the_browsers_packages_the_types_cannot_be_made(tmp_path: Path):
    with pytest.raises(NoCompilerError):
        typescript(tmp_path)
