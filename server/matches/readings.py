"""Who may read how much of a match: its hosts everything, its players their own part, anybody else nothing."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from server.matches.models import Match, Result, Round


@dataclass(frozen=True, slots=True)
class Reading:
    """A match as one player may read it. `whole`: all of it, as one of its hosts."""

    match: Match
    player: str
    whole: bool

    def results(self) -> QuerySet[Result]:
        """Return the players' results that may be read, in the order of the podium."""
        results = self.match.results.order_by("rank", "time", "id")
        return results if self.whole else results.filter(player=self.player)

    def rounds(self) -> QuerySet[Round]:
        """Return the rounds that may be read: those of the match, or those that the player was asked in."""
        rounds = self.match.round_set.select_related("face", "partner").order_by("number")
        return rounds if self.whole else rounds.filter(trials__result__player=self.player)


def reading_of(key: str, player: str) -> Reading | None:
    """Return what somebody may read of a match; None, whether there is none or it is not for these eyes."""
    match = Match.objects.filter(key=key).first()
    if match is None:
        return None
    if player in match.hosts:
        return Reading(match, player, whole=True)
    return Reading(match, player, whole=False) if match.results.filter(player=player).exists() else None


def readable(player: str) -> QuerySet[Match]:
    """Return the matches that somebody hosted or played, newest first."""
    played = Result.objects.filter(player=player).values("match")
    return Match.objects.filter(Q(owner=player) | Q(starter=player) | Q(host=player) | Q(pk__in=played)).order_by(
        "-finished", "-id"
    )
