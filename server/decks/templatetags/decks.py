"""What templates need to speak of decks."""

from django import template

from server.decks.fetch import catalogue

register = template.Library()


@register.filter
def worded(text: str) -> str:
    """Return a deck's title or description in the reader's language."""
    return catalogue.worded(text)
