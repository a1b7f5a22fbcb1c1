"""What an eye is called in a sentence: the same words on pages and pictures."""

from django.utils.translation import gettext as _

from game.scoring import Sensitivity

GUESSING, GOOD, SHARP = 0.3, 1.0, 2.0  # of d', where the words change
LEANING = 0.3  # of c, either way


def sharpness(eye: Sensitivity | None) -> str:
    """Say how sharp an eye is; None: nobody knows."""
    if eye is None:
        return _("Too few answers to say how sharp the eye is.")
    if eye.d_prime < GUESSING:
        return _("As good as guessing.")
    if eye.d_prime < GOOD:
        return _("Better than guessing.")
    return _("A good eye.") if eye.d_prime < SHARP else _("A sharp eye.")


def leaning(eye: Sensitivity | None) -> str:
    """Say which way an eye leans; nothing where nobody knows."""
    if eye is None:
        return ""
    if eye.bias < -LEANING:
        return _("It leans towards AI: real people are accused sooner than fakes slip through.")
    if eye.bias > LEANING:
        return _("It leans towards real: fakes slip through sooner than real people are accused.")
    return _("It leans to neither side.")
