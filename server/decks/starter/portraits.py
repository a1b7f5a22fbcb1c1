"""From packages to finished pictures: the whole way of every face of the starter deck. Knows no database."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from django.utils.translation import gettext as _

from server.decks.models import Face
from server.decks.starter import develop, tone
from server.decks.starter.albums import Albums
from server.decks.starter.casting import SEED, Casting, Papers, Shot, luck
from server.decks.starter.geometry import Plane
from server.decks.starter.wheels import WHEELS, Progress


@dataclass(frozen=True, slots=True)
class Portrait:
    """A finished picture, with what its row needs."""

    tier: Face.Tier
    papers: Papers
    origin: str
    groups: list[str]
    data: bytes
    sha256: str


def pictures(recipe: Mapping[str, Any]) -> int:
    """Return how many pictures a recipe makes."""
    return sum(len(recipe[part]) for part in ("real", "ai", "blends", "gan", "real_small"))


def steps(recipe: Mapping[str, Any]) -> int:
    """Return how many steps of progress the whole way has: each wheel, and each picture twice."""
    return len(WHEELS) + 2 * pictures(recipe)


def portraits(wheels: Mapping[str, Path], recipe: dict[str, Any], progress: Progress) -> Iterator[Portrait]:
    """Yield every picture of the recipe, finished. The same wheels and recipe give the same bytes."""
    total, count = steps(recipe), pictures(recipe)
    shots = []
    with Albums(wheels, recipe["cells"]) as albums:
        for shot in Casting(albums, recipe):
            shots.append(shot)
            progress(len(WHEELS) + len(shots), total, _("taking the pictures"))
    film, light = develop.film(np.random.default_rng(SEED)), develop.pool()
    for n, (shot, plane) in enumerate(_evened(shots), 1):
        data = develop.encoded(develop.developed(plane, _cut(film, shot), light))
        progress(len(WHEELS) + count + n, total, _("developing"))
        yield Portrait(shot.tier, shot.papers, shot.origin, shot.groups, data, hashlib.sha256(data).hexdigest())


def _evened(shots: list[Shot]) -> Iterator[tuple[Shot, Plane]]:
    """Yield the shots evened, each tier by itself: both classes meet half-way, as far as each of them has to go."""
    for tier in Face.Tier:
        part = [(shot, tone.contrasted(shot.plane)) for shot in shots if shot.tier == tier]
        real, ai = (
            tone.energies([plane for shot, plane in part if shot.papers.truth == truth])
            for truth in (Face.Truth.REAL, Face.Truth.AI)
        )
        for shot, plane in part:
            yield shot, tone.evened(plane, np.sqrt(real * ai))


def _cut(film: Plane, shot: Shot) -> Plane:
    """Return a face's own piece of the film."""
    row, column = luck(f"grain/{shot.origin}").integers(0, develop.FILM_SIDE - develop.SIDE, 2)
    return film[row : row + develop.SIDE, column : column + develop.SIDE]
