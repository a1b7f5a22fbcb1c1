"""A result that its player shows to anybody: named by a token that only we can make, and only the player is given."""

from dataclasses import dataclass

from django.conf import settings
from django.core.signing import BadSignature, Signer

from server.matches.models import Match, Result
from server.matches.player_lines import Outcome, PlayerLine, player_lines

MOST_MARKS = 50  # of the latest questions: practice may be endless
LANGUAGES = frozenset(code for code, _ in settings.LANGUAGES)


@dataclass(frozen=True, slots=True)
class Shared:
    """What is shown of a match: no face, no room, no other player. `name`: as carried in it. `marks`: the outcomes of
    the latest questions, in their order. `language`: of who shows it.
    """

    match: Match
    player: str
    name: str
    right: int
    asked: int
    line: PlayerLine
    marks: tuple[Outcome, ...]
    language: str


def token_of(result: Result, language: str) -> str:
    """Return the token of a result, for its own player: always the same."""
    return _signer().sign(f"{result.pk}-{language}")


def shared(token: str) -> Shared | None:
    """Return what a token shows; None for one that we did not make, and when its player's data was deleted since."""
    try:
        number, _, language = _signer().unsign(token).partition("-")
    except BadSignature:
        return None
    found = Result.objects.filter(pk=number, player__gone=False)
    result = found.select_related("match").first()
    if result is None or language not in LANGUAGES:
        return None
    rounds = result.match.round_set.filter(trials__result=result).order_by("number")
    [line] = player_lines(found, rounds)
    return Shared(
        match=result.match,
        player=result.player_id,
        name=result.called,
        right=result.right,
        asked=result.asked,
        line=line,
        marks=tuple(answer.outcome for answer in line.answers[-MOST_MARKS:]),
        language=language,
    )


def _signer() -> Signer:
    return Signer(salt="uncanny.shared", sep=".")
