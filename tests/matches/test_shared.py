"""What a player shares: only by that player, nothing else of anybody, and no longer than the player is there."""

from io import BytesIO
from itertools import pairwise

import pytest
from django.conf import settings
from django.utils import translation
from PIL import Image

from game.room import Kind
from server.matches import card
from server.matches.eye import Eye
from server.matches.eye_words import sharpness
from server.matches.models import Result, Trial
from server.matches.player_lines import Outcome
from server.matches.shared import Shared, shared, token_of
from server.players.models import Player
from tests.matches.conftest import HOST, PLAYERS, STRANGER, Browse, Keep
from tests.pages.markup import Markup

ANN, BEN, _ = PLAYERS
LANGUAGES = [code for code, _ in settings.LANGUAGES]


def link_of(browse: Browse, player: str = ANN, language: str = "en") -> str:
    response = browse(player, language).get("/matches/m1/share/")
    assert response.status_code == 302
    return str(response.headers["Location"])


def seen(name: str, page: Markup) -> str:
    [found] = [attrs["content"] for attrs in page.all("meta") if name in (attrs.get("property"), attrs.get("name"))]
    return found


def test_only_who_played_can_share(keep: Keep, browse: Browse) -> None:
    keep()
    assert link_of(browse) == link_of(browse)
    assert link_of(browse) != link_of(browse, BEN)
    for player in (HOST, STRANGER, ""):
        assert browse(player).get("/matches/m1/share/").status_code == 404
    report = Markup(browse(ANN).get("/matches/m1/"))
    assert "/matches/m1/share/" in report.links()
    assert "/matches/m1/share/" not in Markup(browse(HOST).get("/matches/m1/")).links()


def test_a_link_tells_nothing_of_the_others(keep: Keep) -> None:
    keep()
    tokens = [token_of(Result(pk=number), "en") for number in (1, 2, 3, 10**12)]
    assert len({len(token) for token in tokens}) == 1
    for one, other in pairwise(tokens):
        assert sum(a == b for a, b in zip(one, other, strict=True)) < len(one) / 3


def test_the_page_tells_other_sites_what_to_show(keep: Keep, browse: Browse) -> None:
    keep(names={ANN: "Ann", BEN: "Benedict"}, rounds=9, silence=0)
    link = link_of(browse)
    page = Markup(browse(STRANGER).get(link))
    right = Result.objects.get(player=ANN).right
    assert seen("og:title", page) == f"Ann: {right} of 9 right"
    assert seen("og:url", page) == f"http://localhost{link}"
    assert seen("og:image", page) == f"http://localhost{link}picture.png"
    assert (seen("og:image:width", page), seen("og:image:height", page)) == ("1200", "630")
    assert f"{right} of 9 right" in seen("og:image:alt", page)
    assert seen("twitter:card", page) == "summary_large_image"
    assert seen("robots", page) == "noindex"
    assert page.inline() == []


def test_the_page_tells_nothing_else(keep: Keep, browse: Browse) -> None:
    match = keep(names={ANN: "Ann", BEN: "Benedict"})
    content = browse(STRANGER).get(link_of(browse)).content.decode()
    for secret in ("Benedict", ANN, BEN, match.key + "/", match.room, "/faces/"):
        assert secret not in content.replace('href="/faces/"', "")
    assert "/matches/m1/own/" in browse(ANN).get(link_of(browse)).content.decode()


def test_names_are_only_text(keep: Keep, browse: Browse) -> None:
    keep(names={ANN: '"><script>alert(1)</script>'})
    assert "<script>alert" not in browse(STRANGER).get(link_of(browse)).content.decode()


