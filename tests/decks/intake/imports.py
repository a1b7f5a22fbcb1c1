"""Small imports to test with: pictures like no other, and what comes of them."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.conf import settings
from PIL import Image

from server.decks.intake.papers import Item, Papers, Refused
from server.decks.intake.run import Import
from server.decks.intake.tally import Tally
from server.decks.models import Face
from server.decks.services import deck_for, new_run

PAPERS = {
    "real": Papers(Face.Truth.REAL, Face.Kind.PHOTO, "A set", "CC0", group="ann"),
    "ai": Papers(Face.Truth.AI, Face.Kind.GAN, "A set", "CC BY-NC 4.0", generator="Gen", non_commercial=True),
    "edited": Papers(Face.Truth.EDITED, Face.Kind.EDITED, "A set", "CC0"),
}


def blotches(seed: int, side: int = 160, suffix: str = "PNG", *, grey: bool = False) -> bytes:
    """A picture like no other: blotches of colour, as fine as likeness looks."""
    rng = np.random.default_rng(seed)
    small = rng.integers(0, 256, (24, 24, 3), np.uint8)
    if grey:
        small[:] = small[..., :1]
    file = io.BytesIO()
    Image.fromarray(small).resize((side, side), Image.Resampling.BICUBIC).save(file, suffix)
    return file.getvalue()


def item(seed: int, truth: str = "real", data: bytes | None = None) -> Item:
    return Item(f"{truth}/{seed}.png", PAPERS[truth], blotches(seed) if data is None else data)


def run_into(slug: str, *items: Item | Refused, **options: object) -> Tally:
    run = new_run(deck_for(slug), "box.zip", "imagefolder", "it has folders")
    return Import(run, workers=0, **options).take(items)


def files() -> list[str]:
    return sorted(path.name for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file())


class BreakError(Exception):
    """Something that comes in the middle."""


def broken_off(items: list[Item], error: type[BaseException] = BreakError, **options: Any) -> None:
    """An import that ends after these, all but the last of them prepared."""

    def breaking() -> Iterator[Item]:
        yield from items
        raise error

    run = new_run(deck_for("box"), "box.zip", "imagefolder", "", options)
    with pytest.raises(error):
        Import(run, workers=0).take(breaking())
