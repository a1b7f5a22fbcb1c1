"""Pictures on their way through processes: what takes too long ends its process, and nothing else."""

import io
import os
import signal

import pytest
from PIL import Image

from server.decks.intake import press
from server.decks.intake.errors import IntakeError
from server.decks.intake.papers import Item, Papers
from server.decks.intake.picture import Unfit
from server.decks.models import Face
from tests.decks.intake.pictures import saved, scene

LONGEST = 0.5  # seconds of a processor's time; the pictures here take a tenth and several


def item(name: str, data: bytes) -> Item:
    return Item(name, Papers(Face.Truth.REAL, Face.Kind.PHOTO, "A set", "CC0"), data)


def huge() -> bytes:
    """A picture of forty-nine million pixels in a few kilobytes."""
    file = io.BytesIO()
    Image.new("1", (7000, 7000)).save(file, "TIFF", compression="group4")
    return file.getvalue()


def test_a_picture_that_takes_too_long_is_left_out_and_the_others_come() -> None:
    quick = saved(scene())
    coming = [item("1", quick), item("2", huge()), item("3", quick)]
    made = list(press.pressed(coming, side=512, grey=False, workers=1, longest=LONGEST))
    assert [one.name for one, _ in made] == ["1", "2", "3"]
    assert made[1][1] == Unfit("too_slow")
    assert made[0][1] == made[2][1] != Unfit("too_slow")


def test_a_process_that_dies_of_something_else_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(press, "prepare_within", _dies)
    with pytest.raises(IntakeError) as error:
        list(press.pressed([item("1", b"")], side=512, grey=False, workers=1))
    assert error.value.code == "worker_died"


def _dies(*_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)
