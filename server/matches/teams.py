"""What teams are called, by their numbers. The room calls them the same (a test compares)."""

from django.utils.translation import gettext_noop

TEAMS = (
    gettext_noop("Foxes"),
    gettext_noop("Frogs"),
    gettext_noop("Dolphins"),
    gettext_noop("Flamingos"),
    gettext_noop("Wolves"),
    gettext_noop("Parrots"),
    gettext_noop("Turtles"),
    gettext_noop("Whales"),
)
