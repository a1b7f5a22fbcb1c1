"""Reads a page as a strict browser does: its tags, its links, and what its policy would refuse."""

from html.parser import HTMLParser

from django.http import HttpResponse


class Markup(HTMLParser):
    """The tags of a page, in order, as (name, attributes)."""

    def __init__(self, response: HttpResponse) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.text = ""
        self.feed(response.content.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        self.text += data

    def all(self, tag: str, **wanted: str) -> list[dict[str, str]]:
        """Return the attributes of all tags of a name that have the attributes wanted."""
        return [attrs for name, attrs in self.tags if name == tag and wanted.items() <= attrs.items()]

    def one(self, tag: str, **wanted: str) -> dict[str, str]:
        [found] = self.all(tag, **wanted)
        return found

    def links(self) -> list[str]:
        """Return every address of ours that the page names: links, style sheets, scripts, pictures."""
        named = [attrs.get("href") or attrs.get("src", "") for tag, attrs in self.tags]
        return [address for address in named if address.startswith(("/", "?"))]

    def inline(self) -> list[str]:
        """Return what a policy without unsafe-inline refuses."""
        found = []
        for tag, attrs in self.tags:
            if tag == "style" or (tag == "script" and "src" not in attrs and attrs.get("type") != "application/json"):
                found.append(f"<{tag}>")
            found += [f"{tag}[{name}]" for name in attrs if name == "style" or name.startswith("on")]
            found += [f"{tag}: {value}" for value in attrs.values() if value.startswith("javascript:")]
        return found
