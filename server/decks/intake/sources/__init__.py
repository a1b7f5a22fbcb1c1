"""What a path holds, safely: folders and archives as streams of named files. Nothing is unpacked to disk.

A hostile source is refused as a whole: names that lead elsewhere, links, encryption, archives cut off, and whatever
unpacks to more than a data set could hold. Memory does not grow with the number of files, except by a zip's directory.
"""

from server.decks.intake.sources.container import Content, Entry, Source
from server.decks.intake.sources.error import SourceError
from server.decks.intake.sources.opening import opened

__all__ = ["Content", "Entry", "Source", "SourceError", "opened"]
