"""Why files are not taken, in words: the importer's codes for people."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

REASONS = {
    "animated": _("animated"),
    "archive": _("an archive inside an archive"),
    "bad_name": _("a name that its data set does not have"),
    "broken": _("a broken picture"),
    "contradiction": _("the deck has it with another truth"),
    "grey": _("without colour"),
    "non_commercial": _("not for commercial use"),
    "not_a_picture": _("not a picture"),
    "other_truth": _("of the truth that was not asked for"),
    "too_large": _("too large a file"),
    "too_long_and_thin": _("too long and thin"),
    "too_many_pixels": _("too many pixels"),
    "too_small": _("too small"),
    "unlabelled": _("without a label"),
    "unreadable": _("not to be read"),
}


def reason_words(code: str) -> str:
    """Return what a code means, with the code itself: logs and documentation speak of that."""
    words = REASONS.get(code)
    return code if words is None else gettext("%(words)s (%(code)s)") % {"words": words, "code": code}