def test_nobody_makes_a_link_but_we(keep: Keep, browse: Browse) -> None:
    keep()
    link = link_of(browse)
    token = link.split("/")[2]
    other = "B" if token[0] == "A" else "A"
    forged = [f"/shared/{other}{token[1:]}/", f"/shared/{token[:-1]}/", f"/shared/{token}A/", "/shared/x/"]
    forged += [f"/shared/{token[:5]}.{token[5:]}/", "/shared/.../", f"/shared/{Result.objects.get(player=ANN).pk}-en/"]
    for address in forged:
        for part in ("", "picture.png"):
            assert browse(ANN).get(address + part).status_code == 404, address
    assert shared(token_of(Result(pk=10**6), "en")) is None
    assert shared(token_of(Result.objects.get(player=ANN), "xx")) is None


def test_it_is_gone_with_its_player(keep: Keep, browse: Browse) -> None:
    keep()
    link = link_of(browse)
    assert browse().get(f"{link}picture.png").status_code == 200
    Player.objects.filter(id=ANN).update(gone=True)
    assert browse().get(link).status_code == 404
    assert browse().get(f"{link}picture.png").status_code == 404


@pytest.mark.parametrize("kind", Kind)
def test_the_picture_is_one_that_other_sites_show(keep: Keep, browse: Browse, kind: Kind) -> None:
    keep(kind=kind, rounds=10, silence=0.2)
    for language in LANGUAGES:
        response = browse().get(f"{link_of(browse, language=language)}picture.png")
        assert response.headers["Content-Type"] == "image/png"
        assert "Set-Cookie" not in response.headers
        assert len(response.content) < 100_000
        image = Image.open(BytesIO(response.content))
        image.load()
        assert image.size == (1200, 630)


def test_the_picture_is_drawn_once_and_not_sent_twice(
    keep: Keep, browse: Browse, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep()
    address = f"{link_of(browse)}picture.png"
    first = browse().get(address)
    assert card.card(shared(address.split("/")[2])) == first.content  # type: ignore[arg-type]
    monkeypatch.setattr(card, "card", lambda _: pytest.fail("drawn again"))
    assert browse().get(address).content == first.content
    again = browse().get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert "public" in first.headers["Cache-Control"]


def test_another_result_is_another_picture(keep: Keep, browse: Browse) -> None:
    keep(rounds=9)
    address = f"{link_of(browse)}picture.png"
    tag = browse().get(address).headers["ETag"]
    Trial.objects.filter(result__player=ANN, right=True).update(right=False)
    assert browse().get(address).headers["ETag"] != tag
    assert browse().get(f"{link_of(browse, language='zh-hans')}picture.png").headers["ETag"] != tag


@pytest.mark.parametrize("marks", [0, 1, 10, 26, 50])
def test_any_number_of_marks_stays_on_the_picture(keep: Keep, marks: int) -> None:
    keep()
    token = token_of(Result.objects.get(player=ANN), "en")
    shown = shared(token)
    assert shown is not None
    many = Shared(**{name: getattr(shown, name) for name in Shared.__slots__} | {"marks": (Outcome.RIGHT,) * marks})
    image = Image.open(BytesIO(card.card(many))).convert("L")
    below = image.crop((0, 400, 1200, 545)).point(lambda value: 255 if value > 128 else 0)
    box = below.getbbox()
    assert (box is None) == (marks == 0)
    if box:
        assert box[0] >= 79
        assert box[2] <= 1121
        assert box[3] < 145


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_character_can_be_drawn(keep: Keep, language: str) -> None:
    """Where one is missing: server/matches/fonts/README.md."""
    keep(rounds=9, silence=0)
    shown = shared(token_of(Result.objects.get(player=ANN), language))
    assert shown is not None
    with translation.override(language):
        texts = [text for text, *_ in card.words(shown)]
        texts += [sharpness(Eye(hits, 10, 10 - hits, 10).sensitivity) for hits in range(11)] + [sharpness(None)]
    missing = set()
    for text in texts:
        typeface = card.font(text, 40)
        nothing = bytes(typeface.getmask("\U0010ffff"))
        missing |= {char for char in text if char != " " and bytes(typeface.getmask(char)) == nothing}
    assert missing == set()
