"""Which matches are rated, whom in them, and what they come to have. Everything here is under the players' locks.

A rated match is public, not friendly and not practice, and was announced over five rounds or more; three people or more
took part in it (bots are nobody), from three lines or more, each for himself, the host among them if it has one.

A match that did not take its course tells nobody who is better: whose host ended it early, sent out somebody who had
answered, or skipped more than one face in five, or which was ended from outside. In it only the host who did that is
rated, as its last.

Two who have met in five rated matches within a day are worn: they tell each other nothing more. Who is left with fewer
than two others to play against is not rated in it.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import NamedTuple

from django.db.models import QuerySet

from game.modes import mode_of
from game.rating import LEAST_PEOPLE, Rating, rated
from game.room import Mode, Room
from server.matches.models import Match, Result
from server.matches.standings import counts
from server.players.models import Player

LEAST_NETWORKS = 3
MEETINGS, WITHIN = 5, timedelta(hours=24)  # rated matches after which a pair is worn
LEAST_OPPONENTS = 2  # unworn, for each
LEAST_ROUNDS = 5
BATCH = 500  # rows a statement


class Course(NamedTuple):
    """How a match was played. `fair`: to its end, as it was announced. `last`: whose doing it is where it was not.
    `hosts`: who had the say as it began and as it ended.
    """

    fair: bool = True
    last: frozenset[str] = frozenset()
    hosts: frozenset[str] = frozenset()


def course(room: Room) -> Course:
    """Return how a room's match was played. The room is as it was at its podium, its bots among the scores."""
    ended = len(room.faces) >= room.options.rounds or mode_of(room.options).over(room.scores)
    hosts = frozenset((room.starter, room.host)) - {""}
    return Course(ended and not room.meddled, frozenset(room.meddled), hosts)


def rate(match: Match, results: Sequence[Result], players: Iterable[Player], course: Course) -> dict[str, int]:
    """Rate a match that was archived just now; return by player how many rated matches each has, this one counted.

    Writes the results and the players. Nobody is in the answer whom this match did not rate.
    """
    if not rateable(match) or not (course.fair or course.last):
        return {}
    known = {player.id: player for player in players if not player.gone and player.merged_into_id is None}
    took_part = [result for result in results if result.answered and result.player_id in known]
    if len(took_part) < LEAST_PEOPLE or not course.hosts <= {result.player_id for result in took_part}:
        return {}
    left = unworn(_matches_of(match, [result.player_id for result in took_part]))
    people = sorted((result for result in took_part if result.player_id in left), key=lambda each: each.player_id)
    if len(people) < LEAST_PEOPLE:
        return {}
    before = [Rating(known[each.player_id].rating, known[each.player_id].rating_deviation) for each in people]
    behind = 1 + max(result.rank for result in people)
    ranks = [behind if result.player_id in course.last else result.rank for result in people]
    changed = []
    for result, after in zip(people, rated(before, ranks), strict=True):
        if course.fair or result.player_id in course.last:
            player = known[result.player_id]
            result.rating, result.rating_deviation = player.rating, player.rating_deviation = after
            player.rated += 1
            changed.append(result)
    Result.objects.bulk_update(changed, ["rating", "rating_deviation"], batch_size=BATCH)
    _keep(known[result.player_id] for result in changed)
    return {result.player_id: known[result.player_id].rated for result in changed}


def rateable(match: Match) -> bool:
    """Tell whether a match can be rated, as far as it is known without its people. Of a team, nobody's rank is his."""
    asked = match.options.get("rounds", 0)
    fair = match.mode != Mode.TEAMS and match.networks >= LEAST_NETWORKS and asked >= LEAST_ROUNDS
    return match.public and counts(match) and fair


def unworn(matches: dict[str, frozenset[int]]) -> set[str]:
    """Return those who have LEAST_OPPONENTS among themselves with whom they are not worn.

    `matches`: by player the rated matches of the last day. Whoever falls out is nobody's opponent, so it is looked at
    again until nobody does.
    """
    left = dict(matches)
    while True:
        # Many have met in the same matches (a whole hall), so they are looked at together.
        alike: dict[frozenset[int], int] = defaultdict(int)
        for met in left.values():
            alike[met] += 1
        enough = {met for met in alike if _has_opponents(met, alike)}
        if len(enough) == len(alike):
            return set(left)
        left = {player: met for player, met in left.items() if met in enough}


def resettle(player_ids: Iterable[str]) -> None:
    """Set players' ratings to what their results say: that of the last rated one, and how many there are. Inside a
    transaction, under the players' locks.
    """
    players = list(Player.objects.filter(id__in=list(player_ids)))
    says = said([player.id for player in players])
    for player in players:
        (player.rating, player.rating_deviation), player.rated = says[player.id]
    _keep(players)


def said(player_ids: Sequence[str]) -> dict[str, tuple[Rating, int]]:
    """Return what the results say of players: the rating after the last rated one, and how many there are."""
    says = dict.fromkeys(player_ids, (Rating(), 0))
    rows = _rated().filter(player__in=player_ids).order_by("match_id")
    for player, mu, sigma in rows.values_list("player_id", "rating", "rating_deviation").iterator(chunk_size=2000):
        if mu is not None and sigma is not None:
            says[player] = Rating(mu, sigma), says[player][1] + 1
    return says


def take_over(into: Player, guest: Player) -> None:
    """Let one of two ratings stand where two players become one: the account's own, as if nothing had been merged. The
    guest's rated matches count as not rated then. An account without a rated match takes the guest's rating, with its
    matches, as it would have by being claimed by that guest.

    So a merge moves no rating, up or down. With any rule that looks at the guest's (more matches, the surer one, a
    mean of both) somebody can play under a second name and merge it if that went well, or to wash out a bad one.

    Inside a transaction, under both players' locks, before the results are moved. `into` and `guest` change, too.
    """
    if into.rated:
        _rated().filter(player=guest).update(rating=None, rating_deviation=None)
    else:
        into.rating, into.rating_deviation, into.rated = guest.rating, guest.rating_deviation, guest.rated
    (guest.rating, guest.rating_deviation), guest.rated = Rating(), 0
    _keep((into, guest))


def _has_opponents(met: frozenset[int], alike: dict[frozenset[int], int]) -> bool:
    found = 0
    for other, people in alike.items():
        if len(met & other) < MEETINGS:
            found += people - (other == met)
            if found >= LEAST_OPPONENTS:
                return True
    return False


def _matches_of(match: Match, players: list[str]) -> dict[str, frozenset[int]]:
    met: dict[str, set[int]] = {player: set() for player in players}
    rows = _rated().filter(player__in=players, match__finished__gt=match.finished - WITHIN)
    for player, number in rows.order_by().values_list("player_id", "match_id"):
        met[player].add(number)
    return {player: frozenset(numbers) for player, numbers in met.items()}


def _rated() -> QuerySet[Result]:
    return Result.objects.filter(rating__isnull=False)


def _keep(players: Iterable[Player]) -> None:
    Player.objects.bulk_update(players, ["rating", "rating_deviation", "rated"], batch_size=BATCH)
