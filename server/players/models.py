"""Players as rows: made when their first match is archived, not when they first look in."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from server.players.identity import ID_LENGTH
from server.players.nicknames import NAME_LENGTH


class Player(models.Model):
    """Somebody who has finished a match. `points` and `matches` are sums over the player's results in matches
    that are not friendly. `skill` and its deviation: how well this player tells single faces, on the scale of their
    difficulty (see game.difficulty).

    `revision` grows with every change of the sums, under the row's lock: one revision names one value of them, so a
    copy kept elsewhere can tell old from new.
    """

    id = models.CharField(_("id"), primary_key=True, max_length=ID_LENGTH, editable=False)
    name = models.CharField(_("name"), max_length=NAME_LENGTH, help_text=_("As carried in the last match."))
    created = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    last_seen = models.DateTimeField(_("last match"), default=timezone.now, editable=False)
    points = models.BigIntegerField(_("points"), default=0, editable=False)
    matches = models.PositiveIntegerField(_("matches"), default=0, editable=False)
    skill = models.FloatField(_("skill"), default=1500.0, editable=False)
    skill_deviation = models.FloatField(_("deviation of the skill"), default=350.0, editable=False)
    revision = models.PositiveBigIntegerField(_("revision"), default=0, editable=False)

    class Meta:
        """Order, names and the index of the all-time table."""

        ordering = ("-points", "-id")
        verbose_name = _("player")
        verbose_name_plural = _("players")
        indexes = (models.Index(fields=("-points", "-id"), name="player_all_time"),)

    def __str__(self) -> str:
        return self.name
