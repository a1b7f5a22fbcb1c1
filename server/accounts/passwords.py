"""How long a password must be, said in both languages: Django's own sentence is not in all of its catalogues."""

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.utils.translation import gettext as _


class LongEnough(MinimumLengthValidator):
    """Eight characters, as Django has it."""

    def get_error_message(self) -> str:
        """Return why a password is refused."""
        return _("That is too short: eight characters at least.")
