"""A part of the admin that shows and never changes: for records of what happened."""

from django.db.models import Model
from django.http import HttpRequest


class ReadOnly:
    """Refuses to add, change or delete. For model admins and inlines; stands before them among the bases."""

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # noqa: ARG002
        """Refuse: records come from rooms."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # noqa: ARG002
        """Refuse: what happened stays as it was."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # noqa: ARG002
        """Refuse: other records count on it."""
        return False
