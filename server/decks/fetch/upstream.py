"""Asks the servers that keep the repositories: with patience, and with bounds on what they may answer."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from urllib.parse import quote

import httpx
from django.utils.translation import gettext as _

from server.decks.fetch.errors import FetchError, PassingError

RAW, API = "https://raw.githubusercontent.com", "https://api.github.com"
LARGEST_FILE = 16 * 2**20  # bytes
LARGEST_LISTING = 64 * 2**20  # bytes
CONNECTIONS = 6
HOPS = 4  # redirections


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait. `tries`: of one question; `pause`: seconds before the second, then twice as long each time;
    `silence`: seconds without a byte; `whole`: seconds for one answer; `longest_wait`: seconds that we let a server
    send us away for. Who cannot be reached at all is asked twice only.
    """

    tries: int = 5
    pause: float = 0.5
    silence: float = 20.0
    whole: float = 300.0
    longest_wait: float = 60.0


def bases() -> tuple[str, str]:
    """Return where files and where listings are asked for."""
    return os.environ.get("UNCANNY_RAW", RAW).rstrip("/"), os.environ.get("UNCANNY_API", API).rstrip("/")


class Upstream:
    """The repositories' servers. UNCANNY_RAW and UNCANNY_API put others with the same paths in their place."""

    def __init__(self, client: httpx.AsyncClient, patience: Patience) -> None:
        """Ask through a client. Use `upstream()`."""
        self._client, self._patience = client, patience
        self._raw, self._api = bases()

    async def file(self, repository: str, commit: str, path: str) -> bytes:
        """Return a file of a repository. Raises FetchError."""
        return await self._ask(f"{self._raw}/{repository}/{commit}/{quote(path)}", LARGEST_FILE)

    async def commit(self, repository: str, start: str) -> str:
        """Return what the server takes for the whole name of a commit. Raises FetchError."""
        url = f"{self._api}/repos/{repository}/commits/{start}"
        return (await self._ask(url, 1000, accept="application/vnd.github.sha")).decode(errors="replace").strip()

    async def tree(self, repository: str, commit: str) -> bytes:
        """Return the listing of a commit's files, JSON. Raises FetchError."""
        url = f"{self._api}/repos/{repository}/git/trees/{commit}?recursive=1"
        return await self._ask(url, LARGEST_LISTING, accept="application/vnd.github+json")

    async def _ask(self, url: str, limit: int, accept: str = "*/*") -> bytes:
        patience = self._patience
        for number in range(1, patience.tries + 1):
            try:
                async with asyncio.timeout(patience.whole):
                    return await self._once(url, limit, accept)
            except (PassingError, TimeoutError) as error:
                failure = error if isinstance(error, PassingError) else _too_slow(url)
                last = number == patience.tries or (failure.code == "offline" and number == 2)
                if last or (failure.wait or 0) > patience.longest_wait:
                    raise failure from error
                await asyncio.sleep(max(failure.wait or 0, patience.pause * 2 ** (number - 1)))
        raise AssertionError  # the last try returns or raises

    async def _once(self, url: str, limit: int, accept: str) -> bytes:
        host = httpx.URL(url).host
        try:
            async with self._client.stream("GET", url, headers={"Accept": accept}) as answer:
                _check(answer)
                taken = bytearray()
                async for part in answer.aiter_bytes():
                    taken += part
                    if len(taken) > limit:
                        raise FetchError("too_large", _("A file is larger than is allowed: %s") % url)
                return bytes(taken)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.ProxyError) as error:
            why = _("%s cannot be reached. Is this computer connected to the internet?") % host
            raise PassingError("offline", why) from error
        except httpx.TimeoutException as error:
            raise _too_slow(url) from error
        except httpx.TooManyRedirects as error:
            raise FetchError("unsafe_redirect", _("%s sends us on and on.") % host) from error
        except httpx.RequestError as error:
            raise PassingError("broken_off", _("The connection to %s broke off.") % host) from error


@asynccontextmanager
async def upstream(patience: Patience) -> AsyncIterator[Upstream]:
    """Give the way to the repositories' servers; proxies are taken from the environment (HTTPS_PROXY)."""
    async with httpx.AsyncClient(
        timeout=patience.silence,
        limits=httpx.Limits(max_connections=CONNECTIONS),
        follow_redirects=True,
        max_redirects=HOPS,
        headers={"User-Agent": "uncanny"},
        event_hooks={"request": [_only_where_it_is_safe]},
    ) as client:
        yield Upstream(client, patience)


async def _only_where_it_is_safe(request: httpx.Request) -> None:
    """Refuse to be sent where nobody would notice another's answer. Without TLS goes only what was asked for so."""
    if request.url.scheme != "https" and request.url.netloc not in {httpx.URL(base).netloc for base in bases()}:
        raise FetchError("unsafe_redirect", _("We are sent to an address that is not safe: %s") % request.url)


def _check(answer: httpx.Response) -> None:
    """Raise FetchError unless the answer is what was asked for."""
    status, url = answer.status_code, answer.url
    if status == httpx.codes.OK:
        return
    if status == httpx.codes.NOT_FOUND:
        raise FetchError("not_found", _("There is no such file: %s") % url)
    wait = _seconds(answer.headers.get("Retry-After"))
    if status == httpx.codes.TOO_MANY_REQUESTS or (status == httpx.codes.FORBIDDEN and _is_spent(answer)):
        why = _("%s answers this computer no more for now. Try again in an hour; it goes on where it was.")
        raise PassingError("rate_limited", why % url.host, 3600.0 if wait is None and _is_spent(answer) else wait)
    failure = _("%(host)s answers with an error (%(status)d): %(url)s") % {
        "host": url.host,
        "status": status,
        "url": url,
    }
    if status >= httpx.codes.INTERNAL_SERVER_ERROR or status == httpx.codes.REQUEST_TIMEOUT:
        raise PassingError("server_error", failure, wait)
    raise FetchError("server_error", failure)


def _is_spent(answer: httpx.Response) -> bool:
    return answer.headers.get("X-RateLimit-Remaining") == "0" or "Retry-After" in answer.headers


def _seconds(text: str | None) -> float | None:
    """Return what Retry-After says in seconds; its other form, a date, is read as nothing said."""
    return float(text) if text and text.isdecimal() and len(text) < 7 else None


def _too_slow(url: str) -> PassingError:
    return PassingError("timeout", _("%s is too slow.") % httpx.URL(url).host)
