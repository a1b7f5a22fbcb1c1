"""Licences by the names that data sets give them: where they can be read."""

import re

WEB = re.compile(r"https?://[^\s<>\"'()]+")
CREATIVE = re.compile(r"\bCC[ -]?(BY(?:-(?:NC|SA|ND))*)[ -]?v?(\d\.\d)", re.IGNORECASE)
NAMED = (
    (re.compile(r"\bCC[ -]?0\b", re.IGNORECASE), "https://creativecommons.org/publicdomain/zero/1.0/"),
    (re.compile(r"\bpublic domain mark\b", re.IGNORECASE), "https://creativecommons.org/publicdomain/mark/1.0/"),
    (re.compile(r"\bMIT\b"), "https://opensource.org/license/mit"),
    (
        re.compile(r"\bApache(?: License)?[ -,]*(?:version )?2\.0\b", re.IGNORECASE),
        "https://www.apache.org/licenses/LICENSE-2.0",
    ),
)


def licence_address(licence: str) -> str:
    """Return where a licence can be read: the address in its name, or a well-known one; empty where unknown."""
    if told := WEB.search(licence):
        return told[0].rstrip(".,;")
    if creative := CREATIVE.search(licence):
        return f"https://creativecommons.org/licenses/{creative[1].lower()}/{creative[2]}/"
    return next((address for pattern, address in NAMED if pattern.search(licence)), "")
