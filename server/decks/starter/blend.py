"""New invented faces out of two: half of each one's shape, half of each one's skin inside the face, one's hair."""

from dataclasses import dataclass

import numpy as np
from PIL import Image

from server.decks.starter.camera import photograph
from server.decks.starter.geometry import PLACES, Plane, frame, similarity, warp
from server.decks.starter.tone import oval, spread

SIDE = 240


@dataclass(frozen=True, slots=True)
class Parent:
    """An invented face with eyes and mouth in their places: its picture, and its mesh in the unit square."""

    plane: Plane
    mesh: Plane


def parent(picture: Image.Image, face: Plane, mesh: Plane) -> Parent:
    """Take an invented face for blending; eyes and mouth (3 by 2) and mesh are in pixels of its picture."""
    shot, spots = photograph(picture, face, SIDE, np.random.default_rng(0))
    a, b = similarity(face, PLACES)
    upright = a * (mesh @ [1, 1j]) + b
    return Parent(frame(shot, spots, SIDE, finer=2), np.c_[upright.real, upright.imag])


def blended(first: Parent, second: Parent) -> tuple[Image.Image, Plane]:
    """Return the picture of the blend, and its mesh in the unit square."""
    mesh = (first.mesh + second.mesh) / 2
    one, two = warp(first.plane, first.mesh, mesh), warp(second.plane, second.mesh, mesh)
    core = oval(SIDE, (0.5, 0.52), (0.295, 0.37), 0.1)
    (mean_one, spread_one), (mean_two, spread_two) = spread(one, core), spread(two, core)
    share = 0.5 * oval(SIDE, (0.5, 0.537), (0.267, 0.354), 0.28)
    both = one * (1 - share) + ((two - mean_two) * spread_one / spread_two + mean_one) * share
    return Image.fromarray(both.clip(0, 255).round().astype(np.uint8)), mesh
