"""Decks and faces in the admin: counts, pictures, retiring. Only staff sees a face's truth beside its picture."""

from typing import TYPE_CHECKING

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from server.decks.models import Deck, Face
from server.decks.selectors import UnknownFaceError, picture

if TYPE_CHECKING:  # generic for the type checker alone
    DeckTable = admin.ModelAdmin[Deck]
    FaceTable = admin.ModelAdmin[Face]
else:
    DeckTable = FaceTable = admin.ModelAdmin

THUMBNAIL = 96


@admin.register(Deck)
class DeckAdmin(DeckTable):
    """The list of decks, with what each can deal."""

    list_display = ("title", "slug", "ready", "rank", "real", "ai", "share_real", "edited", "retired", "created")
    list_filter = ("ready",)
    readonly_fields = ("edition", "created")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Deck]:
        """Count each deck's faces."""
        dealt = Q(faces__retired=False)
        return (
            super()
            .get_queryset(request)
            .annotate(
                real_count=Count("faces", filter=dealt & Q(faces__truth=Face.Truth.REAL)),
                ai_count=Count("faces", filter=dealt & Q(faces__truth=Face.Truth.AI)),
                edited_count=Count("faces", filter=dealt & Q(faces__truth=Face.Truth.EDITED)),
                retired_count=Count("faces", filter=Q(faces__retired=True)),
            )
        )

    @admin.display(description=_("real"), ordering="real_count")
    def real(self, deck: Deck) -> int:
        """Return how many real faces it deals."""
        return _count(deck, "real")

    @admin.display(description=_("AI"), ordering="ai_count")
    def ai(self, deck: Deck) -> int:
        """Return how many AI faces it deals."""
        return _count(deck, "ai")

    @admin.display(description=_("balance"))
    def share_real(self, deck: Deck) -> str:
        """Return the share of real faces among those it deals."""
        dealt = _count(deck, "real") + _count(deck, "ai")
        return f"{_count(deck, 'real') / dealt:.0%}" if dealt else "-"

    @admin.display(description=_("edited"), ordering="edited_count")
    def edited(self, deck: Deck) -> int:
        """Return how many edited photographs it keeps."""
        return _count(deck, "edited")

    @admin.display(description=_("retired"), ordering="retired_count")
    def retired(self, deck: Deck) -> int:
        """Return how many of its faces are retired."""
        return _count(deck, "retired")


@admin.register(Face)
class FaceAdmin(FaceTable):
    """The list of faces, with their pictures. They come from pipelines: here they are only retired and brought back."""

    list_display = ("thumbnail", "__str__", "deck", "truth", "kind", "people", "source", "retired")
    list_display_links = ("thumbnail", "__str__")
    list_filter = ("deck", "truth", "kind", "tier", "retired", "source")
    list_select_related = ("deck",)
    list_per_page = 50
    search_fields = ("=id", "=sha256", "groups", "source", "generator", "credit")
    actions = ("retire", "bring_back")
    fields = (
        "thumbnail",
        "id",
        "deck",
        ("truth", "kind", "tier"),
        "groups",
        ("source", "generator"),
        ("licence", "credit"),
        ("width", "height", "size"),
        "sha256",
        "retired",
    )
    readonly_fields = tuple(
        name for field in fields if field != "retired" for name in ([field] if isinstance(field, str) else field)
    )

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Refuse: a picture from outside has not been through the camera that makes all alike."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Face | None = None) -> bool:  # noqa: ARG002
        """Refuse: finished matches speak of it. It can be retired."""
        return False

    def get_urls(self) -> list[URLPattern]:
        """Add the staff's view of a picture."""
        view = self.admin_site.admin_view(self.show_picture)
        return [path("<str:face_id>/picture.jpg", view, name="decks_face_picture"), *super().get_urls()]

    def show_picture(self, request: HttpRequest, face_id: str) -> HttpResponse:
        """Give a face's picture to staff."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        try:
            response = HttpResponse(picture(face_id), content_type="image/jpeg")
        except UnknownFaceError as error:
            raise Http404 from error
        response["Cache-Control"] = "private, max-age=3600"
        return response

    @admin.display(description=_("picture"))
    def thumbnail(self, face: Face) -> SafeString:
        """Return the picture, small."""
        address = reverse("admin:decks_face_picture", args=[face.id])
        return format_html('<img src="{}" width="{}" height="{}" alt="" loading="lazy">', address, THUMBNAIL, THUMBNAIL)

    @admin.display(description=_("people"))
    def people(self, face: Face) -> str:
        """Return the labels of the people in it."""
        return ", ".join(face.groups)

    @admin.action(description=_("Retire the selected faces"), permissions=["change"])
    def retire(self, request: HttpRequest, queryset: QuerySet[Face]) -> None:
        """Take faces out of play."""
        count = queryset.update(retired=True)
        self.message_user(request, _("%(count)d faces retired.") % {"count": count})

    @admin.action(description=_("Bring the selected faces back"), permissions=["change"])
    def bring_back(self, request: HttpRequest, queryset: QuerySet[Face]) -> None:
        """Put faces back into play."""
        count = queryset.update(retired=False)
        self.message_user(request, _("%(count)d faces brought back.") % {"count": count})


def _count(deck: Deck, of: str) -> int:
    """Return a number that the queryset has counted."""
    return int(getattr(deck, f"{of}_count"))
