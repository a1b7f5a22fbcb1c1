"""docker-compose.yml as Compose understands it: merged, with the variables that it is given."""

import re
from collections.abc import Mapping
from typing import Any

import yaml

from tests.servers import ROOT

INNERMOST = re.compile(r"\$\{(?P<name>\w+)(?:(?P<how>:?[-?])(?P<other>[^${}]*))?\}")


def compose(given: Mapping[str, str]) -> dict[str, Any]:
    """Return the whole file. Raises LookupError for a variable that must be given and is not."""
    return yaml.safe_load(filled((ROOT / "docker-compose.yml").read_text(), given))


def variables() -> set[str]:
    """Return the names of all variables in it."""
    return set(re.findall(r"\$\{(\w+)", (ROOT / "docker-compose.yml").read_text()))


def filled(text: str, given: Mapping[str, str]) -> str:
    """Put values for ${NAME}, ${NAME:-other}, ${NAME-other} and ${NAME:?why}, from the innermost outwards."""

    def value(found: re.Match[str]) -> str:
        name, how, other = found["name"], found["how"] or "", found["other"] or ""
        missing = not given.get(name) if how.startswith(":") else name not in given
        if missing and how.endswith("?"):
            raise LookupError(f"{name}: {other}")
        return other if missing else given[name]

    while INNERMOST.search(text):
        text = INNERMOST.sub(value, text)
    return text
