"""What a player says is wrong with a face."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from server.decks.models.face import Face


class Complaint(models.Model):
    """A player's word about a face that was revealed to him: one for each player and face, decided by the staff."""

    class Reason(models.TextChoices):
        """What is wrong with it."""

        WRONG = "wrong", _("its label is wrong")
        KNOWN = "known", _("it shows somebody I know")
        OFFENSIVE = "offensive", _("it is offensive")
        BROKEN = "broken", _("the picture is broken")

    class State(models.TextChoices):
        """What became of it."""

        OPEN = "open", _("open")
        UPHELD = "upheld", _("upheld")
        DISMISSED = "dismissed", _("dismissed")

    face = models.ForeignKey(Face, models.CASCADE, related_name="complaints", verbose_name=_("face"))
    player = models.CharField(_("player"), max_length=32)
    origin = models.CharField(max_length=12, blank=True, editable=False)  # stands for the network: players.networks
    reason = models.CharField(_("reason"), max_length=12, choices=Reason)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.OPEN)
    created = models.DateTimeField(_("created"), auto_now_add=True)
    decided = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )

    class Meta:
        """Order, names and what the database itself refuses."""

        ordering = ("-created", "-id")
        verbose_name = _("report of a face")
        verbose_name_plural = _("reports of faces")
        indexes = (
            models.Index(fields=("state", "-created"), name="complaint_queue"),
            models.Index(fields=("player", "-created"), name="complaint_by_player"),
            models.Index(fields=("origin", "-created"), name="complaint_by_origin"),
        )
        constraints = (
            models.UniqueConstraint(fields=("face", "player"), name="complaint_once_a_player"),
            models.CheckConstraint(
                condition=Q(reason__in=("wrong", "known", "offensive", "broken")), name="complaint_reason_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=("open", "upheld", "dismissed")), name="complaint_state_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.face_id[:8]}: {self.reason}"
