"""How numbers are written on a page."""

from django import template

register = template.Library()


@register.filter
def figure(value: int) -> str:
    """Write a whole number with commas between thousands, in every language the same: columns stay aligned."""
    return f"{value:,}".replace("-", "\N{MINUS SIGN}")
