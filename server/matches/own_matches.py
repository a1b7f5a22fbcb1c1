"""What somebody hosted and played, page by page, newest first."""

from dataclasses import dataclass

from django.core.paginator import Page, Paginator

from server.decks.selectors import titles
from server.matches.models import Match, Result
from server.matches.profile import results_of
from server.matches.readings import readable

SIZE = 20  # a page


@dataclass(frozen=True, slots=True)
class MatchLine:
    """A match as its host or player sees it in a list. `deck`: its title. `own`: None where somebody only hosted."""

    match: Match
    deck: str
    hosted: bool
    own: Result | None


@dataclass(frozen=True, slots=True)
class MatchPage:
    """One page of a list; `page` knows its number, and how many there are."""

    page: Page[Match]
    lines: tuple[MatchLine, ...]


def own_matches(player: str, number: str | int | None = 1) -> MatchPage:
    """Return a page (from 1; anything else is the first or the last), in four queries at most."""
    page = Paginator(readable(player), SIZE).get_page(number)
    own = {result.match_id: result for result in Result.objects.filter(player=player, match__in=list(page))}
    decks = titles(match.deck for match in page)
    return MatchPage(
        page,
        tuple(MatchLine(match, decks[match.deck], player in match.hosts, own.get(match.pk)) for match in page),
    )


def played_matches(player: str, number: str | int | None = 1) -> Page[Result]:
    """Return a page of what somebody played, with the matches, in two queries."""
    return Paginator(results_of(player).select_related("match"), SIZE).get_page(number)
