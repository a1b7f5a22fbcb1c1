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
    """A large grey picture of an invented face, its eyes and mouth (3 by 2) and its mesh, in pixels of the picture."""

    picture: Image.Image
    face: Plane
    mesh: Plane


def _upright(parent: Parent) -> tuple[Plane, Plane]:
    """Return a parent's picture with eyes and mouth in their places, and its mesh in the unit square."""
    shot, spots = photograph(parent.picture, parent.face, SIDE, np.random.default_rng(0))
    a, b = similarity(parent.face, PLACES)
    mesh = a * (parent.mesh @ [1, 1j]) + b
    return frame(shot, spots, SIDE), np.c_[mesh.real, mesh.imag]


def blended(first: Parent, second: Parent) -> tuple[Image.Image, Plane]:
    """Return the picture of the blend, and its mesh in the unit square."""
    (one, mesh_one), (two, mesh_two) = _upright(first), _upright(second)
    mesh = (mesh_one + mesh_two) / 2
    one, two = warp(one, mesh_one, mesh), warp(two, mesh_two, mesh)
    core = oval(SIDE, (0.5, 0.52), (0.295, 0.37), 0.1)
    (mean_one, spread_one), (mean_two, spread_two) = spread(one, core), spread(two, core)
    share = 0.5 * oval(SIDE, (0.5, 0.537), (0.267, 0.354), 0.28)
    both = one * (1 - share) + ((two - mean_two) * spread_one / spread_two + mean_one) * share
    return Image.fromarray(both.clip(0, 255).round().astype(np.uint8)), mesh
