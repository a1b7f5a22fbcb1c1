"""Flickr-Faces-HQ: photographs under five digits, with a JSON that tells author and licence of each."""

import re
from functools import cached_property
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from server.decks.intake.layouts.layout import Layout
from server.decks.intake.layouts.licences import non_commercial
from server.decks.intake.papers import Papers, Skip
from server.decks.intake.tables import Table, broken, objects
from server.decks.models import Face

_NAME = re.compile(r"/(\d{5})\.(?:png|jpe?g|webp)$", re.IGNORECASE)
_KEY = re.compile(r"[0-9]{1,9}")
_PATH = re.compile(
    rf"/(?:thumbnails128x128|images1024x1024|in-the-wild-images)/(?:.*/)?{_NAME.pattern[1:]}", re.IGNORECASE
)

# The set's names of licences say no version; their addresses do.
LICENCES: Final = {
    "creativecommons.org/licenses/by/2.0": "CC BY 2.0",
    "creativecommons.org/licenses/by-nc/2.0": "CC BY-NC 2.0",
    "creativecommons.org/publicdomain/mark/1.0": "Public Domain Mark 1.0",
    "creativecommons.org/publicdomain/zero/1.0": "CC0 1.0",
    "www.usa.gov/copyright.shtml": "U.S. Government Work",
}
UNKNOWN: Final = gettext_noop("its author's Creative Commons licence: ffhq-dataset-v2.json says which")


class FFHQ(Layout):
    """All photographs. Without its JSON each is taken for non-commercial: nobody knows which are."""

    name = "ffhq"

    def recognise(self) -> str:
        """Known by its folders or its JSON."""
        if tables := self.tables("ffhq-dataset-v2.json"):
            return tables[0]
        example = self.seen(_PATH)
        return example and _("the folders of FFHQ with names such as %(name)s") % {"name": example}

    @cached_property
    def _own(self) -> re.Pattern[str]:
        return self.pattern(_PATH, _NAME)

    def prepare(self, table: Table) -> None:
        """Read who made each picture, under which licence."""
        self.table = table
        for name in self.tables("ffhq-dataset-v2.json")[:1]:
            for number, key, entry in objects(self.source, name):
                said = entry.get("metadata") if isinstance(entry, dict) else None
                if not _KEY.fullmatch(key) or not isinstance(said, dict):
                    raise broken(name, number, _("no metadata"))
                table.add(key.zfill(5), _terms({k: v for k, v in said.items() if isinstance(v, str)}))

    def told(self, path: str) -> Papers | Skip:
        """Look its number up."""
        number = self._own.search(path)
        if not number:
            return Skip("bad_name")
        terms = self.table.find(number[1]) or {
            "licence": UNKNOWN,
            "credit": "Flickr-Faces-HQ: Karras, Laine, Aila (NVIDIA)",
            "non_commercial": True,
        }
        return Papers(truth=Face.Truth.REAL, kind=Face.Kind.PHOTO, source="Flickr-Faces-HQ", **terms)


def _terms(said: dict[str, str]) -> dict[str, Any]:
    licence, url = said.get("license", ""), said.get("license_url", "")
    address = url.partition("://")[2].rstrip("/")
    author, photo = said.get("author") or "Flickr", said.get("photo_url", "")
    return {
        "licence": LICENCES.get(address, licence)[:200] or UNKNOWN,
        "credit": f"{author[:100]}, {photo}".rstrip(", ")[:300],
        "non_commercial": non_commercial(f"{licence} {url}"),
    }
