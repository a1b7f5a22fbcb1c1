"""What staff may change about a face: its truth, with what follows from it, its credit, and whether it is played."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from server.decks.models import Face
from server.decks.retiring import UNTRIED

if TYPE_CHECKING:  # generic for the type checker alone
    FaceModelForm = forms.ModelForm[Face]
else:
    FaceModelForm = forms.ModelForm

EDITED = ("truth", "kind", "generator", "credit", "retired")
KINDS = {  # how a face of each truth can have come to be
    Face.Truth.REAL: (Face.Kind.PHOTO,),
    Face.Truth.AI: (Face.Kind.GAN, Face.Kind.DIFFUSION, Face.Kind.BLEND),
    Face.Truth.EDITED: (Face.Kind.EDITED, Face.Kind.SWAP),
}


class FaceForm(FaceModelForm):
    """Keeps truth and kind in step."""

    class Meta:
        """What can be changed."""

        model = Face
        fields = EDITED
        help_texts = {  # noqa: RUF012
            "truth": _(
                "Finished matches keep the truth they were played with. "
                "When you change it, difficulty, trials and fool rate of this face begin anew."
            ),
            "kind": _("A real face is a photograph. Of an AI face, say how it was made."),
            "generator": _("Empty for photographs."),
            "credit": _("Who is named beside it."),
            "retired": _("Never dealt again. Matches that run go on, finished ones still show it."),
        }

    def clean(self) -> dict[str, Any]:
        """Let the kind follow the truth, where only one is likely; ask, where nobody can guess it."""
        super().clean()
        truth, kind = self.cleaned_data.get("truth"), self.cleaned_data.get("kind")
        if truth and kind and kind not in KINDS[Face.Truth(truth)]:
            if truth == Face.Truth.AI:
                self.add_error("kind", ValidationError(_("Say how this AI face was made."), code="kind_unclear"))
            else:
                self.cleaned_data["kind"] = KINDS[Face.Truth(truth)][0]
        if truth == Face.Truth.REAL:
            self.cleaned_data["generator"] = ""
        cleaned: dict[str, Any] = self.cleaned_data
        return cleaned

    def save(self, commit: bool = True) -> Face:  # noqa: FBT001, FBT002
        """Begin its difficulty anew when its truth is another."""
        if "truth" in self.changed_data:
            for name, value in UNTRIED.items():
                setattr(self.instance, name, value)
        face: Face = super().save(commit=commit)
        return face

    @property
    def written(self) -> list[str]:
        """The columns that this form changes: others may be written by a match that ends at this moment."""
        return [*EDITED, *(UNTRIED if "truth" in self.changed_data else ())]
