"""Which kind of archive a file is, told by its first bytes: suffixes lie."""

from pathlib import Path

from server.decks.intake.sources.container import Container
from server.decks.intake.sources.error import damage_told
from server.decks.intake.sources.names import label
from server.decks.intake.sources.tar_source import TarSource
from server.decks.intake.sources.zip_source import ZipSource

ZIPS = (b"PK\x03\x04", b"PK\x05\x06")  # a file's header; the end of an empty one


def archive(path: Path) -> Container:
    """Open a file as the archive that it is. Raises SourceError; what is no tar is told by its first walk."""
    with damage_told(path.name), path.open("rb") as file:
        start = file.read(4)
    return ZipSource(path) if start in ZIPS else TarSource(label(path.name), lambda: path.open("rb"))
