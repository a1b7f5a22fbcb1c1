"""A recipe: which pictures of which repositories make a deck, and under which licences. Read strictly from TOML."""

import hashlib
import re
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from django.utils.translation import gettext as _
from msgspec import Meta

from server.decks.fetch.errors import FetchError

Line = Annotated[str, Meta(min_length=1, max_length=200)]
Name = Annotated[str, Meta(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=40)]
GROUPS = {"person", "gender"}  # what a pattern's named groups may say of a picture
KINDS = {"real": {"photo"}, "ai": {"gan", "diffusion", "blend"}, "edited": {"swap", "edited"}}


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A text in the game's languages."""

    en: Annotated[str, Meta(min_length=1, max_length=400)]
    zh: Annotated[str, Meta(min_length=1, max_length=400)]


class People(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A CSV file of the same repository that tells of the people. The other fields are names of its columns; `key`
    holds what the pattern's group `person` finds.
    """

    file: Line
    key: Line
    age: str = ""
    gender: str = ""
    race: str = ""


class Source(msgspec.Struct, frozen=True, forbid_unknown_fields=True, dict=True):
    """Pictures of one kind from one repository at one commit.

    `files`: a regular expression that a wanted file's whole path matches. What its groups `person` and `gender` find is
    known of the picture; pictures of one person are never dealt in one match. `pictures`: exactly so many match; with
    `sample` at least so many, of which so many are taken: always the same, chosen by their names alone.
    `listing_sha256`: over what is wanted (see Listing.sha256).
    """

    name: Name
    repository: Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9-]*/[A-Za-z0-9._-]+$", max_length=140)]
    commit: Annotated[str, Meta(pattern=r"^[0-9a-f]{7,40}$")]
    files: Annotated[str, Meta(min_length=1, max_length=300)]
    pictures: Annotated[int, Meta(ge=1, le=100_000)]
    megabytes: Annotated[int, Meta(ge=1, le=100_000)]
    truth: Literal["real", "ai", "edited"]
    kind: Literal["photo", "gan", "diffusion", "blend", "swap", "edited"]
    licence: Line
    licence_url: Annotated[str, Meta(pattern=r"^https://\S+$", max_length=200)]
    credit: Annotated[str, Meta(min_length=1, max_length=300)]
    generator: Annotated[str, Meta(max_length=120)] = ""
    non_commercial: bool = False
    people: People | None = None
    sample: bool = False
    listing_sha256: Annotated[str, Meta(pattern=r"^([0-9a-f]{64})?$")] = ""

    def __post_init__(self) -> None:
        """Check what concerns several fields. Raises ValueError, which msgspec tells with the place."""
        try:
            found = set(re.compile(self.files).groupindex)
        except re.error as error:
            raise ValueError(f"`files` is no regular expression: {error}") from error
        if found - GROUPS:
            raise ValueError(f"`files` may have the groups {sorted(GROUPS)}, not {sorted(found - GROUPS)}")
        if self.kind not in KINDS[self.truth]:
            raise ValueError(f"`kind` of what is {self.truth} is one of {sorted(KINDS[self.truth])}")
        if bool(self.generator) != (self.truth == "ai"):
            raise ValueError("`generator` belongs to what is ai, and only there")
        if self.people and "person" not in found:
            raise ValueError("`people` needs a group `person` in `files`")

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The compiled `files`."""
        return re.compile(self.files)

    @property
    def edition(self) -> str:
        """What changes when other pictures are wanted."""
        wanted = f"{self.repository} {self.commit} {self.files} {self.people} {self.pictures if self.sample else 'all'}"
        return hashlib.sha256(wanted.encode()).hexdigest()

    @property
    def address(self) -> str:
        """Where people find it, without the commit."""
        return f"github.com/{self.repository}"


class Recipe(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A deck that can be fetched. The ready deck of highest `rank` is played by new rooms; the starter deck has 0."""

    slug: Name
    rank: Annotated[int, Meta(ge=-100, le=100)]
    title: Words
    description: Words
    sources: Annotated[tuple[Source, ...], Meta(min_length=1, max_length=20)]

    def __post_init__(self) -> None:
        """Check what concerns all sources. Raises ValueError."""
        if len(self.title.en) > 80:
            raise ValueError("`title` is too long: 80 characters at most")
        if len({source.name for source in self.sources}) < len(self.sources):
            raise ValueError("two of the `sources` have the same name")
        if not {"real", "ai"} <= {source.truth for source in self.sources}:
            raise ValueError("`sources` must bring both real and ai faces")

    @property
    def pictures(self) -> int:
        """How many it brings."""
        return sum(source.pictures for source in self.sources)

    @property
    def megabytes(self) -> int:
        """About how much is fetched."""
        return sum(source.megabytes for source in self.sources)

    @property
    def addresses(self) -> list[str]:
        """Where it comes from, each once."""
        return list(dict.fromkeys(source.address for source in self.sources))

    @property
    def edition(self) -> str:
        """What changes when other pictures are to be fetched."""
        return hashlib.sha256(" ".join(sorted(source.edition for source in self.sources)).encode()).hexdigest()


def read(path: Path) -> Recipe:
    """Return the recipe in a file. Raises FetchError (`bad_recipe`) that says what is wrong, and where."""
    try:
        recipe = msgspec.toml.decode(path.read_bytes(), type=Recipe)
    except (msgspec.DecodeError, OSError) as error:
        raise FetchError(
            "bad_recipe", _("The recipe %(name)s cannot be used: %(why)s") % {"name": path.name, "why": error}
        ) from error
    if path.stem != recipe.slug:
        why = _("its file must be named %s.toml") % recipe.slug
        raise FetchError(
            "bad_recipe", _("The recipe %(name)s cannot be used: %(why)s") % {"name": path.name, "why": why}
        )
    return recipe
