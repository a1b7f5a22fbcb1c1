"""The pictures that a room's bots look at: the same for all, as each other in make, and none before its round."""

import hashlib
from typing import Any

import httpx

from game.views import Question
from server.swarm import jpeg
from server.swarm.browser import new_client
from server.swarm.tally import Tally

# Headers that may differ; the directives of the policy come in another order from each server process.
PASSED_OVER = ("date", "server", "set-cookie", "connection", "content-security-policy")
AWAY = {httpx.codes.BAD_GATEWAY, httpx.codes.SERVICE_UNAVAILABLE, httpx.codes.GATEWAY_TIMEOUT}  # says a proxy


class Gallery:
    """Fetches and compares the pictures of one room. `chaos`: servers may die, then another address is asked."""

    def __init__(self, code: str, urls: tuple[str, ...], tally: Tally, *, chaos: bool = False) -> None:
        self._code, self._tally, self._chaos = code, tally, chaos
        self._clients = {url: new_client(url) for url in urls}
        self._seen: dict[str, str] = {}  # digests by address
        self._make: set[Any] = set()  # of the first picture: encoder settings, metadata, headers

    async def look(self, url: str, question: Question, who: str) -> None:
        """Fetch the picture of an open round, and compare."""
        answer = await self._get(url, question.picture, who)
        if answer is None:
            return
        self._tally.pictures += 1
        if answer.status_code != httpx.codes.OK or answer.headers.get("Content-Type") != "image/jpeg":
            self._tally.complain(
                f"{who}: {question.picture} is {answer.status_code} {answer.headers.get('Content-Type')}"
            )
            return
        self._weigh(question.picture, len(answer.content), who)
        digest = hashlib.sha256(answer.content).hexdigest()
        if self._seen.setdefault(question.picture, digest) != digest:
            self._tally.complain(f"{who}: {question.picture} is another picture than others got")
        try:
            make = {*jpeg.make(answer.content), *_headers(answer)}
        except jpeg.NoJpegError as error:
            self._tally.complain(f"{who}: {question.picture} is no JPEG: {error}")
            return
        self._make = self._make or make
        if make != self._make:
            self._tally.complain(f"{who}: {question.picture} was made otherwise than the first: {make ^ self._make}")

    async def peek(self, url: str, question: Question, who: str) -> None:
        """Ask for the picture of the round after: there must be none yet."""
        folder = question.picture.rpartition("/")[0]
        early = f"{folder}/{question.round + 1}.jpg"
        answer = await self._get(url, early, who)
        if answer is not None and answer.status_code != httpx.codes.NOT_FOUND:
            self._tally.complain(f"{who}: {early} is {answer.status_code} in round {question.round}")

    async def close(self) -> None:
        """Let go of the connections."""
        for client in self._clients.values():
            await client.aclose()

    def _weigh(self, picture: str, size: int, who: str) -> None:
        """Compare the length with those of the whole run: it can be seen through TLS, and must not tell faces apart."""
        sizes = self._tally.picture_sizes
        if sizes and size not in sizes:
            self._tally.complain(f"{who}: {picture} has {size} bytes, others {sorted(sizes)}")
        sizes.add(size)

    async def _get(self, url: str, picture: str, who: str) -> httpx.Response | None:
        """Fetch from this address; in chaos, from the first of all that answers. None is complained of, or lost."""
        addresses = [url, *(other for other in self._clients if other != url)] if self._chaos else [url]
        for address in addresses:
            try:
                answer = await self._clients[address].get(f"/r/{self._code}/{picture}")
            except httpx.HTTPError as error:
                if not self._chaos:
                    self._tally.complain(f"{who}: {picture} could not be fetched: {error!r}")
                continue
            if not (self._chaos and answer.status_code in AWAY):
                return answer
        self._tally.lost += self._chaos
        return None


def _headers(answer: httpx.Response) -> list[tuple[str, str]]:
    return sorted((name, value) for name, value in answer.headers.items() if name not in PASSED_OVER)
