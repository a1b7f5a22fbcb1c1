"""Players as rows: made when their first match is archived or they claim an account, not when they first look in."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from server.players.identity import ID_LENGTH
from server.players.nicknames import NAME_LENGTH

ALL_TIME = "all"  # the window that never ends


class Player(models.Model):
    """Somebody who has finished a match. `skill` and its deviation: how well this player tells single faces, on the
    scale of their difficulty (see game.difficulty). `rating` and its deviation: how this player does against others
    (see game.rating), after `rated` matches.

    `merged_into`: this guest's results are that player's now, and what is still to come, too. `gone`: whose data was
    deleted; what is left belongs to nobody and stands on no board.
    """

    id = models.CharField(_("id"), primary_key=True, max_length=ID_LENGTH, editable=False)
    name = models.CharField(_("name"), max_length=NAME_LENGTH, help_text=_("As carried in the last match."))
    name_key = models.CharField(max_length=NAME_LENGTH * 2, default="", editable=False)
    created = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    last_seen = models.DateTimeField(_("last match"), default=timezone.now, editable=False)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="player",
        verbose_name=_("account"),
    )
    public = models.BooleanField(_("public profile"), default=False)
    merged_into = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, editable=False, related_name="guests", verbose_name=_("is now")
    )
    gone = models.BooleanField(_("data deleted"), default=False, editable=False)
    skill = models.FloatField(_("skill"), default=1500.0, editable=False)
    skill_deviation = models.FloatField(_("deviation of the skill"), default=350.0, editable=False)
    rating = models.FloatField(_("rating"), default=25.0, editable=False)
    rating_deviation = models.FloatField(_("deviation of the rating"), default=25 / 3, editable=False)
    rated = models.PositiveIntegerField(_("rated matches"), default=0, editable=False)

    class Meta:
        """Order and names."""

        ordering = ("-last_seen", "-id")
        # A search by the beginning of a name reads the index alone. The classes are PostgreSQL's, for LIKE.
        indexes = (
            models.Index(
                fields=["name_key", "id"],
                name="player_name_key",
                opclasses=["varchar_pattern_ops", "varchar_pattern_ops"],
            ),
        )
        verbose_name = _("player")
        verbose_name_plural = _("players")

    def __str__(self) -> str:
        return self.name


class Departure(models.Model):
    """That somebody is another player now, kept for a day: a match that runs meanwhile is archived for that one.

    `player`: the account's player of who was merged into it, or signed in during a first match; or the row without a
    name that has the results of who deleted the data. Of the former id there is only a keyed digest.

    `former`: the row of that id, until the boards have heard of it: a mark of work that is left to do. Of who deleted
    the data the row goes then, too.
    """

    digest = models.CharField(max_length=32, primary_key=True)
    player = models.ForeignKey(Player, models.CASCADE, related_name="+")
    former = models.ForeignKey(Player, models.SET_NULL, null=True, related_name="+")
    created = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        """Names."""

        verbose_name = _("departure")
        verbose_name_plural = _("departures")

    def __str__(self) -> str:
        return self.digest


class Standing(models.Model):
    """What one player has come to in one window: a day, a week, a season, or all time. Added up from the results.

    `best` is null without a match. `streak`: right answers in a row within one match. `hits` of `signals` AI faces,
    `false_alarms` of `noises` real ones: of verdicts on single faces; `d_prime` of them, in hundredths, null while they
    are too few. `rating`: in points as shown, after the last rated match of the window, give or take `margin`; both
    null while provisional. Practice and friendly matches count for nothing. `ends`: null for the window that never
    does.

    `revision` grows with every change, under the player's lock: one revision names one value of the figures, so a copy
    kept elsewhere can tell old from new.
    """

    player = models.ForeignKey(Player, models.CASCADE, related_name="standings", verbose_name=_("player"))
    window = models.CharField(_("window"), max_length=12)
    ends = models.DateTimeField(_("ends"), null=True)
    revision = models.PositiveBigIntegerField(_("revision"), default=0)
    matches = models.PositiveIntegerField(_("matches"), default=0)
    points = models.BigIntegerField(_("points"), default=0)
    best = models.IntegerField(_("best match"), null=True)
    streak = models.PositiveIntegerField(_("longest streak"), default=0)
    hits = models.PositiveIntegerField(_("hits"), default=0)
    signals = models.PositiveIntegerField(_("AI faces"), default=0)
    false_alarms = models.PositiveIntegerField(_("false alarms"), default=0)
    noises = models.PositiveIntegerField(_("real faces"), default=0)
    d_prime = models.IntegerField(_("sensitivity, hundredths"), null=True)
    rating = models.IntegerField(_("rating"), null=True)
    margin = models.PositiveIntegerField(_("margin of the rating"), null=True)

    class Meta:
        """Names and what the database itself refuses."""

        verbose_name = _("standing")
        verbose_name_plural = _("standings")
        constraints = (models.UniqueConstraint(fields=("window", "player"), name="standing_once_a_window"),)
        # Of the window that holds everybody. "ends is null" says so without a parameter: SQLite believes nothing else.
        indexes = (
            *(
                models.Index(fields=[f"-{board}", "-player"], condition=Q(ends__isnull=True), name=f"all_time_{board}")
                for board in ("rating", "points", "best", "d_prime", "streak")
            ),
            models.Index(fields=["ends"], condition=Q(ends__isnull=False), name="standing_ends"),
        )

    def __str__(self) -> str:
        return f"{self.player_id} {self.window}"
