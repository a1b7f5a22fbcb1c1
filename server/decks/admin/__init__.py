"""The staff's pages: decks, faces, imports with the upload of new ones, and what players report."""

from server.decks.admin.complaints import ComplaintAdmin
from server.decks.admin.decks import DeckAdmin
from server.decks.admin.faces import FaceAdmin
from server.decks.admin.runs import RunAdmin

__all__ = ["ComplaintAdmin", "DeckAdmin", "FaceAdmin", "RunAdmin"]
