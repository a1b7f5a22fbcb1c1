"""Decks and their faces, as rows. What may be dealt from them is said in selectors, how they are filled elsewhere."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


def random_id() -> str:
    """Return 32 hex digits that tell nothing about the face that gets them."""
    return uuid.uuid4().hex


class Deck(models.Model):
    """A set of faces that a room can play. Nobody plays it before it is ready."""

    slug = models.SlugField(_("slug"), unique=True)
    title = models.CharField(_("title"), max_length=80)
    description = models.TextField(_("description"), blank=True)
    ready = models.BooleanField(_("ready"), default=False)
    rank = models.SmallIntegerField(_("rank"), default=0, help_text=_("New rooms play the ready deck of highest rank."))
    edition = models.CharField(_("edition"), max_length=64, blank=True, editable=False)
    created = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        """Order and names."""

        ordering = ("-rank", "slug")
        verbose_name = _("deck")
        verbose_name_plural = _("decks")

    def __str__(self) -> str:
        return self.title


class Face(models.Model):
    """One picture of one face, with its truth and its papers. Its id is public; the row's other fields are not."""

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
    groups = models.JSONField(_("people"), default=list, help_text=_("Labels of the people in the picture."))
    sha256 = models.CharField(_("SHA-256 of the file"), max_length=64)
    picture = models.FileField(_("picture"), max_length=200)
    width = models.PositiveIntegerField(_("width"))
    height = models.PositiveIntegerField(_("height"))
    size = models.PositiveIntegerField(_("bytes"))
    retired = models.BooleanField(_("retired"), default=False)

    class Meta:
        """Order, names and what the database itself refuses."""

        ordering = ("id",)
        verbose_name = _("face")
        verbose_name_plural = _("faces")
        indexes = (models.Index(fields=("deck", "retired", "truth"), name="face_dealable"),)
        constraints = (
            models.UniqueConstraint(fields=("deck", "sha256"), name="face_once_in_a_deck"),
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
