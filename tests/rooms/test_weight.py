"""What a player's phone loads: the scripts of the room's page as they are sent, from the manifest of the build."""

import json
from pathlib import Path

import pytest
from django.test import AsyncClient

from server.decks.models import Deck
from server.rooms import runtime
from server.rooms.service import create_room
from tests.rooms.people import HOST, QUICK
from tests.rooms.test_pages import client, deck  # noqa: F401 - fixtures

BUILT = Path(__file__).parents[2] / "frontend" / "dist"
FIRST, LATER = ["src/room/main.ts"], ["src/room/match.ts", "src/room/vault.ts"]
MOST_FIRST, MOST = 45_000, 60_000  # bytes, compressed: until the first screen is there, and with a whole match


@pytest.fixture(scope="module")
def manifest() -> dict[str, dict]:
    return json.loads((BUILT / "manifest.json").read_text())


def with_imports(manifest: dict[str, dict], names: list[str]) -> set[str]:
    """Return these chunks, and all that they cannot begin without."""
    found: set[str] = set()
    while names:
        name = names.pop()
        if name not in found:
            found.add(name)
            names = [*names, *manifest[name].get("imports", [])]
    return found


def sent(manifest: dict[str, dict], chunks: set[str]) -> int:
    """Return the bytes that go over the line for these scripts."""
    return sum((BUILT / f"{manifest[chunk]['file']}.br").stat().st_size for chunk in chunks)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_match_takes_less_than_sixty_kilobytes_of_script(manifest: dict[str, dict], language: str) -> None:
    first = with_imports(manifest, [*FIRST, f"src/room/texts/{language}.ts"])
    whole = with_imports(manifest, [*FIRST, *LATER, f"src/room/texts/{language}.ts"])
    assert sent(manifest, first) < MOST_FIRST
    assert sent(manifest, whole) < MOST


def test_nothing_else_is_fetched_by_a_player(manifest: dict[str, dict]) -> None:
    """What a page may fetch later: the parts of a match that are counted above, words, and what is not a player's."""
    others = {"src/room/host.ts", "src/room/practice.ts", "src/room/texts/en.ts", "src/room/texts/zh.ts"}
    later = {
        name for chunk in with_imports(manifest, FIRST + LATER) for name in manifest[chunk].get("dynamicImports", [])
    }
    assert later == {*LATER, *others}


def test_all_styles_come_with_the_page(manifest: dict[str, dict]) -> None:
    """A style sheet of a part that comes later might not come, and is not asked for again."""
    at_once = {css for chunk in with_imports(manifest, FIRST[:]) for css in manifest[chunk].get("css", [])}
    later = {
        css for chunk in with_imports(manifest, [*LATER, "src/room/host.ts"]) for css in manifest[chunk].get("css", [])
    }
    assert later <= at_once


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("language", "words"), [("en", "en"), ("zh-hans", "zh")])
async def test_the_words_are_fetched_with_the_scripts(
    client: AsyncClient,  # noqa: F811
    deck: Deck,  # noqa: F811
    manifest: dict[str, dict],
    language: str,
    words: str,
) -> None:
    """Asked for by a script they would come a round trip later."""
    room = await create_room(runtime.store(), HOST, QUICK)
    page = (await client.get(f"/r/{room.code}/", headers={"accept-language": language})).content.decode()
    head = page[: page.index("</head>")]
    assert f'<link rel="modulepreload" href="/static/{manifest[f"src/room/texts/{words}.ts"]["file"]}">' in head
    for chunk in with_imports(manifest, FIRST[:]):
        assert manifest[chunk]["file"] in head
