"""Finds the face in a picture: dlib's frontal detector (histograms of oriented gradients; Dalal and Triggs 2005).

Its model is compiled into the package: nothing is downloaded, and one picture gives the same box everywhere.
"""

from functools import cache
from typing import Any, NamedTuple

import dlib
import numpy as np
from PIL import Image

# Short sides at which a picture is looked at, one after the other, in pixels. The detector finds faces from about 75
# pixels on: at the first, faces that fill half of the short side, as in most data sets; at the second, which takes
# twice as long, a third; at the last, twelve times as long, a seventh.
LOOKS = (144, 224, 512)


class Face(NamedTuple):
    """Where a face is, from brows to chin: its middle and its width, in pixels of the picture."""

    x: float
    y: float
    width: float


def face_in(picture: Image.Image) -> Face | None:
    """Return the clearest large face of a picture; None if there is none that looks at the camera, more or less."""
    grey = picture.convert("L")
    for look in LOOKS:
        shrunk = min(1.0, look / min(grey.size))
        small = grey
        if shrunk < 1:
            size = round(grey.width * shrunk), round(grey.height * shrunk)
            small = grey.resize(size, Image.Resampling.BILINEAR, reducing_gap=2)
        boxes, scores, _ = _detector().run(np.asarray(small), 0, 0.0)
        if boxes:
            box, _ = max(zip(boxes, scores, strict=True), key=lambda found: found[0].width() * found[1])
            middle = box.dcenter()
            return Face(middle.x / shrunk, middle.y / shrunk, box.width() / shrunk)
        if shrunk == 1:
            break
    return None


@cache
def _detector() -> Any:
    return dlib.get_frontal_face_detector()
