"""How the figures of a report are written."""

from django import template
from django.utils import translation
from django.utils.translation import gettext as _

from server.decks.models import Face
from server.matches.eye_words import leaning, sharpness
from server.matches.teams import TEAMS

register = template.Library()
register.filter("sharpness", sharpness)
register.filter("leaning", leaning)
NOTHING = "\N{EN DASH}"


@register.filter
def seconds(milliseconds: float | None) -> str:
    """Write a time in seconds with one digit behind the point."""
    return NOTHING if milliseconds is None else _("%(seconds)s s") % {"seconds": f"{milliseconds / 1000:.1f}"}


@register.filter
def percent(share: float | None) -> str:
    """Write a share of 0 to 1 in whole per cent."""
    return NOTHING if share is None else _("%(share)s %%") % {"share": round(100 * share)}


@register.filter
def distance(d_prime: float) -> str:
    """Write a d' with two digits behind the point."""
    return f"{d_prime:.2f}".replace("-", "\N{MINUS SIGN}")


@register.filter
def rounded(value: float) -> int:
    """Round to a whole number."""
    return round(value)


@register.filter
def from_one(number: int) -> int:
    """Count from one what is kept counted from zero."""
    return number + 1


@register.filter
def team(number: int | None) -> str:
    """Name a team."""
    return NOTHING if number is None else translation.gettext(TEAMS[number])


@register.filter
def origin(kind: str) -> str:
    """Name how a face came to be (see Face.Kind)."""
    return str(Face.Kind(kind).label) if kind in Face.Kind.values else _("not known")
