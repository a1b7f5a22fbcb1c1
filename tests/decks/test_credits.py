"""Credits: every deck, every source and its terms, every author; nothing hidden, and nothing counted at each view."""

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from server.decks import credit
from server.decks.licence import licence_address
from server.decks.models import Deck, Face
from tests.decks.test_selectors import face

MARK = "Non-commercial use only"


@pytest.fixture
def deck(db: None) -> Deck:
    return Deck.objects.create(slug="mine", title="Mine", ready=True)


def text_of(client: Client, address: str) -> str:
    page = client.get(address)
    assert page.status_code == 200
    return page.content.decode()


def test_the_overview_leads_to_each_deck(client: Client, deck: Deck) -> None:
    face(deck, 1)
    face(deck, 2, truth="ai", kind="gan")
    Deck.objects.create(slug="draft", title="Draft")
    text = text_of(client, "/credits/")
    assert 'href="/credits/mine/"' in text
    assert "1 photographs of real people, 1 faces made by AI" in text
    assert "Draft" not in text
    assert client.get("/credits/draft/").status_code == 404
    assert client.get("/credits/nobodys/").status_code == 404


def test_sources_are_grouped_by_their_terms(deck: Deck) -> None:
    for number in range(3):
        face(deck, number, credit="Ann")
    face(deck, 3, credit="Ann", licence="CC BY 4.0")
    face(deck, 4, credit="Ann", licence="CC BY 4.0", non_commercial=True)
    face(deck, 5, truth="ai", kind="gan", generator="StyleGAN2")
    face(deck, 6, credit="Ann", retired=True)
    face(deck, 7, credit="Ann", staged=True)
    told = credit.credits_of("mine")
    assert [(each.truth, each.licence, each.non_commercial, each.faces, each.credit) for each in told.sources] == [
        ("real", "CC0", False, 3, "Ann"),
        ("real", "CC BY 4.0", False, 1, "Ann"),
        ("real", "CC BY 4.0", True, 1, "Ann"),
        ("ai", "CC0", False, 1, ""),
    ]
    assert told.authors == ()


def test_every_author_is_named_with_the_own_faces(deck: Deck) -> None:
    for number, name in enumerate(["Cleo", "Ann", "Cleo", ""]):
        face(deck, number, credit=name)
    [source], authors = credit.credits_of("mine").sources, credit.credits_of("mine").authors
    assert (source.faces, source.authors, source.credit) == (4, 2, "")
    assert authors == (("Ann", 0, 1), ("Cleo", 0, 2))


def test_authors_are_paged_and_each_is_on_one_page(client: Client, deck: Deck) -> None:
    names = [f"author {number:03}" for number in range(230)]
    for number, name in enumerate(names):
        face(deck, number, credit=name)
    pages = [text_of(client, f"/credits/mine/?page={number}") for number in (1, 2, 3)]
    assert [sum(text.count(f"<bdi>{name}</bdi>") for text in pages) for name in names] == [1] * len(names)
    assert text_of(client, "/credits/mine/?page=nonsense").count("<bdi>author") == 100
    assert "230 authors" in pages[0]


def test_what_is_not_stated_is_said_and_what_is_bound_is_marked(client: Client, deck: Deck) -> None:
    face(deck, 1, licence="", source="somewhere")
    face(deck, 2, truth="ai", kind="gan")
    for address in ("/credits/", "/credits/mine/"):
        assert MARK not in text_of(client, address)
    assert "Licence: not stated" in text_of(client, "/credits/mine/")
    face(deck, 3, licence="CC BY-NC-SA 4.0", non_commercial=True)
    caches["local"].clear()
    for address, times in (("/credits/", 1), ("/credits/mine/", 2)):
        assert text_of(client, address).count(MARK) == times
    assert 'href="https://creativecommons.org/licenses/by-nc-sa/4.0/"' in text_of(client, "/credits/mine/")


def test_names_are_only_text(client: Client, deck: Deck) -> None:
    face(deck, 1, source="<b>x</b>", credit="<script>1</script>", licence='https://a.example/"><i>')
    face(deck, 2, source="<b>x</b>", credit="real", licence='https://a.example/"><i>')
    text = text_of(client, "/credits/mine/")
    assert "<b>x" not in text
    assert "<script>1" not in text
    assert 'href="https://a.example/"' in text
    chinese = client.get("/credits/mine/", headers={"accept-language": "zh-hans"}).content.decode()
    assert "<bdi>real</bdi>" in chinese  # a name, whatever the word means elsewhere


def test_few_queries_however_many_authors(client: Client, deck: Deck) -> None:
    counts = []
    for much in (5, 250):
        Face.objects.all().delete()
        for number in range(much):
            face(deck, number, credit=f"author {number}")
        caches["local"].clear()
        with CaptureQueriesContext(
            connection,
        ) as queries:
            text_of(client, "/credits/")
            text_of(client, "/credits/mine/")
        counts.append(sum("players_player" not in query["sql"] for query in queries))
        with CaptureQueriesContext(connection) as queries:
            text_of(client, "/credits/mine/?page=2")
        asked = [query["sql"] for query in queries if "players_player" not in query["sql"]]  # but for who visits
        assert asked == []  # kept for a minute
    assert counts[0] == counts[1] <= 5


@pytest.mark.parametrize(
    ("licence", "address"),
    [
        ("CC0 1.0", "https://creativecommons.org/publicdomain/zero/1.0/"),
        ("CC BY 2.0", "https://creativecommons.org/licenses/by/2.0/"),
        ("CC BY-NC-SA 4.0", "https://creativecommons.org/licenses/by-nc-sa/4.0/"),
        ("CC-BY-NC-4.0", "https://creativecommons.org/licenses/by-nc/4.0/"),
        ("MIT", "https://opensource.org/license/mit"),
        ("MIT License", "https://opensource.org/license/mit"),
        ("Apache 2.0", "https://www.apache.org/licenses/LICENSE-2.0"),
        ("as at https://a.example/terms.", "https://a.example/terms"),
        ("javascript:alert(1)", ""),
        ("free for research", ""),
        ("permitted", ""),
        ("", ""),
    ],
)
def test_where_a_licence_can_be_read(licence: str, address: str) -> None:
    assert licence_address(licence) == address
