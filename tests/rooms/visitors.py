"""Who asks for a room's pages, and what the page tells its script."""

import json
import re
from typing import Any

from django.test import AsyncClient


class Somebody(AsyncClient):
    """A client at an address of its own."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self._address = address

    def _base_scope(self, **request: object) -> dict:
        return super()._base_scope(**request) | {"client": [self._address, 0]}


def boot(html: str) -> dict[str, Any]:
    """Return the page's boot data."""
    found = re.search(r'<script id="boot" type="application/json">(.*?)</script>', html, re.DOTALL)
    assert found
    return json.loads(found[1])
