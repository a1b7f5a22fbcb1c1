"""Which square of a picture a deck shows: one rule for all."""

from server.decks.intake.detector import Face

Box = tuple[int, int, int, int]

# The square's side, in widths of the face: hair and ears are in it, and faces that fill more than 55 % of a picture's
# width, as in tight crops, keep all of it.
WIDTHS = 1.8
LIFT = 0.1  # widths that the square's middle lies above the face's: heads reach further above brows than below chins


def square(size: tuple[int, int], face: Face | None) -> Box:
    """Return the square to show: left, top, right, bottom. Where the wanted one is larger than the picture, the largest
    that there is, around the face; without a face, the middle.
    """
    width, height = size
    if face is None:
        side = min(size)
        left, top = (width - side) // 2, (height - side) // 2
        return left, top, left + side, top + side
    side = min(width, height, round(WIDTHS * face.width))
    left = _within(face.x, side, width)
    top = _within(face.y - LIFT * face.width, side, height)
    return left, top, left + side, top + side


def _within(middle: float, side: int, length: int) -> int:
    return min(max(0, round(middle - side / 2)), length - side)
