"""What an audit found, in words, and what to do about it."""

from django.utils import translation
from django.utils.translation import gettext_noop

ADVICE = {
    "size": gettext_noop("The classes differ in size. Import both with the same --side, the smaller one's."),
    "sharpness": gettext_noop("The classes differ in sharpness. A smaller --side for both hides much of it."),
    "colour": gettext_noop(
        "The classes differ in colour or light. Take them from more sources, or make a --grey deck."
    ),
    "compression": gettext_noop("The classes were compressed differently before. A smaller --side hides much of it."),
    "thumbnail": gettext_noop("Framing, background or light differ. Take both classes from pictures of one kind."),
}
NAMES = {
    "size": gettext_noop("size"),
    "sharpness": gettext_noop("sharpness"),
    "colour": gettext_noop("colour and light"),
    "compression": gettext_noop("compression"),
    "thumbnail": gettext_noop("12 x 12 thumbnail"),
    "together": gettext_noop("all together"),
}


def name(look: str) -> str:
    """Return what a look is called."""
    return translation.gettext(NAMES[look])


def advice(tells: list[str]) -> list[str]:
    """Return a sentence for each look that tells the classes apart."""
    return [translation.gettext(ADVICE[look]) for look in tells if look in ADVICE]
