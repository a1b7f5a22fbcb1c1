"""What a deck's audit found, in words for staff."""

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext

from server.decks.models import Deck

LEAKS, SHOWS = 0.9, 0.7  # area under the curve


def verdict(deck: Deck) -> SafeString:
    """Return how well real and AI faces can be told apart without looking at a face, and since when this is known."""
    if deck.audited is None or deck.leak is None:
        return format_html("{}", gettext("not audited yet"))
    if deck.leak >= LEAKS:
        words = gettext("Styles differ: with practice one can tell by that alone")
    elif deck.leak >= SHOWS:
        words = gettext("Styles differ a little")
    else:
        words = gettext("Styles are alike")
    when = f"{localtime(deck.audited):%Y-%m-%d}"
    name = "leaks" if deck.leak >= LEAKS else "audited"
    return format_html(
        '<span class="audit-{}">{}</span> <span class="quiet">({}, {})</span>', name, words, f"{deck.leak:.2f}", when
    )


def details(deck: Deck) -> SafeString:
    """Return the audit's own figures."""
    return format_html_join("", "<div>{}: {}</div>", deck.audit.items())
