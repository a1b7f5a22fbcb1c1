"""Imports in the admin: what came when from where, how a running one is doing, and the upload that begins one."""

from typing import Any, cast

from django.contrib import admin
from django.contrib.admin.helpers import AdminForm
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from server.decks.admin import uploads
from server.decks.admin.reasons import error_words, reason_words
from server.decks.admin.tables import RunTable
from server.decks.admin.upload_form import UploadForm
from server.decks.models import ImportRun
from server.decks.services import deck_for

COUNTS = {
    "seen": _("files seen"),
    "added": _("added"),
    "real": _("real"),
    "ai": _("AI"),
    "edited": _("edited"),
    "centred": _("no face found: cropped in the middle"),
    "duplicates": _("were there already"),
    "near_duplicates": _("look like one that is there"),
    "seconds": _("seconds"),
}
MAY_LACK = {
    "failure": "error",
    "why": "why",
    "by": "by",
    "finished": "finished",
    "layout": "layout",
    "report": "log",
    "counts": "tally",
}
FIELDSETS: list[Any] = [
    (None, {"fields": ["deck", "new_deck", "file"]}),
    (_("If it does not say so itself"), {"fields": ["preset", "truth", "only_free"]}),
]


@admin.register(ImportRun)
class RunAdmin(RunTable):
    """The list of imports, and the page of one. Rows are the importer's: nothing here is edited."""

    list_display = ("source", "deck", "state", "layout", "added", "started", "by")
    list_filter = ("state", ("deck", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("deck", "by")
    list_per_page = 50
    fields = (
        "status",
        "failure",
        "counts",
        "source",
        "deck_link",
        "layout",
        "why",
        "by",
        "started",
        "finished",
        "report",
    )
    readonly_fields = fields

    class Media:
        """The page of a running import keeps itself up to date."""

        css = {"all": ("decks/admin/wall.css",)}  # noqa: RUF012
        js = ("decks/admin/run.js",)

    def has_change_permission(self, request: HttpRequest, obj: ImportRun | None = None) -> bool:  # noqa: ARG002
        """Refuse: it is the importer's."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: ImportRun | None = None) -> bool:
        """Refuse, unless it has ended and brought nothing: faces speak of the run that they came with."""
        empty = obj is not None and obj.state != ImportRun.State.RUNNING and not obj.faces.exists()
        return empty and super().has_delete_permission(request, obj)

    def get_queryset(self, request: HttpRequest) -> QuerySet[ImportRun]:
        """Say of runs that were killed that they broke off."""
        uploads.settle_killed()
        return super().get_queryset(request)

    def get_fields(self, request: HttpRequest, obj: ImportRun | None = None) -> tuple[str, ...]:  # noqa: ARG002
        """Leave out what is empty and means nothing then."""
        return tuple(name for name in self.fields if name not in MAY_LACK or (obj and getattr(obj, MAY_LACK[name])))

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Take an upload. Not Django's own view: that holds the database's write lock while gigabytes are moved."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = UploadForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            return self._begun(request, form.cleaned_data)
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Upload faces"),
            "opts": self.opts,
            "form": form,
            "adminform": AdminForm(cast("Any", form), FIELDSETS, {}, model_admin=self),
            "media": self.media + form.media,
            "form_url": form_url,
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/decks/importrun/upload.html", context)

    def _begun(self, request: HttpRequest, chosen: dict[str, Any]) -> HttpResponse:
        """Enter the import, start it, and go to its page."""
        file = chosen["file"]
        deck = chosen["deck"] or deck_for(chosen["new_deck"])
        run = ImportRun.objects.create(deck=deck, source=str(file.name)[-300:], by_id=request.user.pk)
        self.log_addition(request, run, gettext("Uploaded."))
        uploads.begin(run, file, preset=chosen["preset"], truth=chosen["truth"], only_free=chosen["only_free"])
        return HttpResponseRedirect(reverse("admin:decks_importrun_change", args=[run.pk]))

    @admin.display(description=_("added"))
    def added(self, run: ImportRun) -> str:
        """Return how many faces it brought."""
        return str(run.tally.get("added", ""))

    @admin.display(description=_("state"))
    def status(self, run: ImportRun) -> SafeString:
        """Return how far it is. The script looks here whether to ask again."""
        running = run.state == ImportRun.State.RUNNING
        so_far = gettext("%(count)d faces so far") % {"count": run.faces.count()} if running else ""
        return format_html(
            '<span role="status" data-run="{}"><b>{}</b> {}</span>', run.state, run.get_state_display(), so_far
        )

    @admin.display(description=_("error"))
    def failure(self, run: ImportRun) -> SafeString:
        """Return why it failed, in words."""
        return error_words(run.error)

    @admin.display(description=_("deck"))
    def deck_link(self, run: ImportRun) -> SafeString:
        """Return the way to its faces."""
        address = reverse("admin:decks_face_changelist")
        return format_html('<a href="{}?deck__id__exact={}">{}</a>', address, run.deck_id, run.deck)

    @admin.display(description=_("counts"))
    def counts(self, run: ImportRun) -> SafeString:
        """Return what the importer has counted, in words."""
        rows: list[tuple[object, int]] = [
            (label, run.tally[name]) for name, label in COUNTS.items() if name in run.tally
        ]
        refused = sorted((reason_words(code), count) for code, count in run.tally.get("skipped", {}).items())
        rows += [(format_html(gettext("refused: %s") % "{}", words), count) for words, count in refused]
        return format_html("<dl>{}</dl>", format_html_join("", "<div><dt>{}</dt><dd>{}</dd></div>", rows))

    @admin.display(description=_("log"))
    def report(self, run: ImportRun) -> SafeString:
        """Return the refused files, one a line."""
        return format_html('<pre class="log" tabindex="0">{}</pre>', run.log)
