"""What a licence's text allows, as far as a program can tell: what is not known to be free is taken for restricted."""

import re
from typing import Final

from django.utils.translation import gettext_noop

NOT_STATED: Final = gettext_noop("not stated by the data set")

_FREE = re.compile(
    r"\bcc0\b|\bcc[ -]?by\b|public domain|\bmit\b|\bapache\b|\bbsd\b|\battribution\b"
    r"|\b(?:u\.s\.|united states) government work"
)
_RESTRICTED = re.compile(
    r"\bnc\b|commercial|\bnd\b|no[ -]?deriv|research|academic|educational|personal|all rights reserved"
)


def non_commercial(licence: str) -> bool:
    """Tell whether pictures under this licence are to be kept from commercial use."""
    text = licence.lower().replace("_", "-")
    return bool(_RESTRICTED.search(text)) or not _FREE.search(text)
