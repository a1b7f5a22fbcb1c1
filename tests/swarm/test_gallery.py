"""Looking at pictures: what differs is found, and a server that died is no mistake where servers may die."""

import io
from collections.abc import Callable

import httpx
import pytest
from PIL import Image

from game.views import Question
from server.swarm import gallery
from server.swarm.gallery import Gallery
from server.swarm.tally import Tally

URLS = ("http://one", "http://two")
QUESTION = Question(v=3, round=0, of=3, opened=0.0, deadline=8.0, picture="faces/m/0.jpg", players=2)
Serve = Callable[[httpx.Request], httpx.Response]


def jpeg(colour: str = "red", size: int = 8192) -> httpx.Response:
    file = io.BytesIO()
    Image.new("RGB", (64, 64), colour).save(file, "JPEG")
    return httpx.Response(200, content=file.getvalue().ljust(size, b"\0"), headers={"Content-Type": "image/jpeg"})


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> Callable[[Serve], None]:
    """Let a function answer all requests."""

    def serve(answer: Serve) -> None:
        transport = httpx.MockTransport(answer)
        monkeypatch.setattr(gallery, "new_client", lambda url: httpx.AsyncClient(base_url=url, transport=transport))

    return serve


def one_is_dead(request: httpx.Request) -> httpx.Response:
    if request.url.host == "one":
        raise httpx.ConnectError("refused")
    return jpeg()


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
    wall = Gallery("BCDF", URLS, tally, chaos=chaos)
    await wall.look(URLS[0], QUESTION, "Bot")
    await wall.close()
    assert (tally.pictures, tally.lost, tally.errors) == (pictures, lost, errors), tally.complaints


async def test_pictures_of_another_length_are_found_over_all_rooms(served: Callable[[Serve], None]) -> None:
    served(lambda request: jpeg(size=16_384 if "CDFG" in request.url.path else 8192))
    tally = Tally()
    for code in ("BCDF", "BCDF", "CDFG"):
        wall = Gallery(code, URLS, tally)
        await wall.look(URLS[0], QUESTION, "Bot")
        await wall.close()
    assert tally.complaints == ["Bot: faces/m/0.jpg has 16384 bytes, others [8192]"]


async def test_another_picture_and_an_early_one_are_found(served: Callable[[Serve], None]) -> None:
    served(lambda request: jpeg("red" if request.url.host == "one" else "blue"))
    tally = Tally()
    wall = Gallery("BCDF", URLS, tally)
    for url in URLS:
        await wall.look(url, QUESTION, "Bot")
    await wall.peek(URLS[0], QUESTION, "Bot")
    await wall.close()
    assert [sentence.split(" ", 1)[1] for sentence in tally.complaints] == [
        "faces/m/0.jpg is another picture than others got",
        "faces/m/1.jpg is 200 in round 0",
    ]
