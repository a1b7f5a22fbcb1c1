"""The page of the account, and what can be done there besides what allauth does: merge, export, delete."""

from collections.abc import AsyncIterator, Iterator
from typing import cast

from allauth.account.internal.flows.reauthentication import is_reauthentication_required
from allauth.core.exceptions import ReauthenticationRequired
from asgiref.sync import sync_to_async
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from server.accounts.deletion import delete_all
from server.accounts.export import exported
from server.accounts.merging import merge, offered, sat_both
from server.accounts.overview import overview
from server.players.middleware import GuestRequest, become, become_guest


@never_cache
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """Show who the visitor is, and the ways to keep, move or delete it."""
    visitor = cast("GuestRequest", request)
    shown = overview(visitor.player_id, visitor.guest, request.user)
    return render(request, "accounts/account.html", {"overview": shown})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def merge_guest(request: HttpRequest) -> HttpResponse:
    """Ask whether the guest that this browser was is to be merged, and do as told (`answer`: yes or no).

    Which guest is never asked of the browser's form: it is the one in its signed cookie. After a no that one waits
    there: the account's page goes on to offer it, and who signs out is that guest again.
    """
    visitor, back = cast("GuestRequest", request), _next(request)
    matches = offered(visitor.guest, visitor.player_id) if visitor.claimed else 0
    if request.method == "POST" and visitor.claimed and visitor.guest and request.POST.get("answer") == "yes":
        merge(visitor.guest, visitor.player_id)
        become(request, visitor.player_id, claimed=True)
    elif request.method != "POST" and matches:
        both = sat_both(visitor.guest, visitor.player_id)
        return render(request, "accounts/merge.html", {"matches": matches, "both": both, "next": back})
    return redirect(back)


@never_cache
@require_safe
async def export(request: HttpRequest) -> StreamingHttpResponse:
    """Send everything that is kept of the visitor, as one JSON file."""
    visitor, user = cast("GuestRequest", request), await request.auser()
    chunks = exported(visitor.player_id, user if visitor.claimed and user.is_authenticated else None)
    headers = {"Content-Disposition": 'attachment; filename="uncanny-my-data.json"'}
    return StreamingHttpResponse(_in_threads(chunks), content_type="application/json", headers=headers)


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest) -> HttpResponse:
    """Delete all of the visitor's data once the word is typed; who has an account gives the password just before."""
    visitor, word = cast("GuestRequest", request), _("delete")
    if request.user.is_authenticated:
        if is_reauthentication_required(request, app="allauth.account"):
            if request.method == "POST":
                return redirect("account_delete")  # it asks, and nothing is done by an order that was kept meanwhile
            raise ReauthenticationRequired
        if request.user.is_staff or not visitor.claimed:
            return render(request, "accounts/delete.html", {"staff": True}, status=403)
    context = {"word": word, "guest_matches": offered(visitor.guest, visitor.player_id)}
    if request.method != "POST":
        return render(request, "accounts/delete.html", context)
    if not _typed(request, word):
        return render(request, "accounts/delete.html", context | {"wrong": True}, status=400)
    delete_all(visitor.player_id)
    logout(request)
    become_guest(request)
    return render(request, "accounts/deleted.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def delete_guest(request: HttpRequest) -> HttpResponse:
    """Delete what the guest has that this browser was before it signed in, once the word is typed."""
    visitor, word = cast("GuestRequest", request), _("delete")
    if not (visitor.claimed and offered(visitor.guest, visitor.player_id)):
        return redirect("account")
    if request.method != "POST":
        return render(request, "accounts/delete_guest.html", {"word": word})
    if not _typed(request, word):
        return render(request, "accounts/delete_guest.html", {"word": word, "wrong": True}, status=400)
    delete_all(visitor.guest)
    become(request, visitor.player_id, claimed=True)
    return redirect("account")


def _typed(request: HttpRequest, word: str) -> bool:
    return request.POST.get("word", "").strip().casefold() == word.casefold()


def _next(request: HttpRequest) -> str:
    """Return where to go on, if that is here."""
    wished = request.POST.get("next") or request.GET.get("next") or ""
    here = url_has_allowed_host_and_scheme(wished, {request.get_host()}, require_https=request.is_secure())
    return wished if here and wished.startswith("/") else "account"


async def _in_threads(chunks: Iterator[bytes]) -> AsyncIterator[bytes]:
    """Take each chunk from the database's thread: the loop, and the games on it, wait for none."""
    take = sync_to_async(lambda: next(chunks, b""))
    while chunk := await take():
        yield chunk
