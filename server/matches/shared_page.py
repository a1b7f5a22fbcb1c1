"""A shared result's public page and picture, and the way there for its player."""

import hashlib
from typing import cast

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import condition, require_safe

from server.matches import card
from server.matches.eye_words import sharpness
from server.matches.models import Result
from server.matches.shared import Shared, shared, token_of
from server.matches.views import missing
from server.players.middleware import GuestRequest

DAY = 24 * 3600  # seconds; no longer: what its player has deleted must go from caches, too


@never_cache
@require_safe
def share(request: HttpRequest, key: str) -> HttpResponse:
    """Lead a player to the page that shows the own result of a match to anybody; there is none for other people."""
    found = Result.objects.filter(match__key=key, player=cast("GuestRequest", request).player_id).first()
    if found is None:
        return missing(request)
    return redirect("shared", token_of(found, translation.get_language() or "en"))


@never_cache
@require_safe
def page(request: HttpRequest, token: str) -> HttpResponse:
    """Show a shared result, with what other sites ask for to show its picture; 404 for a token that shows nothing."""
    shown = shared(token)
    if shown is None:
        return render(request, "matches/nothing_shared.html", status=404)
    with translation.override(shown.language):
        told = {
            "title": _("%(name)s: %(right)s of %(asked)s right")
            % {"name": shown.name, "right": shown.right, "asked": shown.asked},
            "description": f"{sharpness(shown.line.figures)} {_('Can you tell real faces from AI?')}",
            "alt": " ".join(text for text, *_rest in card.words(shown)),
        }
    context = {
        "shown": shown,
        "told": told,
        "address": request.build_absolute_uri(request.path),
        "picture": request.build_absolute_uri(reverse("shared_picture", args=(token,))),
        "own": shown.player == cast("GuestRequest", request).player_id,
        "width": card.WIDTH,
        "height": card.HEIGHT,
    }
    return render(request, "matches/shared.html", context)


def _etag(request: HttpRequest, token: str) -> str | None:  # noqa: ARG001 - Django passes it
    shown = shared(token)
    return None if shown is None else f'"{_name(shown)}"'


@require_safe
@condition(etag_func=_etag)
def picture(request: HttpRequest, token: str) -> HttpResponse:  # noqa: ARG001
    """Return the picture of a shared result: drawn once, then kept."""
    shown = shared(token)
    if shown is None:
        return HttpResponse(status=404)
    key = f"shared/{_name(shown)}"
    content = cache.get(key)
    if content is None:
        content = card.card(shown)
        cache.set(key, content, DAY)
    return HttpResponse(content, content_type="image/png", headers={"Cache-Control": f"public, max-age={DAY}"})


def _name(shown: Shared) -> str:
    """Name all that is drawn: another name is another picture."""
    with translation.override(shown.language):
        drawn = [card.VERSION, card.words(shown), shown.marks]
    return hashlib.sha256(repr(drawn).encode()).hexdigest()[:32]
