"""A result that its player shows to anybody: named by a token that only we can make, and only the player is given."""

from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from django.conf import settings
from django.utils.crypto import salted_hmac
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode

from server.matches.models import Match, Result
from server.matches.player_lines import Outcome, PlayerLine, player_lines

NUMBER = 8  # bytes of a result's number
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
    """Return the token of a result, for its own player: always the same.

    It is the result's number and the language, sealed with a key of the server (AES-SIV, RFC 5297, which needs no
    nonce): it tells neither how many results there are nor which came first, and nobody makes another.
    """
    return urlsafe_base64_encode(_key().encrypt(result.pk.to_bytes(NUMBER) + language.encode(), None))


def shared(token: str) -> Shared | None:
    """Return what a token shows; None for one that we did not make, and when its player's data was deleted since."""
    try:
        sealed = urlsafe_base64_decode(token)
        opened = _key().decrypt(sealed, None)
    except (ValueError, InvalidTag):
        return None
    if urlsafe_base64_encode(sealed) != token:  # another spelling of a token is none of ours
        return None
    language = opened[NUMBER:].decode()
    found = Result.objects.filter(pk=int.from_bytes(opened[:NUMBER]), player__gone=False)
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


def _key() -> AESSIV:
    return AESSIV(salted_hmac("uncanny.shared", "", algorithm="sha512").digest())
