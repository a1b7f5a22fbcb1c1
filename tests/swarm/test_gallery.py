"""Looking at pictures over HTTP: what is wrong is found, and a server that died is no mistake where servers may die."""

from collections.abc import Callable

import httpx
import pytest

from game.face import Truth
from game.views import Countdown, Origin, Question, Reveal, Sealed
from server.swarm import gallery
from server.swarm.gallery import Gallery
from server.swarm.seals import Seals
from server.swarm.tally import Tally
from server.swarm.vault import Vault
from tests.swarm.recording import SEALS, jpeg, sealed

URLS = ("http://one", "http://two")
PROMISE = Sealed("m", 0, "12" * 32)
QUESTION = Question(
    v=3, round=0, of=3, sealed=PROMISE, key=SEALS[0].key.hex(), opened=0.0, deadline=8.0, players=2
)  # fmt: skip
REVEAL = Reveal(
    v=4, round=0, of=3, picture="faces/m/0.jpg", truth=Truth.AI, face="f", nonce="34" * 32,
    origin=Origin("generated", "", "", "", ""), said_real=1, said_ai=1, silent=0, players=2, top=(), until=5.0,
)  # fmt: skip
Serve = Callable[[httpx.Request], httpx.Response]


def served_jpeg(number: int = 0, **headers: str) -> httpx.Response:
    return httpx.Response(200, content=jpeg(number), headers={"Content-Type": "image/jpeg", **headers})


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> Callable[[Serve], None]:
    """Let a function answer all requests."""

    def serve(answer: Serve) -> None:
        transport = httpx.MockTransport(answer)
        monkeypatch.setattr(gallery, "new_client", lambda url: httpx.AsyncClient(base_url=url, transport=transport))

    return serve


def wall(tally: Tally, *, chaos: bool = False) -> Gallery:
    """Return the gallery of a room whose first picture was sent, and opened."""
    seals = Seals(tally.told)
    vault = Vault(seals, tally)
    for view in (Countdown(v=2, of=3, opens=3.0, sealed=PROMISE), QUESTION):
        assert list(seals.enter(view)) == []
    assert vault.hold(PROMISE, sealed("m", 0, jpeg(0), SEALS[0].key)) is None
    return Gallery("BCDF", URLS, tally, vault, chaos=chaos)


def one_is_dead(request: httpx.Request) -> httpx.Response:
    if request.url.host == "one":
        raise httpx.ConnectError("refused")
    return served_jpeg()


def all_are_dead(request: httpx.Request) -> httpx.Response:
    if request.url.host == "one":
        return httpx.Response(502)
    raise httpx.ReadError("broke off")


@pytest.mark.parametrize(
    ("answer", "chaos", "pictures", "lost", "errors"),
    [
        (one_is_dead, True, 1, 0, 0),
        (one_is_dead, False, 0, 0, 1),
        (all_are_dead, True, 0, 1, 0),
        (all_are_dead, False, 1, 0, 1),
    ],
)
async def test_a_dead_server(
    served: Callable[[Serve], None], answer: Serve, chaos: bool, pictures: int, lost: int, errors: int
) -> None:
    served(answer)
    tally = Tally()
    pictures_of = wall(tally, chaos=chaos)
    await pictures_of.look(URLS[0], REVEAL, "Bot")
    await pictures_of.close()
    assert (tally.pictures, tally.lost, tally.errors) == (pictures, lost, errors), tally.complaints


async def test_the_sealed_picture_passes_and_another_is_found(served: Callable[[Serve], None]) -> None:
    served(lambda request: served_jpeg(0 if request.url.host == "one" else 2))
    tally = Tally()
    pictures = wall(tally)
    await pictures.look(URLS[0], REVEAL, "Bot")
    assert tally.complaints == []
    await pictures.look(URLS[1], REVEAL, "Bot")
    await pictures.close()
    assert tally.complaints == ["Bot: faces/m/0.jpg is another picture than the sealed one"]


async def test_other_headers_are_found(served: Callable[[Serve], None]) -> None:
    served(lambda request: served_jpeg(0, **({} if request.url.host == "one" else {"X-Class": "2"})))
    tally = Tally()
    pictures = wall(tally)
    for url in URLS:
        await pictures.look(url, REVEAL, "Bot")
    await pictures.close()
    assert tally.complaints == ["Bot: faces/m/0.jpg has other headers: {('x-class', '2')}"]


async def test_a_picture_that_cannot_be_had_after_its_reveal_is_found(served: Callable[[Serve], None]) -> None:
    served(lambda _request: httpx.Response(404))
    tally = Tally()
    pictures = wall(tally)
    await pictures.look(URLS[0], REVEAL, "Bot")
    await pictures.close()
    assert tally.complaints == ["Bot: faces/m/0.jpg is 404 None"]


@pytest.mark.parametrize(
    ("early", "still_open", "complaints"),
    [
        ("/r/BCDF/faces/m/0.jpg", True, ["Bot: faces/m/0.jpg is 200 in round 0"]),
        ("/r/BCDF/faces/m/1.jpg", True, ["Bot: faces/m/1.jpg is 200 in round 0"]),
        ("/r/BCDF/faces/m/0.jpg", False, []),  # the round is over: it may be had now
        ("", True, []),
    ],
)
async def test_early_pictures_are_found(
    served: Callable[[Serve], None], early: str, still_open: bool, complaints: list[str]
) -> None:
    served(lambda request: served_jpeg() if request.url.path == early else httpx.Response(404))
    tally = Tally()
    pictures = wall(tally)
    await pictures.peek(URLS[0], QUESTION, "Bot", lambda: still_open)
    await pictures.close()
    assert tally.complaints == complaints
