"""What a bot does over HTTP as a browser would: host a room, look at a picture."""

import re
import ssl
from typing import Any

import httpx
import msgspec

TOKEN = re.compile(r'name="csrfmiddlewaretoken"\s+value="([^"]+)"')
BOOT = re.compile(r'<script[^>]*\bid="boot"[^>]*>(.*?)</script>', re.DOTALL)
ROOM = re.compile(r"/r/([A-Z]{4,5})/")
PATIENCE = 30.0  # seconds for one request


class PageError(Exception):
    """A page is not what a browser needs it to be."""


class Hosted(msgspec.Struct, frozen=True):
    """A room that was made, and the cookies of the browser that made it."""

    code: str
    cookies: str


def new_client(url: str) -> httpx.AsyncClient:
    """Return a browser with no cookies. Reading the certificates of the system is slow: only where they are needed."""
    trust: ssl.SSLContext | bool = ssl.create_default_context() if url.startswith("https:") else False
    limits = httpx.Limits(max_connections=20)
    return httpx.AsyncClient(base_url=url, verify=trust, trust_env=False, timeout=PATIENCE, limits=limits)


async def host(url: str) -> Hosted:
    """Open the home page, press the button that makes a room, and look at the room's page. Raises PageError."""
    async with new_client(url) as client:
        home = await client.get("/")
        token = TOKEN.search(home.text)
        if home.status_code != httpx.codes.OK or token is None or "player" not in client.cookies:
            raise PageError(f"the home page ({home.status_code}) has no form, or gives no player's cookie")
        made = await client.post(
            "/host/",
            data={"csrfmiddlewaretoken": token[1]},
            headers={"Referer": f"{url}/", "Origin": url},
        )
        room = ROOM.fullmatch(made.headers.get("Location", ""))
        if made.status_code != httpx.codes.FOUND or room is None:
            raise PageError(f"hosting was answered with {made.status_code}, {made.headers.get('Location')}")
        page = await client.get(room[0])
        boot = _boot(page)
        if boot.get("code") != room[1] or boot.get("host") is not True or not boot.get("token"):
            raise PageError(f"the page of room {room[1]} begins with {boot}")
        return Hosted(room[1], "; ".join(f"{cookie.name}={cookie.value}" for cookie in client.cookies.jar))


def _boot(page: httpx.Response) -> dict[str, Any]:
    found = BOOT.search(page.text)
    if page.status_code != httpx.codes.OK or found is None:
        raise PageError(f"the room's page ({page.status_code}) has no boot data")
    try:
        return msgspec.json.decode(found[1], type=dict[str, Any])
    except msgspec.DecodeError as error:
        raise PageError(f"the room's boot data cannot be read: {error}") from error
