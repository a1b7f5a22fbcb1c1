"""The form that a data set is uploaded with."""

import shutil
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.admin.widgets import AdminTextInputWidget
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from server.decks.admin.uploads import LARGEST
from server.decks.intake.errors import IntakeError
from server.decks.intake.layouts import PRESETS
from server.decks.models import Deck, Face
from server.decks.services import BUILT, check_name

ROOM = 2  # times the file's size must be free: the file, and the pictures that come out of it


class UploadForm(forms.Form):
    """A file, the deck it goes into, and what the file does not say itself."""

    deck = forms.ModelChoiceField(
        Deck.objects.exclude(slug__in=BUILT), label=_("Deck"), required=False, empty_label=_("a new one")
    )
    new_deck = forms.CharField(
        label=_("Name of the new deck"),
        required=False,
        max_length=50,
        widget=AdminTextInputWidget,
        help_text=_("Small letters, digits and hyphens. It is played as soon as it holds real and AI faces."),
    )
    file = forms.FileField(
        label=_("File"), help_text=_("A zip, tar or tar.gz of at most %s. Larger ones: import_faces.")
    )
    preset = forms.ChoiceField(
        label=_("Data set"), required=False, help_text=_("Is recognised by itself. Choose only when it is not.")
    )
    truth = forms.ChoiceField(
        label=_("Truth"),
        required=False,
        choices=[
            ("", _("as the data set says")),
            *((truth, truth.label) for truth in (Face.Truth.REAL, Face.Truth.AI)),
        ],
        help_text=_("For sets of one class that do not say which."),
    )
    only_free = forms.BooleanField(
        label=_("Only free"), required=False, help_text=_("Leave out what may not be used commercially.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the data sets that are known."""
        super().__init__(*args, **kwargs)
        preset = self.fields["preset"]
        assert isinstance(preset, forms.ChoiceField)  # noqa: S101  # for the type checker
        preset.choices = [("", _("recognise it")), *((name, name) for name in sorted(PRESETS))]
        self.fields["file"].help_text = str(self.fields["file"].help_text) % filesizeformat(LARGEST)

    def clean_new_deck(self) -> str:
        """Refuse names that no deck may have."""
        slug = str(self.cleaned_data["new_deck"]).strip()
        if slug:
            try:
                check_name(slug)
            except IntakeError as error:
                raise ValidationError(str(error), code=error.code) from error
        return slug

    def clean_file(self) -> "UploadedFile[Any]":
        """Refuse what is too large, and what would fill the disk."""
        file: UploadedFile[Any] = self.cleaned_data["file"]
        size = file.size or 0
        if size > LARGEST:
            raise ValidationError(
                gettext("The file is too large. Copy it to the server and use import_faces."), "too_large"
            )
        if shutil.disk_usage(settings.DATA).free < ROOM * size:
            raise ValidationError(gettext("There is not enough room on the server's disk."), "disk_full")
        return file

    def clean(self) -> dict[str, Any]:
        """Want one deck, an old or a new one."""
        super().clean()
        if bool(self.cleaned_data.get("deck")) == bool(self.cleaned_data.get("new_deck")) and not self.errors:
            self.add_error("new_deck", ValidationError(gettext("Choose a deck, or name a new one."), "one_deck"))
        return self.cleaned_data
