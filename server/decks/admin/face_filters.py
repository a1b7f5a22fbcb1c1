"""What narrows the staff's list of faces, where Django's own filters would read the whole table for their choices."""

from typing import Any

from django.contrib import admin
from django.db.models import Exists, Model, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from server.decks.admin.origins import sampled
from server.decks.models import Complaint

Choices = list[tuple[str, Any]]


class OriginFilter(admin.SimpleListFilter):
    """Faces of one generator, or under one licence. `column`: where it stands in what is sampled."""

    column: int

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:  # noqa: ARG002
        """Return the texts that occur."""
        texts = sorted({pair[self.column] for pair in sampled()})
        return [(text, text) for text in texts if text]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:  # noqa: ARG002
        """Keep the faces with the chosen text."""
        return queryset.filter(**{str(self.parameter_name): self.value()}) if self.value() else queryset


class GeneratorFilter(OriginFilter):
    """Faces of one generator."""

    title = _("generator")
    parameter_name = "generator"
    column = 0


class LicenceFilter(OriginFilter):
    """Faces under one licence."""

    title = _("licence")
    parameter_name = "licence"
    column = 1


class ReportedFilter(admin.SimpleListFilter):
    """Faces that players have reported, and nobody has decided on yet."""

    title = _("reported")
    parameter_name = "reported"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:  # noqa: ARG002
        """Offer the one question there is."""
        return [("open", _("yes, and not decided yet"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:  # noqa: ARG002
        """Keep the faces with open reports."""
        return queryset.filter(reported()) if self.value() == "open" else queryset


def reported() -> Exists:
    """Return the condition: somebody has reported the face, and it is not decided."""
    waiting: QuerySet[Model] = Complaint.objects.filter(face=OuterRef("pk"), state=Complaint.State.OPEN)
    return Exists(waiting)
