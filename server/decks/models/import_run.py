"""An import: what came from where, and what became of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from server.decks.models.deck import Deck

LONGEST_LOG = 20_000  # characters


class ImportRun(models.Model):
    """One run of an importer over one folder, archive or recipe. Its faces are dealt once it is done.

    `options`: what it was told; a run that broke off is gone on with by one of the same source, layout and options.
    `tally`: what the importer's JSON line says (see intake.tally). `log`: one line a refused picture, the first ones.
    """

    class State(models.TextChoices):
        """How far it is. Of a run that was killed the next one of its deck says that it broke off, or who looks."""

        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")
        BROKEN_OFF = "broken_off", _("broken off")

    deck = models.ForeignKey(Deck, models.CASCADE, related_name="runs", verbose_name=_("deck"))
    source = models.CharField(_("source"), max_length=300, help_text=_("The name of the folder, archive or recipe."))
    layout = models.CharField(_("layout"), max_length=40, blank=True)
    options = models.JSONField(_("options"), default=dict, blank=True)
    why = models.CharField(_("recognised by"), max_length=300, blank=True)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.RUNNING)
    error = models.CharField(_("error"), max_length=300, blank=True, help_text=_("Its code and its sentence."))
    tally = models.JSONField(_("counts"), default=dict)
    log = models.TextField(_("log"), blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("by")
    )
    started = models.DateTimeField(_("started"), auto_now_add=True)
    finished = models.DateTimeField(_("finished"), null=True, blank=True)

    class Meta:
        """Order, names and what the database itself refuses."""

        ordering = ("-started", "-id")
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=("running", "done", "failed", "broken_off")), name="run_state_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.source} → {self.deck}"
