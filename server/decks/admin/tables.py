"""What the staff's tables share: types for the checker, a count that does not grow with the table, the history."""

from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest

from server.decks.models import Complaint, Deck, Face, ImportRun

if TYPE_CHECKING:  # generic for the type checker alone
    DeckTable = admin.ModelAdmin[Deck]
    FaceTable = admin.ModelAdmin[Face]
    RunTable = admin.ModelAdmin[ImportRun]
    ComplaintTable = admin.ModelAdmin[Complaint]
    AnyPaginator = Paginator[Any]
else:
    DeckTable = FaceTable = RunTable = ComplaintTable = admin.ModelAdmin
    AnyPaginator = Paginator

MOST = 6_000  # rows that a table leads to: beyond them one searches and filters


class BoundedPaginator(AnyPaginator):
    """Pages of the first rows. A million of them are not counted only to say how many pages there would be."""

    @cached_property
    def count(self) -> int:
        """How many rows there are, at most MOST."""
        rows: Any = self.object_list  # a queryset
        return int(rows.order_by()[:MOST].count())


def note(request: HttpRequest, faces: QuerySet[Face], words: str) -> None:
    """Enter into each face's history what staff did to many at once."""
    LogEntry.objects.log_actions(str(request.user.pk), faces, CHANGE, words)
