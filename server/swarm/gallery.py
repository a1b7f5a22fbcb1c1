"""The pictures that a room's bots ask for over HTTP: none before its reveal, and then the one that was sealed."""

from collections.abc import Callable
from itertools import product
from typing import Any

import httpx
from msgspec import UNSET

from game.views import Question, Reveal
from server.swarm.browser import new_client
from server.swarm.seals import match_of
from server.swarm.tally import Tally
from server.swarm.vault import Vault

# Headers that may differ; the directives of the policy come in another order from each server process.
PASSED_OVER = ("date", "server", "set-cookie", "connection", "content-security-policy", "content-length")
AWAY = {httpx.codes.BAD_GATEWAY, httpx.codes.SERVICE_UNAVAILABLE, httpx.codes.GATEWAY_TIMEOUT}  # says a proxy


class Gallery:
    """Fetches and compares the pictures of one room. `chaos`: servers may die, then another address is asked."""

    def __init__(self, code: str, urls: tuple[str, ...], tally: Tally, vault: Vault, *, chaos: bool = False) -> None:
        self._code, self._tally, self._vault, self._chaos = code, tally, vault, chaos
        self._clients = {url: new_client(url) for url in urls}
        self._headers: set[Any] = set()  # of the first picture

    async def look(self, url: str, reveal: Reveal, who: str) -> None:
        """Fetch the picture of a revealed round, or both of a pair: they are what was sealed."""
        pictures = [reveal.picture] if reveal.partner is UNSET else [reveal.picture, reveal.partner.picture]
        for side, picture in enumerate(pictures):
            answer = await self._get(url, picture, who)
            if answer is not None:
                self._compare(answer, picture, self._vault.picture(match_of(picture), reveal.round, side), who)

    def _compare(self, answer: httpx.Response, picture: str, sealed: bytes | None, who: str) -> None:
        self._tally.pictures += 1
        if answer.status_code != httpx.codes.OK or answer.headers.get("Content-Type") != "image/jpeg":
            self._tally.complain(f"{who}: {picture} is {answer.status_code} {answer.headers.get('Content-Type')}")
            return
        if answer.content != sealed:
            self._tally.complain(f"{who}: {picture} is another picture than the sealed one")
        headers = {pair for pair in answer.headers.items() if pair[0] not in PASSED_OVER}
        self._headers = self._headers or headers
        if headers != self._headers:
            self._tally.complain(f"{who}: {picture} has other headers: {headers ^ self._headers}")

    async def peek(self, url: str, question: Question, who: str, still_open: Callable[[], bool]) -> None:
        """Ask for the pictures of the running round and of the one after: there must be none yet.

        `still_open` tells whether the round was open all the while: it must not be over before the answer is here.
        """
        for number, side in product((question.round, question.round + 1), ("", "b")):
            early = f"faces/{question.sealed.match}/{number}{side}.jpg"
            answer = await self._get(url, early, who)
            if answer is not None and answer.status_code != httpx.codes.NOT_FOUND and still_open():
                self._tally.complain(f"{who}: {early} is {answer.status_code} in round {question.round}")

    async def close(self) -> None:
        """Let go of the connections."""
        for client in self._clients.values():
            await client.aclose()

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
