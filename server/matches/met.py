"""Which faces people have met in their archived matches, alone or in pairs."""

import secrets
from collections import Counter
from collections.abc import Collection, Sequence
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from server.matches.models import Result, Trial

RECENTLY = timedelta(days=30)
ASKED = 100  # people of a room who speak for all of it
LOOKED_AT = 1000  # of their results, the latest
CHUNK = 500  # people a query


def worn(players: Collection[str]) -> frozenset[str]:
    """Return the faces (ids) that more than half of these people have met recently.

    Of many people a random hundred are asked, and only their latest thousand results: it takes the same time for all.
    """
    asked = list(players)
    if len(asked) > ASKED:
        asked = secrets.SystemRandom().sample(asked, ASKED)
    recent = Result.objects.filter(player__in=asked, match__finished__gte=timezone.now() - RECENTLY)
    results = list(recent.order_by("-match__finished", "-id").values_list("id", flat=True)[:LOOKED_AT])
    seen = Trial.objects.filter(result__in=results).values_list(
        "result__player_id", "round__face_id", "round__partner_id"
    )
    meetings = {(player, face) for player, *faces in seen for face in faces if face is not None}
    counts = Counter(face for _, face in meetings)
    return frozenset(face for face, people in counts.items() if people * 2 > len(asked))


def met(player: str, faces: Collection[str]) -> set[str]:
    """Return those of these faces (ids) that a player has met in a match that is archived.

    Of no others may this player see picture and truth together: it would be told before it is asked.
    """
    own = Trial.objects.filter(result__player=player)
    rows = own.filter(Q(round__face__in=faces) | Q(round__partner__in=faces)).values_list(
        "round__face_id", "round__partner_id"
    )
    return {face for pair in rows for face in pair if face is not None} & set(faces)


def meetings(players: Sequence[str], faces: Collection[str]) -> set[tuple[str, str]]:
    """Return who of these people has met which of these faces in a match that is archived, as (player, face).

    By way of the people: of what they have played there is less than of who has seen a face of the only deck.
    """
    found: set[tuple[str, str]] = set()
    for start in range(0, len(players), CHUNK):
        results = Result.objects.filter(player__in=players[start : start + CHUNK])
        own = Trial.objects.filter(Q(round__face__in=faces) | Q(round__partner__in=faces), result__in=results)
        for player, *pair in own.values_list("result__player_id", "round__face_id", "round__partner_id"):
            found.update((player, face) for face in pair if face in faces)
    return found
