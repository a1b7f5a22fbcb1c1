"""Every page asks the database as often with many rows as with few. A page that nobody counts fails, too."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import caches
from django.urls import URLPattern, URLResolver, get_resolver

from server.decks.models import Deck, Face
from server.matches.models import Round
from server.players.models import Player
from tests.matches.conftest import HOST, OWNER, PLAYERS, STRANGER, Browse, Fetch, Keep
from tests.matches.played import FINISHED
from tests.pages.statements import statements

ANN = PLAYERS[0]
FEW, MANY = 4, 24  # rows of each kind
# Who looks at what. `m-4` is a match of four rounds and seven people, `m-24` of many.
PAGES = {
    "home": ("", "/"),
    "credits": ("", "/credits/"),
    "deck_credits": ("", "/credits/d-{many}/"),
    "faces": (ANN, "/faces/"),
    "leaderboard": (ANN, "/leaderboard/"),
    "matches": (OWNER, "/matches/"),
    "me": (ANN, "/me/"),
    "profile": (STRANGER, f"/players/{ANN}/"),
    "match": (OWNER, "/matches/m-{many}/"),
    "own_report": (ANN, "/matches/m-{many}/own/"),
    "account": (ANN, "/account/"),
    "account_delete": (ANN, "/account/delete/"),
}
# The same match as a file, read in pieces; a hall's is written in stretches of rows.
FILES = {
    "match_answers": (OWNER, "/matches/m-{many}/answers.csv"),
    "match_players": (OWNER, "/matches/m-{many}/players.csv"),
    "match_spreadsheet": (OWNER, "/matches/m-{many}/report.xlsx"),
}
# Looked at elsewhere, or with nothing in them that could be many.
APART = {
    "room room_screen room_watch rooms": "tests/rooms/test_page_queries.py",
    "room_qr room_face match_face face_picture sample sample_picture sample_verdict shared_picture": "one picture",
    "host join play practice language report_face account_delete_guest account_merge set_language": "forms' targets",
    "share shared": "one line of one match",
    "leaderboard_live": "a stream, which reads the boards",
    "account_export": "all there is of a player: tests/accounts/test_export.py",
}


def names(resolver: URLResolver, skipped: tuple[str, ...] = ("admin",)) -> set[str]:
    """Return what addresses are called; the staff's pages are counted with their own tests."""
    found = set()
    for each in resolver.url_patterns:
        if isinstance(each, URLPattern):
            found.add(each.name or str(each.pattern))
        elif each.namespace not in skipped:
            found |= names(each)
    return found


def test_every_page_is_counted() -> None:
    apart = {name for listed in APART for name in listed.split()}
    theirs = {
        name for name in names(get_resolver()) if name.startswith(("account_", "mfa_"))
    }  # allauth's, of one account
    missing = names(get_resolver()) - {*PAGES, *FILES, *apart, *theirs, "favicon.ico"}
    assert missing == set()
    assert {*PAGES, *FILES} <= names(get_resolver())


@pytest.fixture
def grow(keep: Keep) -> Callable[[int], None]:
    """Have so many more of everything: matches, rounds, people, faces, decks."""

    def grow(many: int) -> None:
        others = [f"p{number:015}" for number in range(many)]
        keep(f"m-{many}", at=FINISHED, players=(*PLAYERS, *others), rounds=many, silence=0, hosts=(OWNER, HOST))
        for number in range(many):
            keep(f"m-{many}-{number}", at=FINISHED + 1 + number, seed=number, hosts=(OWNER, OWNER), silence=0)
            Deck.objects.create(slug=f"d-{many}-{number}", title="D", ready=True)
        deck = Deck.objects.create(slug=f"d-{many}", title="D", ready=True)
        for number, round_ in enumerate(Round.objects.filter(face=None).order_by("match", "number")):
            round_.face = _face(deck, number, round_.truth)
            round_.save(update_fields=["face"])
        Player.objects.update(public=True)

    return grow


def _face(deck: Deck, number: int, truth: str) -> Face:
    return Face.objects.create(
        deck=deck,
        truth=truth,
        kind="photo" if truth == "real" else "gan",
        generator="" if truth == "real" else f"generator {number % 30}",
        source=f"source {number % 30}",
        sha256=f"{deck.slug}-{number}".rjust(64, "0"),
        picture=f"{number}.jpg",
        width=1,
        height=1,
        size=1,
    )


def _counted(look: Callable[[str], Any], address: str, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    for cache in caches.all(initialized_only=True):
        cache.clear()
    with statements(monkeypatch) as said:
        assert look(address).status_code == 200
    return said


@pytest.mark.parametrize("name", PAGES)
def test_a_page_asks_as_often_with_many_rows(
    name: str, grow: Callable[[int], None], browse: Browse, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor, address = PAGES[name]
    asked = []
    for many in (FEW, MANY):
        grow(many)
        asked.append(_counted(browse(visitor).get, address.format(many=many), monkeypatch))
    assert len(asked[1]) <= len(asked[0]), "\n".join(asked[1])


@pytest.mark.parametrize("name", FILES)
@pytest.mark.django_db(transaction=True)
def test_a_file_asks_as_often_with_many_rows(
    name: str, grow: Callable[[int], None], fetch: Fetch, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor, address = FILES[name]
    asked = []
    for many in (FEW, MANY):
        grow(many)
        asked.append(_counted(lambda at: fetch(at, visitor), address.format(many=many), monkeypatch))
    assert len(asked[1]) <= len(asked[0]), "\n".join(asked[1])
