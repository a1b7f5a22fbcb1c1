"""Finished matches as rows: match, rounds, results, and every trial (one player's verdict on one face)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from game.face import Truth
from game.room import Kind, Mode, Scoring
from server.decks.models import Face
from server.players.models import Player
from server.players.nicknames import NAME_LENGTH

TRUTHS = ((Truth.REAL.value, _("real")), (Truth.AI.value, _("AI")))
# The scoring whose points are added up over matches. Friendly ones cost nothing to guess: clicking at random would win.
COUNTED = Scoring.BET.value
PRACTICE = Mode.PRACTICE.value  # the mode of those who play alone: on no board
SCORINGS = ((Scoring.BET.value, _("bet")), (Scoring.FRIENDLY.value, _("friendly")))
MODES = (
    (Mode.RACE.value, _("race")),
    (Mode.SUDDEN_DEATH.value, _("sudden death")),
    (Mode.TEAMS.value, _("teams")),
    (Mode.GLIMPSE.value, _("two-second glimpse")),
    (Mode.PRACTICE.value, _("practice")),
)
KINDS = ((Kind.SINGLE.value, _("single faces")), (Kind.PAIR.value, _("pairs")), (Kind.MIXED.value, _("mixed")))


class Match(models.Model):
    """A game that was played to its end, or ended by its host. Bots are left out of it."""

    key = models.CharField(_("key"), max_length=64, unique=True, help_text=_("The id that the room gave it."))
    room = models.CharField(_("room"), max_length=8, db_index=True)
    deck = models.CharField(_("deck"), max_length=50)
    scoring = models.CharField(_("scoring"), max_length=8, choices=SCORINGS)
    mode = models.CharField(_("mode"), max_length=16, choices=MODES, default=Mode.RACE.value)
    kind = models.CharField(_("questions"), max_length=8, choices=KINDS, default=Kind.SINGLE.value)
    # Two columns and no list: who looks for the own matches finds them by an index in every database.
    owner = models.CharField(_("first host"), max_length=32, blank=True, db_index=True)
    starter = models.CharField(_("host at its start"), max_length=32, blank=True, db_index=True)
    host = models.CharField(_("last host"), max_length=32, blank=True, db_index=True)
    options = models.JSONField(_("options"))
    seed = models.CharField(_("seed"), max_length=20, help_text=_("64 bits without a sign, as decimal digits."))
    started = models.DateTimeField(_("started"))
    finished = models.DateTimeField(_("finished"), db_index=True)
    players = models.PositiveIntegerField(_("players"))
    rounds = models.PositiveSmallIntegerField(_("rounds"))
    public = models.BooleanField(_("open to everybody"), default=False)
    networks = models.PositiveIntegerField(
        _("networks"), default=0, help_text=_("How many different ones its people came from, as far as is known.")
    )
    # [{"name": str, "points": int, "rank": int, "trail": str}, ...]; the trail as in game.room.Score
    machines = models.JSONField(_("machines"), default=list, blank=True, help_text=_("Bots that sat in it."))

    class Meta:
        """Order and names."""

        ordering = ("-finished", "-id")
        verbose_name = _("match")
        verbose_name_plural = _("matches")

    def __str__(self) -> str:
        return f"{self.room} {self.finished:%Y-%m-%d %H:%M}"

    @property
    def practised(self) -> bool:
        """Whether it was played alone: points and places say nothing of it."""
        return self.mode == PRACTICE

    @property
    def hosts(self) -> list[str]:
        """Who may read the whole report: the room's first host, the match's first and last; none if it ran itself."""
        return [player for player in dict.fromkeys((self.owner, self.starter, self.host)) if player]


class Round(models.Model):
    """One face of a match, or a pair, and what the room made of it. Numbered from 0.

    Of a pair, `face` is the left one and `partner` the right one; `truth` and verdicts are the left one's. A round that
    was skipped, or met by nobody, has no verdicts and no silence.
    """

    match = models.ForeignKey(Match, models.CASCADE, related_name="round_set", verbose_name=_("match"))
    number = models.PositiveSmallIntegerField(_("number"))
    face = models.ForeignKey(Face, models.SET_NULL, null=True, related_name="rounds", verbose_name=_("face"))
    face_key = models.CharField(_("face as dealt"), max_length=64, help_text=_("Stays when the face is taken down."))
    partner = models.ForeignKey(
        Face, models.SET_NULL, null=True, blank=True, related_name="partner_rounds", verbose_name=_("right-hand face")
    )
    partner_key = models.CharField(_("right-hand face as dealt"), max_length=64, blank=True)
    truth = models.CharField(
        _("truth"), max_length=4, choices=TRUTHS, help_text=_("Of a pair, that of the left-hand face.")
    )
    said_real = models.PositiveIntegerField(_("said real"))
    said_ai = models.PositiveIntegerField(_("said AI"))
    silent = models.PositiveIntegerField(_("silent"))
    opened = models.DateTimeField(_("opened"))

    class Meta:
        """Order, names and what the database itself refuses."""

        ordering = ("match", "number")
        verbose_name = _("round")
        verbose_name_plural = _("rounds")
        constraints = (
            models.UniqueConstraint(fields=("match", "number"), name="round_once_in_a_match"),
            models.CheckConstraint(condition=Q(truth__in=("real", "ai")), name="round_truth_known"),
        )

    def __str__(self) -> str:
        return f"{self.number + 1}: {self.truth}"

    @property
    def answered(self) -> int:
        """How many said something."""
        return self.said_real + self.said_ai

    @property
    def fooled(self) -> int:
        """How many said the wrong thing."""
        return self.said_ai if self.truth == Truth.REAL else self.said_real

    @property
    def counted(self) -> bool:
        """Whether anybody was asked: not in a skipped round."""
        return self.answered + self.silent > 0


class Result(models.Model):
    """How one player did in one match."""

    match = models.ForeignKey(Match, models.CASCADE, related_name="results", verbose_name=_("match"))
    player = models.ForeignKey(Player, models.PROTECT, related_name="results", verbose_name=_("player"))
    # What such a match taught, it taught about the guest: skills and difficulties can be computed again, in order.
    as_guest = models.ForeignKey(
        Player,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="former_results",
        verbose_name=_("played as"),
        help_text=_("The guest who is the player now. Empty: played as the player."),
    )
    # Empty where the player's data was deleted.
    name = models.CharField(_("name"), max_length=NAME_LENGTH, help_text=_("As carried in this match."))
    points = models.IntegerField(_("points"))
    rank = models.PositiveIntegerField(_("rank"), help_text=_("Equal points share one."))
    right = models.PositiveSmallIntegerField(_("right"))
    answered = models.PositiveSmallIntegerField(_("answered"))
    asked = models.PositiveSmallIntegerField(_("asked"))
    team = models.PositiveSmallIntegerField(_("team"), null=True, blank=True, help_text=_("Counted from 0."))
    out = models.PositiveSmallIntegerField(
        _("out in round"), null=True, blank=True, help_text=_("Sudden death: counted from 1. Empty: never.")
    )
    time = models.PositiveIntegerField(_("time, ms"), help_text=_("Of all rounds asked; a silent one counts in full."))
    streak = models.PositiveSmallIntegerField(_("longest streak"), default=0)
    hits = models.PositiveSmallIntegerField(_("hits"), default=0, help_text=_("Of verdicts on single AI faces."))
    signals = models.PositiveSmallIntegerField(_("AI faces"), default=0)
    false_alarms = models.PositiveSmallIntegerField(
        _("false alarms"), default=0, help_text=_("Of verdicts on single real faces.")
    )
    noises = models.PositiveSmallIntegerField(_("real faces"), default=0)
    rating = models.FloatField(_("rating"), null=True, blank=True, help_text=_("After it. Empty: it was not rated."))
    rating_deviation = models.FloatField(_("deviation of the rating"), null=True, blank=True)

    class Meta:
        """Order, names and what the database itself refuses."""

        ordering = ("match", "rank", "time", "player")
        verbose_name = _("result")
        verbose_name_plural = _("results")
        constraints = (models.UniqueConstraint(fields=("match", "player"), name="result_once_a_player"),)

    def __str__(self) -> str:
        return f"{self.rank}. {self.called}"

    @property
    def called(self) -> str:
        """The name to show."""
        return self.name or gettext("Deleted player")


class Trial(models.Model):
    """One player's verdict on one face, or the silence where one was asked for."""

    result = models.ForeignKey(Result, models.CASCADE, related_name="trials", verbose_name=_("result"))
    round = models.ForeignKey(Round, models.CASCADE, related_name="trials", verbose_name=_("round"))
    verdict = models.CharField(_("verdict"), max_length=4, choices=TRUTHS, blank=True, help_text=_("Empty: silence."))
    right = models.BooleanField(_("right"))
    took = models.PositiveIntegerField(_("took, ms"), null=True, help_text=_("As measured by the server."))
    at = models.DateTimeField(_("at"), null=True, help_text=_("When it arrived. Empty where silent."))
    lag = models.PositiveIntegerField(
        _("lag, ms"),
        null=True,
        help_text=_("Round trip of the connection; up to 300 ms of it were taken off `took`. Empty where silent."),
    )
    points = models.IntegerField(_("points"))
    implausible = models.BooleanField(_("implausible"), help_text=_("Before anybody can have seen the face."))
    met = models.BooleanField(
        _("met before"),
        default=False,
        help_text=_("The player knew the face, or one of the pair, from an earlier match."),
    )

    class Meta:
        """Order, names and what the database itself refuses."""

        ordering = ("result", "round")
        verbose_name = _("trial")
        verbose_name_plural = _("trials")
        constraints = (
            models.UniqueConstraint(fields=("result", "round"), name="trial_once_a_round"),
            models.CheckConstraint(condition=Q(verdict__in=("", "real", "ai")), name="trial_verdict_known"),
            models.CheckConstraint(condition=Q(verdict="") ^ Q(took__isnull=False), name="trial_silence_has_no_time"),
        )

    def __str__(self) -> str:
        return f"{self.verdict or '-'} ({self.points:+d})"
