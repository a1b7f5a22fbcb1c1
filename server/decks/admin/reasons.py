"""Why files are not taken and why imports fail, in words: the importer's codes for people."""

from django.utils.html import format_html
from django.utils.safestring import SafeString
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
    "sample": _("anybody may try it on the first page"),
    "too_large": _("too large a file"),
    "too_long_and_thin": _("too long and thin"),
    "too_many_pixels": _("too many pixels"),
    "too_many_scans": _("too many scans in one JPEG"),
    "too_slow": _("too slow to decode"),
    "too_small": _("too small"),
    "unlabelled": _("without a label"),
    "unreadable": _("not to be read"),
}


ERRORS = {
    "not_kept": _("The file could not be kept on the server: %s"),
    "KeyboardInterrupt": _("It was told to stop. The deck is as it was; upload the file again to go on."),
}


def reason_words(code: str) -> SafeString:
    """Return what a code means, with the code itself in small print: logs and documentation speak of that."""
    return in_small_print(REASONS.get(code, code), code)


def error_words(error: str) -> SafeString:
    """Return why an import failed. `error`: a code and its sentence, or the bare name of what nobody had foreseen."""
    code, _colon, sentence = error.partition(": ")
    if code in ERRORS:
        words = str(ERRORS[code])
        return in_small_print(words % sentence if sentence else words, code)
    unforeseen = gettext("Something went wrong that nobody had foreseen. The file logs/background.log says what.")
    return in_small_print(sentence or unforeseen, code)


def in_small_print(words: object, code: str) -> SafeString:
    """Return words, and behind them, smaller, the code they stand for."""
    return format_html('{} <small class="quiet">{}</small>', words, code)
