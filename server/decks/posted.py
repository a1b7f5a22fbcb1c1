"""What a browser posts to a small question: one word, as JSON or as a form."""

import json

from django.http import HttpRequest

LONGEST = 200  # bytes of JSON


def posted(request: HttpRequest, name: str) -> object:
    """Return what was posted under this name; None where there is none."""
    if request.content_type != "application/json":
        return request.POST.get(name)
    if len(request.body) > LONGEST:
        return None
    try:
        message = json.loads(request.body)
    except ValueError:
        return None
    return message.get(name) if isinstance(message, dict) else None
