"""What a repository holds at the pinned commit, as far as a recipe wants it: paths with git's hashes and sizes."""

import hashlib

import msgspec
from django.utils.translation import gettext as _

from server.decks.fetch.errors import FetchError
from server.decks.fetch.recipe import Source
from server.decks.fetch.store import Store
from server.decks.fetch.upstream import LARGEST_FILE, Upstream

WHOLE = 40  # digits of a commit's name


class Blob(msgspec.Struct, frozen=True):
    """A file as git names it. `sha`: SHA-1 over a header and its bytes; `size` in bytes."""

    path: str
    sha: str
    size: int

    def is_in(self, data: bytes) -> bool:
        """Tell whether these bytes are the file. (Git: objects are named by SHA-1 of "blob SIZE NUL content".)"""
        header = f"blob {len(data)}\0".encode()
        return len(data) == self.size and hashlib.sha1(header + data, usedforsecurity=False).hexdigest() == self.sha


class Listing(msgspec.Struct, frozen=True):
    """The wanted files of one source, by path. `commit`: its whole name; `people`: the table of people, if any."""

    commit: str
    pictures: tuple[Blob, ...]
    people: Blob | None = None

    @property
    def blobs(self) -> tuple[Blob, ...]:
        """All files."""
        return (*self.pictures, self.people) if self.people else self.pictures

    @property
    def sha256(self) -> str:
        """A digest of all: over the lines "sha path", sorted, each with a line feed."""
        lines = sorted(f"{blob.sha} {blob.path}\n" for blob in self.blobs)
        return hashlib.sha256("".join(lines).encode()).hexdigest()


class Entry(msgspec.Struct):
    """A line of GitHub's answer."""

    path: str
    mode: str
    type: str
    sha: str
    size: int = 0


class Tree(msgspec.Struct):
    """GitHub's answer about a tree."""

    tree: list[Entry]
    truncated: bool


async def listing(source: Source, upstream: Upstream, store: Store) -> Listing:
    """Return what a source wants, asked for once and then kept. Raises FetchError."""
    name = f"listing-{source.edition}.json"
    try:
        found = msgspec.json.decode(store.read(name), type=Listing)
        if found.commit.startswith(source.commit):
            return _checked(source, found)
    except (OSError, msgspec.DecodeError, FetchError):
        pass  # asked for anew
    commit = source.commit
    if len(commit) < WHOLE:
        commit = await upstream.commit(source.repository, source.commit)
        if len(commit) != WHOLE or not commit.startswith(source.commit):
            raise FetchError("wrong_commit", _("%s gives another commit than the pinned one.") % source.address)
    found = _checked(source, _wanted(source, commit, await upstream.tree(source.repository, commit)))
    store.write(name, msgspec.json.encode(found))
    return found


def _wanted(source: Source, commit: str, answer: bytes) -> Listing:
    try:
        tree = msgspec.json.decode(answer, type=Tree)
    except msgspec.DecodeError as error:
        raise FetchError("bad_listing", _("The listing of %s cannot be read.") % source.address) from error
    if tree.truncated:
        raise FetchError("listing_truncated", _("%s does not list all of its files.") % source.address)
    # Ordinary files only: links have modes of their own.
    files = {each.path: each for each in tree.tree if each.type == "blob" and each.mode in {"100644", "100755"}}
    blobs = {path: Blob(path, each.sha, each.size) for path, each in sorted(files.items())}
    people = blobs.get(source.people.file) if source.people else None
    matching = [path for path in blobs if source.pattern.fullmatch(path)]
    if source.sample:
        matching = sorted(sorted(matching, key=_digest)[: source.pictures])
    return Listing(commit, tuple(blobs[path] for path in matching), people)


def _digest(path: str) -> str:
    return hashlib.sha256(path.encode()).hexdigest()


def _checked(source: Source, found: Listing) -> Listing:
    if len(found.pictures) != source.pictures or (source.people and not found.people):
        count = {"where": source.address, "found": len(found.pictures), "wanted": source.pictures}
        what = _("%(where)s lacks files of the recipe: of %(wanted)d pictures it has %(found)d, or no table of people.")
        raise FetchError("listing_incomplete", what % count)
    if any(blob.size > LARGEST_FILE for blob in found.blobs):
        raise FetchError("too_large", _("A file of %s is larger than is allowed.") % source.address)
    if source.listing_sha256 and found.sha256 != source.listing_sha256:
        raise FetchError("listing_changed", _("%s lists other files than the pinned ones.") % source.address)
    return found
