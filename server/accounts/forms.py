"""The form that makes an account."""

from allauth.account.forms import SignupForm


class ClaimForm(SignupForm):
    """What is needed comes first: an address for letters is not."""

    field_order = ("username", "password1", "email")
