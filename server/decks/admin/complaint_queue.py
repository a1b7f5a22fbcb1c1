"""The queue of reports: one line a face, with how many reported it, why, and how many have met it."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from typing import Any

from django.apps import apps
from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from server.decks.models import Complaint, Face


class StateFilter(admin.SimpleListFilter):
    """Open ones, unless others are asked for."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:  # noqa: ARG002
        """Offer the states, and all together."""
        return [*((state.value, state.label) for state in Complaint.State), ("all", _("all"))]

    def value(self) -> str:
        """Return what is asked for."""
        return super().value() or Complaint.State.OPEN.value

    def choices(self, changelist: Any) -> Iterator[Any]:
        """Offer no choice beside them: there is none without a state."""
        for value, title in self.lookup_choices:
            address = changelist.get_query_string({self.parameter_name: value})
            yield {"selected": self.value() == value, "query_string": address, "display": title}

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:  # noqa: ARG002
        """Keep those in the state."""
        return queryset if self.value() == "all" else queryset.filter(state=self.value())


class Queue(ChangeList):
    """One line for each face and state: its latest report stands for all of them."""

    def get_queryset(self, request: HttpRequest, exclude_parameters: list[str | None] | None = None) -> QuerySet[Any]:
        """Leave out the reports that a later one stands for."""
        later = Complaint.objects.filter(face=OuterRef("face"), state=OuterRef("state"), pk__gt=OuterRef("pk"))
        return super().get_queryset(request, exclude_parameters).exclude(Exists(later))

    def get_results(self, request: HttpRequest) -> None:
        """Read the page, and in two more questions the reasons of all who reported its faces, and how many met them."""
        super().get_results(request)
        lines = list(self.result_list)
        faces = {line.face_id for line in lines}
        counted = Complaint.objects.filter(face__in=faces).order_by("reason")
        reasons = defaultdict(list)
        for face, state, reason, count in counted.values_list("face", "state", "reason").annotate(Count("id")):
            reasons[face, state].append((Complaint.Reason(reason).label, count))
        players = met_by(faces)
        for line in lines:
            line.reasons = reasons[line.face_id, line.state]
            line.met = players[line.face_id]
        self.result_list = lines


def met_by(faces: Collection[str]) -> dict[str, int]:
    """Return how many players have met each of these faces in finished matches, alone or in pairs."""
    round_row: Any = apps.get_model("matches", "Round")  # it lies above decks, which know its name and no more
    meetings = (
        round_row.objects.filter(Q(face=OuterRef("pk")) | Q(partner=OuterRef("pk"))).order_by().annotate(all=Value(1))
    )
    players = meetings.values("all").annotate(n=Count("trials__result__player", distinct=True)).values("n")
    counted = Face.objects.filter(pk__in=faces).annotate(met=Subquery(players)).values_list("pk", "met")
    return {face: met or 0 for face, met in counted}
