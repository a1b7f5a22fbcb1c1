"""Faces to deal and their pictures: a small deck in the database, and pictures without any database."""

import asyncio
from pathlib import Path

from django.conf import settings
from django.db import OperationalError

from server.decks.models import Deck, Face


def small_deck(slug: str) -> Deck:
    """Make a ready deck of six real and six AI faces."""
    deck = Deck.objects.create(slug=slug, title=slug.title(), ready=True)
    for number in range(12):
        truth, kind = ("real", "photo") if number % 2 else ("ai", "gan")
        Path(settings.MEDIA_ROOT, f"{number}.jpg").write_bytes(b"\xff\xd8 picture" + b"." * 100 * number)
        Face.objects.create(
            id=f"face{number}",
            deck=deck,
            truth=truth,
            kind=kind,
            groups=[f"p{number}"],
            sha256=f"{number:064}",
            picture=f"{number}.jpg",
            width=512,
            height=512,
            size=1,
        )
    return deck


class Album:
    """Pictures that need no database."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.missing: tuple[str, ...] = ()
        self.delay = 0.0
        self.troubles = 0  # times that reading fails
        self.trouble: Exception = OperationalError("database is locked")

    async def get(self, face: str) -> bytes:
        self.asked.append(face)
        await asyncio.sleep(self.delay)
        if self.troubles:
            self.troubles -= 1
            raise self.trouble
        if face in self.missing:
            raise LookupError(face)
        return f"the picture of {face}".encode()
