"""How browsers keep what Vite built: for good, as the names hold a hash of the content."""

import re
from collections.abc import MutableMapping

BUILT = re.compile(r"/assets/[^/]+-[\w-]{8}\.\w+$")


def keep_for_good(headers: MutableMapping[str, str], _path: str, url: str) -> None:
    """Set the headers of a static file that never changes."""
    if BUILT.search(url):
        headers["Cache-Control"] = "max-age=31536000, public, immutable"
