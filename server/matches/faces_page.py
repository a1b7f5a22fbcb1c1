"""The public page of the faces that fool most. A face is shown to those who have met it, and once it is out of play.

Anybody else would learn the truth of a face that may still be dealt.
"""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from server.decks.generators import FaceLine, fooling_faces, generators
from server.decks.models import Face
from server.decks.selectors import UnknownFaceError, picture
from server.matches.met import met
from server.players.middleware import GuestRequest


@never_cache
@require_safe
def faces(request: HttpRequest) -> HttpResponse:
    """Show the board."""
    ai, real = fooling_faces(Face.Truth.AI), fooling_faces(Face.Truth.REAL)
    shown = met(cast("GuestRequest", request).player_id, [line.face.id for line in (*ai, *real)])
    context = {"ai": _cards(ai, shown), "real": _cards(real, shown), "generators": generators()}
    return render(request, "decks/faces.html", context)


@require_safe
def face_picture(request: HttpRequest, face_id: str) -> HttpResponse:
    """Return a face's picture to who may see it here."""
    try:
        content = picture(face_id) if met(cast("GuestRequest", request).player_id, [face_id]) else None
    except UnknownFaceError:
        content = None
    if content is None:
        return HttpResponse(status=404)  # the same whether there is none or it is not for these eyes
    headers = {"Cache-Control": "private, max-age=3600", "Vary": "Cookie"}
    return HttpResponse(content, content_type="image/jpeg", headers=headers)


def _cards(lines: list[FaceLine], shown: set[str]) -> list[dict[str, object]]:
    """Return what a page may tell of each face: of one that is covered nothing but its figures."""
    return [{"rate": line.rate, "face": line.face if line.face.id in shown else None} for line in lines]
