"""A deck: a set of faces that a room can play."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Deck(models.Model):
    """A set of faces that a room can play. Nobody plays it before it is ready.

    `audit`: what server.decks.audit last found out about it; empty before. `leak`: how well its classes can be told
    apart without looking at a face, from there: the area under the best classifier's ROC curve, 0.5 to 1.
    """

    slug = models.SlugField(_("slug"), unique=True)
    title = models.CharField(_("title"), max_length=80)
    description = models.TextField(_("description"), blank=True)
    ready = models.BooleanField(_("ready"), default=False)
    rank = models.SmallIntegerField(_("rank"), default=0, help_text=_("New rooms play the ready deck of highest rank."))
    grey = models.BooleanField(
        _("grey"), default=False, help_text=_("All of its pictures are grey. Otherwise all are in colour.")
    )
    edition = models.CharField(_("edition"), max_length=64, blank=True, editable=False)
    audit = models.JSONField(_("audit"), default=dict, blank=True, editable=False)
    leak = models.FloatField(_("leak"), null=True, blank=True, editable=False)
    audited = models.DateTimeField(_("audited"), null=True, blank=True, editable=False)
    created = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        """Order and names."""

        ordering = ("-rank", "slug")
        verbose_name = _("deck")
        verbose_name_plural = _("decks")

    def __str__(self) -> str:
        return self.title
