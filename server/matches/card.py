"""The picture of a shared result: drawn here, the same bytes for the same result. No face, no name.

Shapes and letters are drawn twice as large and made smaller: Pillow's shapes have hard edges.
"""

from functools import cache
from io import BytesIO
from pathlib import Path

from django.utils import translation
from django.utils.translation import gettext as _
from PIL import Image, ImageDraw, ImageFont

from server.matches.eye_words import sharpness
from server.matches.player_lines import Outcome
from server.matches.shared import Shared

VERSION = 1  # of the drawing: whoever keeps a picture asks again when it changes
WIDTH, HEIGHT = 1200, 630
FONTS = Path(__file__).with_name("fonts")
# The dark look of the pages (frontend/src/styles/tokens.css).
WALL, SURFACE, EDGE, INK, SOFT, REAL, AI = (
    "#0f0d13", "#1c1924", "#857d93", "#f5f1ea", "#b3acbd", "#f6b73c", "#9a8cff"
)  # fmt: skip
LARGE = 2  # how much larger it is drawn
MARGIN = 80
ROW = 25  # marks a row, at most
TOP_OF_MARKS = 432

Drawing = ImageDraw.ImageDraw


def card(shown: Shared) -> bytes:
    """Return the picture as a PNG of 1200 x 630, its words in the language of who shows it."""
    image = Image.new("RGB", (WIDTH * LARGE, HEIGHT * LARGE), WALL)
    draw = ImageDraw.Draw(image)
    with translation.override(shown.language):
        _brand(draw)
        for text, at, size, colour in words(shown):
            _write(draw, text, at, size, colour)
    _marks(draw, shown.marks)
    file = BytesIO()
    # A few colours and the steps between them: a third of the bytes, and nobody sees it.
    image.reduce(LARGE).quantize(64, dither=Image.Dither.NONE).save(file, "PNG", optimize=True)
    return file.getvalue()


def words(shown: Shared) -> list[tuple[str, tuple[int, int], int, str]]:
    """Return what is written, in the language that is active: text, place of its base line, size, colour."""
    eye = shown.line.figures
    score = _("%(right)s of %(asked)s right") % {"right": shown.right, "asked": shown.asked}
    written = [
        (score, (MARGIN, 268), 104, INK),
        (sharpness(eye), (MARGIN, 350), 44, SOFT),
        (_("Can you tell real faces from AI?"), (MARGIN, HEIGHT - 52), 34, SOFT),
    ]
    if eye is not None:
        d_prime = f"d\N{PRIME} {eye.d_prime:.2f}".replace("-", "\N{MINUS SIGN}")
        written.append((d_prime, (WIDTH - MARGIN, 350), 44, INK))
    return written


def font(text: str, size: int) -> ImageFont.FreeTypeFont:
    """Return the typeface for a text: the Chinese one where the other lacks a character."""
    return _font("latin.ttf" if all(ord(char) < 0x2E80 for char in text) else "chinese.otf", size * LARGE)


@cache
def _font(name: str, size: int) -> ImageFont.FreeTypeFont:
    # The plain layout everywhere: what another one makes of a text depends on the machine.
    return ImageFont.truetype(FONTS / name, size, layout_engine=ImageFont.Layout.BASIC)


def _write(draw: Drawing, text: str, at: tuple[int, int], size: int, colour: str) -> None:
    """Write a line, smaller where it is too long. What begins at the right margin ends there."""
    most = (WIDTH - 2 * MARGIN) * LARGE
    while font(text, size).getlength(text) > most:
        size -= 2
    right = at[0] == WIDTH - MARGIN
    draw.text((at[0] * LARGE, at[1] * LARGE), text, fill=colour, font=font(text, size), anchor="rs" if right else "ls")


def _brand(draw: Drawing) -> None:
    """Draw the mark, half real and half artificial, and the name."""
    _box(draw, (MARGIN, 72, MARGIN + 48, 120), 14, fill=REAL)
    _box(draw, (MARGIN + 24, 72, MARGIN + 48, 120), 14, fill=AI)
    draw.rectangle(_large(MARGIN + 24, 72, MARGIN + 35, 119.5), fill=AI)
    _write(draw, "Uncanny", (MARGIN + 68, 112), 46, INK)


def _marks(draw: Drawing, marks: tuple[Outcome, ...]) -> None:
    """Draw a tile a question: full with a tick, hollow with a cross, or a ring for silence."""
    across = min(len(marks), ROW) or 1
    pitch = min(88.0, (WIDTH - 2 * MARGIN) / across)
    side = pitch * 0.84
    top = TOP_OF_MARKS - (28 if len(marks) > ROW else 0)
    for number, mark in enumerate(marks):
        x, y = MARGIN + number % across * pitch, top + number // across * pitch
        _tile(draw, mark, x, y, side)


def _tile(draw: Drawing, mark: Outcome, x: float, y: float, side: float) -> None:
    box, line = (x, y, x + side, y + side), round(side * 0.1 * LARGE)
    if mark is Outcome.RIGHT:
        _box(draw, box, side * 0.22, fill=INK)
        tick = _large(
            x + side * 0.28, y + side * 0.52, x + side * 0.44, y + side * 0.68, x + side * 0.74, y + side * 0.34
        )
        draw.line(tick, fill=WALL, width=line, joint="curve")
    elif mark is Outcome.WRONG:
        _box(draw, box, side * 0.22, fill=SURFACE, outline=EDGE, width=max(2, round(side * 0.05 * LARGE)))
        near, far = 0.34 * side, 0.66 * side
        draw.line(_large(x + near, y + near, x + far, y + far), fill=SOFT, width=line)
        draw.line(_large(x + far, y + near, x + near, y + far), fill=SOFT, width=line)
    else:
        middle, radius = side / 2, side * 0.16
        ring = _large(x + middle - radius, y + middle - radius, x + middle + radius, y + middle + radius)
        draw.ellipse(ring, outline=EDGE, width=max(2, line // 2))


def _box(draw: Drawing, box: tuple[float, float, float, float], radius: float, **look: object) -> None:
    draw.rounded_rectangle(_large(*box), radius * LARGE, **look)  # type: ignore[arg-type]


def _large(*places: float) -> list[float]:
    return [place * LARGE for place in places]
