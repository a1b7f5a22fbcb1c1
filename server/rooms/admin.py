"""Live rooms in the admin: the list of all processes' rooms, a look at one, and its end. They come from the store."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, TypeVar

from asgiref.sync import async_to_sync
from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext

from game.commands import Close
from game.decisions import Code
from server.players.read_only import ReadOnly
from server.rooms import live
from server.rooms.codes import ProtocolCode
from server.rooms.live_words import details, words
from server.rooms.models import LiveRoom
from server.rooms.runtime import Runtime, running
from server.rooms.store import StoreUnavailableError
from server.rooms.tickets import read_code

if TYPE_CHECKING:  # generic for the type checker alone
    ModelAdmin = admin.ModelAdmin[LiveRoom]
else:
    ModelAdmin = admin.ModelAdmin

T = TypeVar("T")


@admin.register(LiveRoom)
class LiveRoomAdmin(ReadOnly, ModelAdmin):
    """Three pages of our own: Django's ask a table, and there is none."""

    def get_urls(self) -> list[URLPattern]:
        """Return the addresses; the names are those that the admin links to."""
        view = self.admin_site.admin_view
        return [
            path("", view(self.changelist_view), name="rooms_liveroom_changelist"),
            path("<str:object_id>/", view(self.change_view), name="rooms_liveroom_change"),
            path("<str:object_id>/end/", view(self.end_view), name="rooms_liveroom_end"),
        ]

    def has_end_permission(self, request: HttpRequest) -> bool:
        """Whether somebody may end rooms."""
        return self.has_view_permission(request) and request.user.has_perm("rooms.end_liveroom")

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Show a page of rooms; `?q=CODE` leads to one."""
        self._check(request)
        if request.GET.get("q", "").strip():
            return self._find(request, request.GET["q"])
        asked = request.GET.get("p", "")
        number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 5 else 1
        try:
            rooms, count = _in_loop(lambda here: live.listed(here, number))
        except StoreUnavailableError:
            return self._unavailable(request)
        last = live.pages(count)
        told = {
            "title": gettext("Live rooms"),
            "rooms": [words(room) for room in rooms],
            "count": min(count, live.MOST),
            "more": count > live.MOST,
            "number": min(max(number, 1), last),
            "pages": range(1, last + 1),
        }
        return self._page(request, "change_list", told | (extra_context or {}))

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",  # noqa: ARG002  (Django's signature)
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show one room."""
        self._check(request)
        try:
            room = _in_loop(lambda here: live.one(here, object_id)) if read_code(object_id) == object_id else None
        except StoreUnavailableError:
            return self._unavailable(request)
        if room is None:
            return self._gone(request, object_id)
        told = {
            "title": gettext("Room %(code)s") % {"code": room.code},
            "room": room,
            "details": details(room),
            "may_end": self.has_end_permission(request) and room.readable,
        }
        return self._page(request, "change_form", told | (extra_context or {}))

    def end_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Ask whether a room is to be ended; a POST ends it."""
        self._check(request)
        if not self.has_end_permission(request):
            raise PermissionDenied
        try:
            room = _in_loop(lambda here: live.one(here, object_id)) if read_code(object_id) == object_id else None
            if room is None:
                return self._gone(request, object_id)
            if request.method != "POST":
                told = {"title": gettext("End room %(code)s?") % {"code": room.code}, "room": words(room)}
                return self._page(request, "end", told)
            refused = _in_loop(lambda here: here.service.change(room.code, Close()))
        except StoreUnavailableError:
            return self._unavailable(request)
        if refused is Code.ROOM_CLOSED:
            return self._gone(request, object_id)
        if refused is ProtocolCode.TRY_AGAIN:
            messages.error(request, gettext("The room moved on at that moment. Try again."))
            return HttpResponseRedirect(reverse("admin:rooms_liveroom_change", args=[room.code]))
        LogEntry.objects.log_actions(
            str(request.user.pk), [LiveRoom(code=room.code)], CHANGE, gettext("Ended."), single_object=True
        )
        messages.success(request, gettext("Room %(code)s was ended.") % {"code": room.code})
        return HttpResponseRedirect(reverse("admin:rooms_liveroom_changelist"))

    def _check(self, request: HttpRequest) -> None:
        if not self.has_view_permission(request):
            raise PermissionDenied

    def _find(self, request: HttpRequest, typed: str) -> HttpResponse:
        code = read_code(typed)
        if code is None:
            return self._gone(request, typed)
        return HttpResponseRedirect(reverse("admin:rooms_liveroom_change", args=[code]))

    def _gone(self, request: HttpRequest, code: str) -> HttpResponse:
        messages.warning(request, gettext("There is no live room %(code)s.") % {"code": code[:10]})
        return HttpResponseRedirect(reverse("admin:rooms_liveroom_changelist"))

    def _unavailable(self, request: HttpRequest) -> HttpResponse:
        """Say that Redis does not answer, with a page of the admin."""
        told = {"title": gettext("Live rooms"), "unavailable": True}
        return self._page(request, "change_list", told, status=503)

    def _page(self, request: HttpRequest, name: str, told: dict[str, Any], status: int = 200) -> HttpResponse:
        context = {**self.admin_site.each_context(request), "opts": self.opts, **told}
        return TemplateResponse(request, f"admin/rooms/liveroom/{name}.html", context, status=status)


def _in_loop(ask: Callable[[Runtime], Awaitable[T]]) -> T:
    """Ask the process's own runtime, in its event loop; a page of the admin runs in a thread beside it.

    Raises StoreUnavailableError, also where the store has not answered since the process began.
    """

    async def asked() -> T:
        if (here := running()) is None:
            raise StoreUnavailableError
        return await ask(here)

    return async_to_sync(asked)()
