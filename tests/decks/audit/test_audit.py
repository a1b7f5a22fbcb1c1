"""Audits of decks: each kind of leak is found under its name, and none where there is none."""

import hashlib
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.core.management import CommandError, call_command
from PIL import Image, ImageFilter

from server.decks.audit.audit import AuditError, audited
from server.decks.audit.limits import LEAKS
from server.decks.models import Deck, Face

pytestmark = pytest.mark.django_db
Change = Callable[[Image.Image], Image.Image]


@pytest.fixture(autouse=True)
def own_media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def picture(seed: int, side: int = 128) -> Image.Image:
    """Blotches in three sizes, somewhere."""
    rng = np.random.default_rng(seed)
    layers = [rng.normal(size=(n, n, 3)) * 30 for n in (5, 17, 64)]
    large = [
        np.stack(
            [
                np.asarray(
                    Image.fromarray(layer[..., c].astype(np.float32)).resize((side, side), Image.Resampling.BICUBIC)
                )
                for c in range(3)
            ],
            -1,
        )
        for layer in layers
    ]
    return Image.fromarray((128 + sum(large)).clip(0, 255).astype(np.uint8))


def fill(change: Change = lambda it: it, *, each: int = 40, quality: tuple[int, int] = (88, 88)) -> Deck:
    deck = Deck.objects.create(slug="box", title="Box", ready=True)
    for number in range(2 * each):
        ai = number % 2 == 0
        shown = change(picture(number)) if ai else picture(number)
        file = io.BytesIO()
        shown.save(file, "JPEG", quality=quality[ai])
        keep(deck, file.getvalue(), shown.size, ai=ai)
    return deck


def keep(deck: Deck, data: bytes, size: tuple[int, int], *, ai: bool, **more: Any) -> Face:
    from django.conf import settings

    sha256 = hashlib.sha256(data).hexdigest()
    Path(settings.MEDIA_ROOT, f"{sha256}.jpg").write_bytes(data)
    return Face.objects.create(
        deck=deck,
        truth="ai" if ai else "real",
        kind="gan" if ai else "photo",
        source="made",
        licence="CC0",
        sha256=sha256,
        picture=f"{sha256}.jpg",
        width=size[0],
        height=size[1],
        size=len(data),
        **more,
    )


def corner(shown: Image.Image) -> Image.Image:
    shown.paste((30, 30, 60), (0, 0, 32, 32))
    return shown


def test_nothing_is_found_where_there_is_nothing() -> None:
    found = audited(fill())
    assert found.tells == ()
    assert not found.leaks
    assert all(each.low < 0.6 for each in found.looks.values())


@pytest.mark.parametrize(
    ("look", "change", "quality"),
    [
        ("size", lambda shown: shown.resize((120, 120)), (88, 88)),
        ("sharpness", lambda shown: shown.filter(ImageFilter.GaussianBlur(0.8)), (88, 88)),
        ("colour", lambda shown: Image.blend(shown, Image.new("RGB", shown.size, (160, 128, 96)), 0.3), (88, 88)),
        ("compression", lambda shown: shown, (88, 40)),
        ("thumbnail", corner, (88, 88)),
    ],
)
def test_each_leak_is_found_under_its_name(look: str, change: Change, quality: tuple[int, int]) -> None:
    found = audited(fill(change, quality=quality))
    assert look in found.tells
    assert found.looks[look].low > 0.8
    assert found.looks["together"].low > 0.8


def test_what_was_found_is_kept() -> None:
    deck = fill(lambda shown: shown.resize((120, 120)))
    found = audited(deck)
    deck.refresh_from_db()
    assert deck.leak == found.leak >= LEAKS
    assert deck.audited is not None
    assert (deck.audit["real"], deck.audit["ai"], deck.audit["leaks"]) == (40, 40, True)
    assert deck.audit["looks"]["size"]["area"] == 1.0
    assert set(deck.audit["looks"]) == {"size", "sharpness", "colour", "compression", "thumbnail", "together"}


def test_only_what_is_dealt_is_looked_at() -> None:
    deck = fill(each=12)
    for number, more in enumerate(({"retired": True}, {"staged": True})):
        file = io.BytesIO()
        picture(900 + number).save(file, "PNG")
        keep(deck, file.getvalue(), (9, 9), ai=True, **more)
    found = audited(deck)
    assert (found.real, found.ai) == (12, 12)
    gone = deck.faces.filter(truth="real", retired=False).first()
    Path(gone.picture.path).unlink()
    assert audited(deck).real == 11


def test_too_few_faces_are_told_so() -> None:
    deck = fill(each=9)
    with pytest.raises(AuditError) as refused:
        audited(deck)
    assert refused.value.code == "too_few"
    deck.refresh_from_db()
    assert deck.leak is None


def test_a_few_pictures_of_two_people_prove_nothing() -> None:
    deck = fill(lambda shown: shown.resize((120, 120)), each=12)
    deck.faces.filter(truth="ai").update(groups=["ada"])
    with pytest.raises(AuditError) as refused:
        audited(deck)
    assert refused.value.code == "too_few"


def test_the_command_speaks_to_people_and_to_programs(capsys: pytest.CaptureFixture[str]) -> None:
    fill(lambda shown: shown.resize((120, 120)), each=20)
    call_command("audit_deck", "box")
    out = capsys.readouterr().out
    assert "--side" in out
    assert "Hosts are warned" in out
    call_command("audit_deck", "box", "--json")
    line = json.loads(capsys.readouterr().out)
    assert (line["deck"], line["leaks"], "size" in line["tells"]) == ("box", True, True)
    with pytest.raises(CommandError, match="no_such_deck"):
        call_command("audit_deck", "none")
    with pytest.raises(SystemExit):
        call_command("audit_deck", "none", "--json")
    assert json.loads(capsys.readouterr().out)["error"] == "no_such_deck"
