"""The pages of credits, and the face to try on the first page."""

from http import HTTPStatus
from itertools import groupby, starmap
from operator import attrgetter

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_POST, require_safe

from server.decks import sample as samples
from server.decks.credit import Credit, credits_of, deck_credit, deck_credits
from server.decks.models import Face
from server.decks.posted import posted
from server.decks.selectors import UnknownFaceError, picture

AUTHORS = 100  # a page
VERDICTS = (Face.Truth.REAL, Face.Truth.AI)
ORIGIN = ("source", "licence", "generator", "credit")


@require_safe
def credits_page(request: HttpRequest) -> HttpResponse:
    """List the decks, and under which terms they may be played."""
    return render(request, "decks/credits.html", {"decks": deck_credits()})


@require_safe
def deck_credits_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Show where a deck's faces come from; its authors in pages (?page=, anything else shows the first or the last)."""
    deck = deck_credit(slug)
    if deck is None:
        raise Http404
    owed = credits_of(slug)
    page = Paginator(owed.authors, AUTHORS).get_page(request.GET.get("page"))
    groups = [
        {"source": owed.sources[number], "authors": list(authors)}
        for number, authors in groupby(starmap(Credit, page), key=attrgetter("source"))
    ]
    context = {"deck": deck, "sources": owed.sources, "page": page, "groups": groups}
    return render(request, "decks/credits_deck.html", context)


@never_cache
@require_safe
def sample(_request: HttpRequest) -> HttpResponse:
    """Give a face to try. Nothing in the answer depends on its truth."""
    try:
        face_id = samples.draw()
    except UnknownFaceError:
        return _refusal("no_deck", HTTPStatus.NOT_FOUND)
    return JsonResponse({"id": face_id, "picture": reverse("sample_picture", args=[face_id])})


@cache_control(public=True, max_age=3600, immutable=True)
@require_safe
def sample_picture(_request: HttpRequest, face_id: str) -> HttpResponse:
    """Give its picture."""
    try:
        return HttpResponse(picture(samples.sample_face(face_id).id), content_type="image/jpeg")
    except LookupError as error:
        raise Http404 from error


@never_cache
@require_POST
def sample_verdict(request: HttpRequest, face_id: str) -> HttpResponse:
    """Take a verdict on it, as JSON or as a form, and tell the truth."""
    verdict = posted(request, "verdict")
    if verdict not in VERDICTS:
        return _refusal("bad_verdict", HTTPStatus.BAD_REQUEST)
    try:
        face = samples.sample_face(face_id)
    except UnknownFaceError:
        return _refusal("no_face", HTTPStatus.NOT_FOUND)
    told = {"truth": face.truth, "right": verdict == face.truth}
    return JsonResponse(told | {part: _spoken(getattr(face, part)) for part in ORIGIN})


def _spoken(phrase: str) -> str:
    """Return what is known of an origin in the reader's language; gettext gives its own header for nothing at all."""
    return translation.gettext(phrase) if phrase else ""


def _refusal(code: str, status: HTTPStatus) -> HttpResponse:
    return JsonResponse({"error": code}, status=status)
