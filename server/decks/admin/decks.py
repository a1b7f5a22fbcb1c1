"""Decks in the admin: what each can deal, under which licences, and how well its classes can be told apart by style."""

from collections import Counter
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from server.decks import services
from server.decks.admin import background, uploads
from server.decks.admin.audit_words import details, verdict
from server.decks.admin.origins import origins
from server.decks.admin.tables import DeckTable
from server.decks.intake.errors import IntakeError
from server.decks.models import Deck, Face, ImportRun

COUNTED = ("real", "ai", "edited", "staged", "retired")
MADE = ("slug", "grey")  # fixed when the deck is made: its files and its pictures follow from them
LICENCES = 3  # named in the list; all of them on the deck's page


class DeckList(ChangeList):
    """The decks, with their faces counted: one question for all, answered from an index."""

    def get_results(self, request: HttpRequest) -> None:
        """Read the page, and count."""
        super().get_results(request)
        self.result_list = counted(list(self.result_list))


def counted(decks: list[Deck]) -> list[Deck]:
    """Count the faces of decks: dealt ones by truth, then the staged and the retired; and all by their licence."""
    counts: dict[int, Counter[str]] = {deck.pk: Counter() for deck in decks}
    rows = Face.objects.filter(deck__in=decks).order_by().values_list("deck", "retired", "staged", "truth")
    for deck, retired, staged, truth, faces in rows.annotate(Count("deck")):
        counts[deck]["retired" if retired else "staged" if staged else truth] += faces
    licences: dict[int, Counter[tuple[str, bool]]] = {deck.pk: Counter() for deck in decks}
    for origin in origins():
        if origin.deck in licences:
            licences[origin.deck][origin.licence, origin.non_commercial] += origin.faces
    for deck in decks:
        deck.counts, deck.licences = counts[deck.pk], licences[deck.pk]  # type: ignore[attr-defined]
    return decks


class DeckForm(forms.ModelForm):  # type: ignore[type-arg]
    """A deck by hand. Its name can be chosen as it is made, and where a deck that is to be fetched wants it."""

    def clean_slug(self) -> str:
        """Refuse names that imports would refuse."""
        slug = str(self.cleaned_data["slug"])
        try:
            services.check_name(slug)
        except IntakeError as error:
            raise forms.ValidationError(str(error), error.code) from error
        return slug


