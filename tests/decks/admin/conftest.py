"""A small deck, staff, and clerks who may do only this or that."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import Permission, User
from django.core.cache import caches
from django.test import Client
from PIL import Image

from server.decks.models import Deck, Face

Clerk = Callable[..., Client]
NAME = "faces/admin.jpg"


def face(deck: Deck, number: int, **fields: object) -> Face:
    """A face, real unless told otherwise. All show the same picture."""
    papers = {"truth": "real", "kind": "photo", "source": "here", "licence": "CC0", "groups": [f"p{number}"]}
    picture = {"sha256": f"{number:064}", "picture": NAME, "width": 512, "height": 512, "size": 9}
    return Face.objects.create(deck=deck, **(papers | picture | fields))


def ai(deck: Deck, number: int, **fields: object) -> Face:
    return face(deck, number, **{"truth": "ai", "kind": "gan", "generator": "StyleGAN", **fields})


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    """Forget what another test has counted."""
    caches["local"].clear()


@pytest.fixture
def deck(db: None) -> Deck:
    """Four real and four AI faces."""
    file = io.BytesIO()
    Image.new("RGB", (512, 512), "teal").save(file, "JPEG")
    path = Path(settings.MEDIA_ROOT, NAME)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(file.getvalue())
    made = Deck.objects.create(slug="mine", title="Mine", ready=True)
    for number in range(4):
        face(made, number)
        ai(made, 10 + number)
    return made


@pytest.fixture
def clerk(client: Client, deck: Deck) -> Clerk:
    """Log somebody in who has these permissions and no others."""

    def clerk(*permissions: str) -> Client:
        user = User.objects.create_user(f"clerk{User.objects.count()}", is_staff=True)
        user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
        client.force_login(user)
        return client

    return clerk


@pytest.fixture
def keeper(client: Client, deck: Deck) -> Client:
    """Somebody who may do everything."""
    client.force_login(User.objects.create_superuser("keeper"))
    return client
