"""The decks' rows: decks, their faces, the imports that brought them, and what players say is wrong with them."""

from server.decks.models.complaint import Complaint
from server.decks.models.deck import Deck
from server.decks.models.face import Face, random_id
from server.decks.models.import_run import ImportRun

__all__ = ["Complaint", "Deck", "Face", "ImportRun", "random_id"]