@admin.register(Deck)
class DeckAdmin(DeckTable):
    """The list of decks, and the page of one."""

    list_display = ("title", "ready", "rank", "share_real", *COUNTED, "found", "licences")
    actions = ("audit_again",)
    fieldsets = (
        (None, {"fields": ("title", "slug", "description", "ready", "rank", "grey")}),
        (_("Faces"), {"fields": ("faces_link", *COUNTED, "share_real", "all_licences")}),
        (_("Audit"), {"fields": ("found", "audit_details")}),
    )
    show_facets = admin.ShowFacets.NEVER

    class Media:
        """The wall's look."""

        css = {"all": ("decks/admin/wall.css",)}  # noqa: RUF012

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:  # noqa: ARG002
        """Return the decks with their counts."""
        return DeckList

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Leave out the deletion of many: a deck with faces cannot be deleted, and finding that out reads them all."""
        return {name: action for name, action in super().get_actions(request).items() if name != "delete_selected"}

    def has_delete_permission(self, request: HttpRequest, obj: Deck | None = None) -> bool:
        """Refuse, unless it has dealt nothing: finished matches speak of its faces. Imports that brought nothing, or
        were broken off, go with it.
        """
        used = obj is not None and (
            obj.faces.filter(staged=False).exists() or obj.runs.filter(state=ImportRun.State.RUNNING).exists()
        )
        return not used and super().has_delete_permission(request, obj)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Name what goes: of a deck that may be deleted, its staged faces, too."""
        going, counts, lacking, _kept = super().get_deleted_objects(objs, request)
        return going, counts, lacking - {str(Face._meta.verbose_name)}, []  # noqa: SLF001 - Django's own way to it

    def delete_model(self, request: HttpRequest, obj: Deck) -> None:
        """Delete a deck with what broken-off imports have left of it."""
        services.drop_left(obj)
        super().delete_model(request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Deck | None = None) -> tuple[str, ...]:  # noqa: ARG002
        """Fix what the deck's files and pictures follow from."""
        figures = ("faces_link", *COUNTED, "share_real", "all_licences", "found", "audit_details")
        if obj is None:
            return figures
        return (*figures, "grey") if services.misnamed(obj) else (*figures, *MADE)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:  # noqa: FBT001, FBT002
        """Check the name where it may be another."""
        return super().get_form(request, obj, change, **{"form": DeckForm, **kwargs})

    def get_fieldsets(self, request: HttpRequest, obj: Deck | None = None) -> Any:
        """Show no figures of a deck that is not there yet."""
        return super().get_fieldsets(request, obj)[: None if obj else 1]

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Deck | None:
        """Count the faces of a deck that is looked at. An import that was killed does not keep it from deletion."""
        uploads.settle_killed()
        deck = super().get_object(request, object_id, from_field)
        return counted([deck])[0] if deck else None

    @admin.display(description=_("real"))
    def real(self, deck: Deck) -> int:
        """Return how many real faces it deals."""
        return _count(deck, "real")

    @admin.display(description=_("AI"))
    def ai(self, deck: Deck) -> int:
        """Return how many AI faces it deals."""
        return _count(deck, "ai")

    @admin.display(description=_("edited"))
    def edited(self, deck: Deck) -> int:
        """Return how many edited photographs it keeps."""
        return _count(deck, "edited")

    @admin.display(description=_("staged"))
    def staged(self, deck: Deck) -> int:
        """Return how many faces wait for their import to be done."""
        return _count(deck, "staged")

    @admin.display(description=_("retired"))
    def retired(self, deck: Deck) -> int:
        """Return how many of its faces are retired."""
        return _count(deck, "retired")

    @admin.display(description=_("balance"))
    def share_real(self, deck: Deck) -> str:
        """Return the share of real faces among those it deals."""
        dealt = _count(deck, "real") + _count(deck, "ai")
        return f"{_count(deck, 'real') / dealt:.0%}" if dealt else "-"

    @admin.display(description=_("licences"))
    def licences(self, deck: Deck) -> SafeString:
        """Return its most frequent licences, and whether any forbids commercial use."""
        rows = _licences(deck).most_common()
        names = list(dict.fromkeys(name or gettext("not stated") for (name, _closed), _faces in rows))
        more = len(names) - LICENCES
        names[LICENCES:] = [gettext("%(count)d more") % {"count": more}] if more > 0 else []
        closed = any(non_commercial for (_name, non_commercial), _faces in rows)
        mark = format_html('<span class="mark mark-non-commercial">{}</span>', _("non-commercial")) if closed else ""
        return format_html("{} {}", ", ".join(names), mark)

    @admin.display(description=_("licences"))
    def all_licences(self, deck: Deck) -> SafeString:
        """Return all licences, with how many faces are under each."""
        rows = (
            (name or gettext("not stated"), _("non-commercial") if closed else "", faces)
            for (name, closed), faces in _licences(deck).most_common()
        )
        return format_html("<dl>{}</dl>", format_html_join("", "<div><dt>{} {}</dt><dd>{}</dd></div>", rows))

    @admin.display(description=_("faces"))
    def faces_link(self, deck: Deck) -> SafeString:
        """Return the way to its faces."""
        address = reverse("admin:decks_face_changelist")
        return format_html('<a href="{}?deck__id__exact={}">{}</a>', address, deck.pk, gettext("Look at them"))

    @admin.display(description=_("audit"), ordering="leak")
    def found(self, deck: Deck) -> SafeString:
        """Return what the last audit found, in words."""
        return verdict(deck)

    @admin.display(description=_("in what they differ"))
    def audit_details(self, deck: Deck) -> SafeString:
        """Return it for each thing that was looked at."""
        return details(deck)

    @admin.action(description=_("Audit the selected decks again"), permissions=["change"])
    def audit_again(self, request: HttpRequest, queryset: QuerySet[Deck]) -> None:
        """Look again how well classes can be told apart by style. In the background: it takes up to half a minute."""
        slugs = list(queryset.values_list("slug", flat=True))
        background.start(*(["audit_deck", slug] for slug in slugs))
        said = ngettext("%(count)d deck is being audited.", "%(count)d decks are being audited.", len(slugs))
        again = gettext("Look again in a minute.")
        self.message_user(request, f"{said % {'count': len(slugs)}} {again}")


def _count(deck: Deck, of: str) -> int:
    return int(deck.counts[of])  # type: ignore[attr-defined]  # counted on the way here


def _licences(deck: Deck) -> Counter[tuple[str, bool]]:
    """Return how many faces are under each licence, with whether it forbids commercial use."""
    licences: Counter[tuple[str, bool]] = deck.licences  # type: ignore[attr-defined]  # counted on the way here
    return licences
