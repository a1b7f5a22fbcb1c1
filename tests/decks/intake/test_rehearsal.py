"""A rehearsal remembers what would have come, and not in memory."""

import hashlib
import tracemalloc

import pytest

from server.decks.intake.papers import Item, Papers
from server.decks.intake.picture import Prepared
from server.decks.intake.rehearsal import Rehearsal
from server.decks.models import Face

PAPERS = Papers(Face.Truth.AI, Face.Kind.GAN, "A set", "CC0")


@pytest.mark.django_db
def test_memory_does_not_grow_with_what_would_come() -> None:
    rehearsal = Rehearsal("box")
    item = Item("a.png", PAPERS, b"")
    with rehearsal.alone():
        tracemalloc.start()
        try:
            for number in range(5_000):
                digest = hashlib.sha256(b"%d" % number).hexdigest()
                picture = Prepared(b"", 96, 96, grey=False, pixels_sha256=digest[::-1], likeness="", found_face=True)
                rehearsal.put(item, digest, picture)
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
        found = rehearsal.find([digest])[digest]
        assert (found.face.truth, found.waits) == ("ai", False)
        assert rehearsal.truth_of(digest[::-1]) == "ai"
        assert rehearsal.truth_of("0" * 64) is None
    assert peak < 500_000  # the hashes alone, kept, would take 1.2 MB
