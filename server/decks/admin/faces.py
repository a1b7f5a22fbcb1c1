"""The staff's faces: a wall of pictures with what is known of each. Pipelines bring them; here they are put right."""

import re
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from server.decks import retiring
from server.decks.admin import pictures
from server.decks.admin.face_columns import FaceColumns
from server.decks.admin.face_filters import GeneratorFilter, LicenceFilter, ReportedFilter
from server.decks.admin.face_form import FaceForm
from server.decks.admin.tables import BoundedPaginator, FaceTable, note
from server.decks.models import Complaint, Deck, Face
from server.decks.retiring import Reached

AT_ONCE = 5_000  # faces that one action may change: each leaves a line in the log
JUDGED = {"fool_rate", "difficulty", "trial_count"}  # columns that say nothing of a face before somebody judged it
# Filters that keep few faces of many: to find them by walking the table would be to read it all.
SELDOM = {("staged__exact", "1"), ("retired__exact", "1"), ("truth__exact", "edited")}
BOTH = (False, True)
SHORT_ID = re.compile("[0-9a-f]{8,32}")


class FaceList(ChangeList):
    """A page of faces. Sorted by what trials tell, it holds those that have some: the others would be in no order."""

    def get_queryset(self, request: HttpRequest, exclude_parameters: list[str | None] | None = None) -> QuerySet[Any]:
        """Leave out the untried where they cannot be sorted: an index then finds the few among a million."""
        rows = super().get_queryset(request, exclude_parameters)
        sorted_by = {str(self.list_display[column]) for column in self.get_ordering_field_columns()}
        if sorted_by & JUDGED:
            return rows.filter(trials__gt=0)
        if SELDOM & set(self.params.items()) and "deck__id__exact" not in self.params:
            # The index begins with the deck: naming all of them lets the database use it.
            return rows.filter(
                deck__in=list(Deck.objects.values_list("pk", flat=True)), retired__in=BOTH, staged__in=BOTH
            )
        return rows

    def get_results(self, request: HttpRequest) -> None:
        """Read the page, and in one more question how often each of its faces has been reported."""
        super().get_results(request)
        faces = list(self.result_list)
        waiting = Complaint.objects.filter(face__in=faces, state=Complaint.State.OPEN).order_by()
        reports = dict(waiting.values_list("face").annotate(Count("id")))
        for face in faces:
            face.reports = reports.get(face.pk, 0)
        self.result_list = faces


