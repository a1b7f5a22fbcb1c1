"""What a deck's audit found, in words for staff."""

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext

from server.decks.audit.limits import LEAKS, TELLS
from server.decks.audit.words import advice, name
from server.decks.models import Deck


def verdict(deck: Deck) -> SafeString:
    """Return how well real and AI faces can be told apart without looking at a face, and since when this is known."""
    if deck.audited is None or deck.leak is None:
        return format_html("{}", gettext("not audited yet"))
    if deck.leak >= LEAKS:
        words = gettext("styles differ: with practice one can tell by that alone")
    elif deck.leak >= TELLS:
        words = gettext("styles differ somewhat")
    else:
        words = gettext("styles are alike")
    mark = "leaks" if deck.leak >= LEAKS else "even"
    figures = f"{deck.leak:.2f}, {localtime(deck.audited):%Y-%m-%d}"
    return format_html('<span class="audit-{}">{}</span> <span class="quiet">({})</span>', mark, words, figures)


def details(deck: Deck) -> SafeString:
    """Return the audit's own figures, look by look, and what to do about them."""
    looks = deck.audit.get("looks", {})
    rows = [
        (name(look), f"{each['area']:.2f} ({each['low']:.2f}-{each['high']:.2f}), {each['accuracy']:.0%}")
        for look, each in looks.items()
    ]
    told = [(sentence,) for sentence in advice(deck.audit.get("tells", []))]
    return format_html_join("", "<div>{}: {}</div>", rows) + format_html_join("", "<div>{}</div>", told)
