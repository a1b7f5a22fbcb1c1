"""Pictures of faces for staff, large and small. Nobody else sees them beside their truth."""

import io

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from PIL import Image

from server.decks.models import Face
from server.decks.selectors import UnknownFaceError, picture

SMALL = 192  # pixels
QUALITY = 80


def shown(request: HttpRequest, face_id: str, *, small: bool) -> HttpResponse:
    """Answer with a face's picture. For who may look at faces; raises PermissionDenied, Http404."""
    if not request.user.has_perm("decks.view_face") and not request.user.has_perm("decks.change_face"):
        raise PermissionDenied
    try:
        data = picture(face_id)
    except UnknownFaceError as error:
        raise Http404 from error
    response = HttpResponse(_small(data) if small else data, content_type="image/jpeg")
    response["Cache-Control"] = "private, max-age=86400"  # a face keeps its picture
    return response


def thumbnail(face: Face) -> SafeString:
    """Return the picture, small. Its name beside it says whose it is."""
    address = reverse("admin:decks_face_thumbnail", args=[face.pk])
    return format_html(
        '<img class="face-picture" src="{}" width="{}" height="{}" alt="" loading="lazy" decoding="async">',
        *(address, SMALL, SMALL),
    )


def _small(data: bytes) -> bytes:
    file = io.BytesIO()
    with Image.open(io.BytesIO(data)) as image:
        image.draft("RGB", (SMALL, SMALL))
        image.thumbnail((SMALL, SMALL))
        image.save(file, "JPEG", quality=QUALITY)
    return file.getvalue()
