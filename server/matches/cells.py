"""What a spreadsheet makes of a text: nothing may begin like a formula, whoever chose the text."""

import re

# Where a cell may begin: at the start, or behind what some spreadsheet takes for the end of a cell or of a line.
# Between there and the sign may stand what is not seen, or stripped: spaces, quotes, controls, marks of direction.
_UNSEEN = r"\s\"'\x00-\x1f\x7f-\x9f\xad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
# With the wide, small and raised forms, which some programs fold, and the real minus sign.
_SIGNS = r"=+\-@\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b\u207a\u207b\u207c\u208a\u208b\u208c\u2212"
FORMULA = re.compile(rf"(^|[,;|\t\r\n])(?=[{_UNSEEN}]*[{_SIGNS}])|^(?=[\t\r\n])")


def harmless(text: str) -> str:
    """Return the text with an apostrophe before whatever a spreadsheet might compute; nothing else changes."""
    return FORMULA.sub(lambda start: f"{start[0]}'", text)