@admin.register(Face)
class FaceAdmin(FaceColumns, FaceTable):
    """The wall of faces, and the page of one."""

    form = FaceForm
    list_display = ("picture_small", "what", "marks", "fool_rate", "difficulty", "trial_count")
    list_display_links = ("picture_small",)
    list_filter = (
        ("deck", admin.RelatedOnlyFieldListFilter),
        "truth",
        "kind",
        GeneratorFilter,
        "tier",
        LicenceFilter,
        "non_commercial",
        "retired",
        "staged",
        ReportedFilter,
    )
    list_select_related = ("deck",)
    list_per_page = 60
    list_max_show_all = 0
    paginator = BoundedPaginator
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER  # they count the whole table for each choice
    search_fields = ("=sha256", "=file_sha256", "groups", "source", "generator", "credit", "original")
    search_help_text = _("Id, person, source, generator, credit, original name")
    actions = ("retire", "bring_back")
    fieldsets = (
        (None, {"fields": ("picture_large", "id", "deck", "staged", "retired")}),
        (_("Truth"), {"fields": ("truth", "kind", "generator", "tier")}),
        (_("Papers"), {"fields": ("source", "licence", "non_commercial", "credit", "original", "run")}),
        (_("People"), {"fields": ("people", "age", "gender", "race", "pair")}),
        (_("How hard it is"), {"fields": ("fool_rate", "difficulty", "reports_link")}),
        (_("File"), {"fields": ("measures", "sha256", "file_sha256", "likeness")}),
    )
    readonly_fields = (
        *("picture_large", "id", "deck", "staged", "tier", "source", "licence", "non_commercial", "original", "run"),
        *("people", "age", "gender", "race", "pair", "fool_rate", "difficulty", "reports_link", "measures"),
        *("sha256", "file_sha256", "likeness"),
    )

    class Media:
        """The wall's look."""

        css = {"all": ("decks/admin/wall.css",)}  # noqa: RUF012

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Face], search_term: str
    ) -> tuple[QuerySet[Face], bool]:
        """Find a face by the beginning of its id, from the index; by words, wherever they stand."""
        term = search_term.strip().lower()
        if SHORT_ID.fullmatch(term):
            return queryset.filter(pk__gte=term, pk__lt=term + "g"), False  # "g" follows all hex digits
        return super().get_search_results(request, queryset, search_term)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:  # noqa: ARG002
        """Return the page of faces."""
        return FaceList

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Refuse: a picture from outside has not been through the pipeline that makes all alike. Imports do that."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Face | None = None) -> bool:  # noqa: ARG002
        """Refuse: finished matches speak of it. It can be retired."""
        return False

    def save_model(self, request: HttpRequest, obj: Face, form: Any, change: bool) -> None:  # noqa: ARG002, FBT001
        """Write what the form has changed, and nothing else. Truth and retirement are the same in all decks."""
        obj.save(update_fields=form.written)
        if "retired" in form.changed_data:
            this = Face.objects.filter(pk=obj.pk)
            (retiring.retire if obj.retired else retiring.bring_back)(this)
        if "truth" in form.changed_data:
            retiring.relabel(obj)

    def get_urls(self) -> list[URLPattern]:
        """Add the staff's view of a picture, large and small."""
        large, small = (self.admin_site.admin_view(view) for view in (self.show_picture, self.show_thumbnail))
        return [
            path("<str:face_id>/picture.jpg", large, name="decks_face_picture"),
            path("<str:face_id>/thumbnail.jpg", small, name="decks_face_thumbnail"),
            *super().get_urls(),
        ]

    def show_picture(self, request: HttpRequest, face_id: str) -> HttpResponse:
        """Give a face's picture to staff."""
        return pictures.shown(request, face_id, small=False)

    def show_thumbnail(self, request: HttpRequest, face_id: str) -> HttpResponse:
        """Give a face's picture to staff, small."""
        return pictures.shown(request, face_id, small=True)

    @admin.action(description=_("Retire the selected faces"), permissions=["change"])
    def retire(self, request: HttpRequest, queryset: QuerySet[Face]) -> None:
        """Take faces out of play."""
        faces = self._bounded(request, queryset.filter(retired=False))
        if faces is not None:
            reached = retiring.retire(faces)
            note(request, reached.faces, gettext("Retired."))
            said = ngettext("%(count)d face retired.", "%(count)d faces retired.", reached.changed)
            self.message_user(request, f"{said % {'count': reached.changed}} {_where(reached)}")

    @admin.action(description=_("Bring the selected faces back"), permissions=["change"])
    def bring_back(self, request: HttpRequest, queryset: QuerySet[Face]) -> None:
        """Put faces back into play."""
        faces = self._bounded(request, queryset.filter(retired=True))
        if faces is not None:
            reached = retiring.bring_back(faces)
            note(request, reached.faces, gettext("Brought back."))
            said = ngettext("%(count)d face brought back.", "%(count)d faces brought back.", reached.changed)
            self.message_user(request, f"{said % {'count': reached.changed}} {_where(reached)}")

    def _bounded(self, request: HttpRequest, queryset: QuerySet[Face]) -> QuerySet[Face] | None:
        """Return these very faces, whatever they become, or say why they are too many."""
        ids = list(queryset.order_by().values_list("pk", flat=True)[: AT_ONCE + 1])
        if len(ids) <= AT_ONCE:
            return Face.objects.filter(pk__in=ids)
        many = gettext("That are more than %(most)d faces. Choose fewer, or take the whole deck out of play.")
        self.message_user(request, many % {"most": AT_ONCE}, messages.ERROR)
        return None


def _where(reached: Reached) -> str:
    """Say that the same pictures lie in other decks, if they do."""
    if reached.decks < 2:
        return ""
    return gettext("The same pictures lie in %(decks)d decks.") % {"decks": reached.decks}
