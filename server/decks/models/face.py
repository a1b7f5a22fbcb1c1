"""A face of a deck. What may be dealt is said in selectors, how decks are filled elsewhere."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from server.decks.models.deck import Deck
from server.decks.models.import_run import ImportRun


def random_id() -> str:
    """Return 32 hex digits that tell nothing about the face that gets them."""
    return uuid.uuid4().hex


def own_group(face_id: str) -> str:
    """Return the label that every face has, of no other: what looks like it and is something else has it, too."""
    return f"like/{face_id}"


class Face(models.Model):
    """One picture of one face, with its truth and its papers. Its id is public; the row's other fields are not.

    `staged`: an import that is not done brought it; never dealt. `sample`: anybody may ask its truth; never dealt,
    whatever becomes of its deck. `groups`: labels of the people in it, and the own groups of faces that it looks like
    and that are something else, such as the photograph in which a mouth was exchanged. `pair`: what the faces that were
    made from one photograph share. `retired`: never dealt; `dropped`: for the only reason that a newer edition of its
    deck does without it. `file_sha256`, `pixels_sha256`, `likeness`: of what came in, to find it again: the file, its
    pixels in RGB, and a perceptual hash (see intake.likeness); empty for built decks. `rating`, `deviation`: how hard
    it is to tell, against players' skill (see game.difficulty). `trials`, `fooled`: how many people have judged it by
    itself, and how many of them wrongly.
    """

    class Tier(models.TextChoices):
        """How hard a face is to tell."""

        MAIN = "main", _("main")
        EASY = "easy", _("easy")

    class Truth(models.TextChoices):
        """What a face is. Edited photographs are neither real nor AI: they are kept, and never dealt."""

        REAL = "real", _("real")
        AI = "ai", _("AI")
        EDITED = "edited", _("edited")

    class Kind(models.TextChoices):
        """How a face came to be."""

        PHOTO = "photo", _("photograph")
        GAN = "gan", _("GAN")
        DIFFUSION = "diffusion", _("diffusion or similar model")
        BLEND = "blend", _("blend of AI faces")
        SWAP = "swap", _("face swap")
        EDITED = "edited", _("edited photograph")

    id = models.CharField(_("id"), primary_key=True, max_length=32, default=random_id, editable=False)
    deck = models.ForeignKey(Deck, models.PROTECT, related_name="faces", verbose_name=_("deck"))
    tier = models.CharField(_("tier"), max_length=8, choices=Tier, default=Tier.MAIN)
    truth = models.CharField(_("truth"), max_length=8, choices=Truth)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    generator = models.CharField(_("generator"), max_length=120, blank=True)
    source = models.CharField(_("source"), max_length=200)
    licence = models.CharField(_("licence"), max_length=200)
    credit = models.CharField(_("credit"), max_length=300, blank=True)
    non_commercial = models.BooleanField(
        _("non-commercial"), default=False, help_text=_("Its licence allows no commercial use.")
    )
    groups = models.JSONField(_("people"), default=list, help_text=_("Labels of the people in the picture."))
    pair = models.CharField(_("pair"), max_length=120, blank=True)
    age = models.PositiveSmallIntegerField(_("age"), null=True, blank=True)
    gender = models.CharField(_("gender"), max_length=12, blank=True)
    race = models.CharField(_("race"), max_length=40, blank=True, help_text=_("As the data set says."))
    original = models.CharField(_("original name"), max_length=300, blank=True)
    file_sha256 = models.CharField(_("SHA-256 of the original file"), max_length=64, blank=True)
    pixels_sha256 = models.CharField(_("SHA-256 of the original pixels"), max_length=64, blank=True)
    likeness = models.CharField(_("perceptual hash"), max_length=64, blank=True)
    run = models.ForeignKey(
        ImportRun, models.SET_NULL, null=True, blank=True, related_name="faces", verbose_name=_("import")
    )
    sha256 = models.CharField(_("SHA-256 of the file"), max_length=64)
    picture = models.FileField(_("picture"), max_length=200)
    width = models.PositiveIntegerField(_("width"))
    height = models.PositiveIntegerField(_("height"))
    size = models.PositiveIntegerField(_("bytes"))
    retired = models.BooleanField(_("retired"), default=False)
    dropped = models.BooleanField(_("dropped"), default=False, editable=False)
    staged = models.BooleanField(_("staged"), default=False)
    sample = models.BooleanField(
        _("sample"), default=False, editable=False, help_text=_("Anybody may try it on the first page; never dealt.")
    )
    rating = models.FloatField(_("difficulty"), default=1500.0)
    deviation = models.FloatField(_("deviation of the difficulty"), default=350.0)
    trials = models.PositiveIntegerField(_("trials"), default=0)
    fooled = models.PositiveIntegerField(_("fooled"), default=0)

    class Meta:
        """Order, names and what the database itself refuses."""

        ordering = ("id",)
        verbose_name = _("face")
        verbose_name_plural = _("faces")
        indexes = (
            models.Index(fields=("deck", "retired", "staged", "truth", "rating"), name="face_dealable"),
            models.Index(fields=("deck", "retired", "staged", "truth", "id"), name="face_drawn"),
            models.Index(fields=("deck",), condition=Q(non_commercial=True), name="face_non_commercial"),
            models.Index(fields=("deck",), condition=Q(sample=True), name="face_samples"),
            models.Index(fields=("deck", "file_sha256"), name="face_by_file"),
            models.Index(fields=("-trials",), name="face_by_trials"),
        )
        constraints = (
            models.UniqueConstraint(fields=("deck", "sha256"), name="face_once_in_a_deck"),
            models.UniqueConstraint(
                fields=("deck", "pixels_sha256"), condition=~Q(pixels_sha256=""), name="face_pixels_once_in_a_deck"
            ),
            models.CheckConstraint(condition=Q(fooled__lte=F("trials")), name="face_fooled_within_trials"),
            models.CheckConstraint(condition=Q(truth__in=("real", "ai", "edited")), name="face_truth_known"),
            models.CheckConstraint(condition=Q(tier__in=("main", "easy")), name="face_tier_known"),
            models.CheckConstraint(
                condition=Q(kind__in=("photo", "gan", "diffusion", "blend", "swap", "edited")), name="face_kind_known"
            ),
            models.CheckConstraint(condition=Q(kind="photo") ^ ~Q(truth="real"), name="face_real_is_a_photo"),
            models.CheckConstraint(condition=Q(width__gt=0, height__gt=0, size__gt=0), name="face_has_a_picture"),
        )

    def __str__(self) -> str:
        return self.id[:8]
