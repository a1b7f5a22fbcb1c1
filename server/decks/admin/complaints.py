"""What players say is wrong with faces: a queue for the staff, one line a face, decided for all who reported it."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.db import transaction
from django.db.models import Count, F, OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from server.decks import retiring
from server.decks.admin import pictures
from server.decks.admin.complaint_queue import Queue, StateFilter
from server.decks.admin.tables import ComplaintTable, note
from server.decks.models import Complaint, Face


@admin.register(Complaint)
class ComplaintAdmin(ComplaintTable):
    """The queue. Rows are the players': they are decided, not edited."""

    list_display = ("picture", "said", "face_is", "source", "latest", "decision")
    list_display_links = None
    list_filter = (StateFilter, "reason", ("face__deck", admin.RelatedOnlyFieldListFilter), "face__truth")
    list_select_related = ("face__deck", "decided_by")
    list_per_page = 30
    search_fields = ("=face__id",)
    actions = ("uphold", "put_right", "dismiss")
    fields = ("picture", "face", "reason", "state", "created", "decided", "decided_by")
    readonly_fields = fields
    show_facets = admin.ShowFacets.NEVER

    class Media:
        """The wall's look."""

        css = {"all": ("decks/admin/wall.css",)}  # noqa: RUF012

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:  # noqa: ARG002
        """Return the queue."""
        return Queue

    def get_queryset(self, request: HttpRequest) -> QuerySet[Complaint]:
        """Count with each report how many there are of its face in its state."""
        same = Complaint.objects.filter(face=OuterRef("face"), state=OuterRef("state")).order_by().values("face")
        return super().get_queryset(request).annotate(reports=Subquery(same.annotate(n=Count("id")).values("n")))

    def get_ordering(self, request: HttpRequest) -> tuple[Any, ...]:  # noqa: ARG002
        """Put first what most have reported, then what has waited longest."""
        return (F("reports").desc(), "created", "pk")

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Say in the headline how many faces wait."""
        count = faces_waiting()
        title = ngettext("%(count)d reported face waits", "%(count)d reported faces wait", count) % {"count": count}
        return super().changelist_view(request, {"title": title, **(extra_context or {})})

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Refuse: players report."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Complaint | None = None) -> bool:  # noqa: ARG002
        """Refuse: a dismissed one keeps its player from asking over and over."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Complaint | None = None) -> bool:
        """Let nobody edit one; whoever may change reports decides them."""
        return obj is None and super().has_change_permission(request)

    def has_uphold_permission(self, request: HttpRequest) -> bool:
        """Whether somebody may both decide and retire."""
        return self.has_change_permission(request) and request.user.has_perm("decks.change_face")

    @admin.display(description=_("picture"))
    def picture(self, line: Complaint) -> SafeString:
        """Return the picture, which leads to the face."""
        address = reverse("admin:decks_face_change", args=[line.face_id])
        return format_html('<a href="{}">{}<span>{}</span></a>', address, pictures.thumbnail(line.face), line.face)

    @admin.display(description=_("what players say"))
    def said(self, line: Complaint) -> SafeString:
        """Return how many reported it, why, and how many have met it: one of 900 is not eight of ten."""
        reports = getattr(line, "reports", 1)
        head = ngettext("%(count)d report", "%(count)d reports", reports) % {"count": reports}
        reasons: list[tuple[Any, int]] = getattr(line, "reasons", [(line.get_reason_display(), 1)])
        told = format_html_join("", "<div>{}: {}</div>", reasons)
        met: int = getattr(line, "met", 0)
        by = ngettext("%(count)d player has met it", "%(count)d players have met it", met) % {"count": met}
        return format_html('<b>{}</b>{}<div class="quiet">{}</div>', head, told, by)

    @admin.display(description=_("what it is"))
    def face_is(self, line: Complaint) -> SafeString:
        """Return its truth, how it was made, and whether it is dealt."""
        face = line.face
        mark = format_html('<div><span class="mark mark-retired">{}</span></div>', _("retired")) if face.retired else ""
        return format_html("<b>{}</b> · {}{}", face.get_truth_display(), face.get_kind_display(), mark)

    @admin.display(description=_("origin"))
    def source(self, line: Complaint) -> SafeString:
        """Return where it is from. (A report's own `origin` is its network, which is nobody's business here.)"""
        face = line.face
        lines = [text for text in (face.deck.title, face.generator, face.source, face.licence) if text]
        return format_html_join("", "<div>{}</div>", ((text,) for text in lines))

    @admin.display(description=_("latest"))
    def latest(self, line: Complaint) -> Any:
        """Return when it was last reported."""
        return line.created

    @admin.display(description=_("decision"))
    def decision(self, line: Complaint) -> SafeString | str:
        """Return what became of it, by whom and when."""
        if line.decided is None:
            return line.get_state_display()
        when = f"{timezone.localtime(line.decided):%Y-%m-%d %H:%M}"
        return format_html("{}<div>{} {}</div>", line.get_state_display(), line.decided_by or "", when)

    @admin.action(description=_("Uphold: retire the face"), permissions=["uphold"])
    def uphold(self, request: HttpRequest, queryset: QuerySet[Complaint]) -> None:
        """Take the reported faces out of play."""
        self._decide(request, queryset, Complaint.State.UPHELD, retire=True)

    @admin.action(description=_("Uphold: I have put the face right, it stays"), permissions=["uphold"])
    def put_right(self, request: HttpRequest, queryset: QuerySet[Complaint]) -> None:
        """Leave the faces in play: their own pages, behind the pictures, are where a label is put right."""
        self._decide(request, queryset, Complaint.State.UPHELD, retire=False)

    @admin.action(description=_("Dismiss: the face stays"), permissions=["change"])
    def dismiss(self, request: HttpRequest, queryset: QuerySet[Complaint]) -> None:
        """Leave the reported faces in play."""
        self._decide(request, queryset, Complaint.State.DISMISSED)

    def _decide(
        self, request: HttpRequest, queryset: QuerySet[Complaint], state: Complaint.State, *, retire: bool = False
    ) -> None:
        """Decide all open reports of these faces."""
        faces = set(queryset.filter(state=Complaint.State.OPEN).values_list("face", flat=True))
        upheld = state == Complaint.State.UPHELD
        with transaction.atomic():
            waiting = Complaint.objects.filter(face__in=faces, state=Complaint.State.OPEN)
            decided = waiting.update(state=state, decided=timezone.now(), decided_by=request.user.pk)
            if decided:
                rows = Face.objects.filter(pk__in=faces)
                if retire:
                    said = gettext("Reports upheld: retired.")
                else:
                    said = gettext("Reports upheld: put right.") if upheld else gettext("Reports dismissed.")
                note(request, retiring.retire(rows).faces if retire else rows, said)
        if not decided:
            self.message_user(request, gettext("Nothing of this is open."), messages.WARNING)
            return
        said = ngettext("%(count)d report decided.", "%(count)d reports decided.", decided)
        self.message_user(request, said % {"count": decided})


def faces_waiting() -> int:
    """Return how many faces have open reports."""
    return Complaint.objects.filter(state=Complaint.State.OPEN).values("face").distinct().count()
