"""What stands in the way of a start and can be put right by the person at the keyboard. Standard library only."""

import os


def local(en: str, zh: str) -> str:
    """Return the text in the language of the terminal (Django's catalogues are not there yet on a first start)."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            return zh if value.lower().startswith("zh") else en
    return en


class Obstacle(Exception):  # noqa: N818  (not an error of the program)
    """One clear sentence, printed without a traceback; the exit code is 1."""

    def __init__(self, en: str, zh: str) -> None:
        super().__init__(local(en, zh))
