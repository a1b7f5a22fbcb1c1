"""Matches in the admin: to look at and to take the trials along. What happened is not edited."""

from typing import TYPE_CHECKING

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from server.matches.models import Match, Result, Round, Trial
from server.matches.trials_csv import trials_csv
from server.players.read_only import ReadOnly

if TYPE_CHECKING:  # generic for the type checker alone
    ModelAdmin = admin.ModelAdmin[Match]
    ResultModelAdmin = admin.ModelAdmin[Result]
    RoundTable = admin.TabularInline[Round, Match]
    ResultTable = admin.TabularInline[Result, Match]
    TrialTable = admin.TabularInline[Trial, Result]
else:
    ModelAdmin = ResultModelAdmin = admin.ModelAdmin
    RoundTable = ResultTable = TrialTable = admin.TabularInline


class RoundInline(ReadOnly, RoundTable):
    """The faces that were shown."""

    model = Round
    fields = ("number", "face_key", "partner_key", "truth", "said_real", "said_ai", "silent", "opened")


class ResultInline(ReadOnly, ResultTable):
    """How everybody did. Each leads to the trials."""

    model = Result
    show_change_link = True
    fields = ("rank", "name", "player_id", "team", "out", "points", "right", "answered", "asked", "time")
    readonly_fields = ("player_id",)


class TrialInline(ReadOnly, TrialTable):
    """What one player said of each face, and over what line."""

    model = Trial
    fields = ("round", "verdict", "right", "took", "at", "lag", "points", "implausible")


@admin.register(Result)
class ResultAdmin(ReadOnly, ResultModelAdmin):
    """One player's match, down to each verdict."""

    list_display = ("match", "rank", "name", "player_id", "points")
    list_select_related = ("match",)
    search_fields = ("=match__key", "=player__id", "name")
    readonly_fields = ("player_id",)
    exclude = ("player",)
    inlines = (TrialInline,)


@admin.register(Match)
class MatchAdmin(ReadOnly, ModelAdmin):
    """The list of matches, newest first."""

    list_display = ("finished", "room", "deck", "mode", "kind", "scoring", "players", "rounds")
    list_filter = ("deck", "mode", "kind", "scoring", "finished")
    search_fields = ("=key", "=room", "=owner", "=starter", "=host", "=results__player__id", "results__name")
    date_hierarchy = "finished"
    inlines = (RoundInline, ResultInline)
    actions = ("export_trials",)

    @admin.action(description=_("Export the trials of the selected matches as CSV"))
    def export_trials(self, request: HttpRequest, queryset: QuerySet[Match]) -> HttpResponse:  # noqa: ARG002
        """Answer with a file of trials."""
        headers = {"Content-Disposition": 'attachment; filename="trials.csv"'}
        return HttpResponse(trials_csv(queryset), content_type="text/csv; charset=utf-8", headers=headers)
