"""Which matches are rated, and whom: three people or more, of three networks, who do not meet all the time."""

from datetime import timedelta
from typing import Any

import msgspec
import pytest
from django.utils import timezone

from game.commands import Command, End, HandOver, Remove
from game.decisions import Transition
from game.rating import PROVISIONAL, Rating, rated
from game.room import Mode, Options, Scoring
from server.matches import ratings
from server.matches.models import Match, Result
from server.matches.ratings import LEAST_ROUNDS, MEETINGS, forfeiting, resettle, said, take_over, unworn
from server.matches.services import archive
from server.players.models import ALL_TIME, Player, Standing
from tests.game.table import Table
from tests.matches.played import played, rows_of

pytestmark = pytest.mark.django_db

TRIO = ("ann", "ben", "cleo")
NOW = timezone.now().timestamp()


class Games:
    """Matches one after the other."""

    def __init__(self) -> None:
        self.count = 0

    def play(self, *players: str, public: bool = True, networks: int = 3, at: float = NOW, **options: Any) -> Match:
        self.count += 1
        options = {"silence": 0, "rounds": LEAST_ROUNDS, **options}
        room, answers = played(f"m{self.count}", players or TRIO, seed=self.count, **options)
        room = msgspec.structs.replace(room, options=msgspec.structs.replace(room.options, public=public))
        archive(room, answers, at, networks=networks)
        return Match.objects.get(key=f"m{self.count}")


@pytest.fixture
def games() -> Games:
    return Games()


def rated_in(match: Match) -> set[str]:
    return set(match.results.filter(rating__isnull=False).values_list("player_id", flat=True))


def test_a_public_match_of_three_is_rated_as_its_ranks_say(games: Games) -> None:
    match = games.play()
    results = list(match.results.order_by("player_id"))
    after = rated([Rating()] * 3, [result.rank for result in results])
    assert [(result.rating, result.rating_deviation) for result in results] == [tuple(one) for one in after]
    players = Player.objects.order_by("id")
    assert [(player.rating, player.rating_deviation) for player in players] == [tuple(one) for one in after]
    assert [player.rated for player in players] == [1, 1, 1]
    again = list(games.play().results.order_by("player_id"))
    then = rated(after, [result.rank for result in again])
    assert [(result.rating, result.rating_deviation) for result in again] == [tuple(one) for one in then]


@pytest.mark.parametrize(
    ("why", "players", "options"),
    [
        ("private", TRIO, {"public": False}),
        ("two people", TRIO[:2], {}),
        ("one address, or two", TRIO, {"networks": 2}),
        ("networks unknown", TRIO, {"networks": 0}),
        ("friendly", TRIO, {"scoring": Scoring.FRIENDLY}),
        ("nobody said anything", TRIO, {"silence": 1}),
        ("teams", TRIO, {"mode": Mode.TEAMS}),
        ("a short match", TRIO, {"rounds": LEAST_ROUNDS - 1}),
    ],
)
def test_others_are_not(games: Games, why: str, players: tuple[str, ...], options: dict[str, Any]) -> None:
    assert rated_in(games.play(*players, **options)) == set(), why
    assert set(Player.objects.values_list("rated", "rating")) == {(0, 25.0)}


def test_somebody_who_is_gone_or_somebody_else_now_is_not_rated(games: Games) -> None:
    games.play("ann", "ben", "cleo", "dan", "eve")
    Player.objects.filter(id="dan").update(gone=True)
    Player.objects.filter(id="eve").update(merged_into="ann")
    assert rated_in(games.play("ann", "ben", "cleo", "dan", "eve")) == set(TRIO)
    assert not Standing.objects.filter(player__in=("dan", "eve"), matches__gt=1).exists()


QUARTET = (*TRIO, "dan")


def hosted(*orders: Command, key: str = "hosted", **options: Any) -> Match:
    """Archive a public match that Ann hosts, and in which she is behind; the orders are given in its second reveal."""
    table = Table(Options(rounds=LEAST_ROUNDS, public=True, **options))
    table.join(*QUARTET)
    table.start()
    table.room = msgspec.structs.replace(table.room, match=key)
    for _ in range(2):
        table.play(ann=(False, 4.0), ben=(True, 1.0), cleo=(True, 2.0), dan=(False, 2.0))
    for order in orders:
        assert isinstance(table.ask(order), Transition), order
    table.to_podium()
    archive(table.room, rows_of(table), NOW, networks=3)
    return Match.objects.get(key=key)


def ratings_in(match: Match) -> list[float | None]:
    return list(match.results.order_by("player_id").values_list("rating", flat=True))


def after(*ranks: int) -> list[float]:
    return [one.mu for one in rated([Rating()] * len(ranks), list(ranks))]


def test_a_host_who_lets_a_match_be_played_has_the_own_rank() -> None:
    match = hosted()
    ranks = list(match.results.order_by("player_id").values_list("rank", flat=True))
    assert ranks.index(max(ranks)) == QUARTET.index("dan")
    assert ratings_in(match) == after(*ranks)


@pytest.mark.parametrize("orders", [(End("ann"),), (HandOver("ann", "dan", frozenset(QUARTET)), End("dan"))])
def test_a_host_who_ends_a_match_early_is_rated_as_its_last(orders: tuple[Command, ...]) -> None:
    match = hosted(*orders)
    assert match.rounds < LEAST_ROUNDS
    at_fault = {"ann", match.host}
    ranks = match.results.order_by("player_id").values_list("player_id", "rank")
    assert ratings_in(match) == after(*(9 if player in at_fault else rank for player, rank in ranks))


def test_a_host_who_sends_somebody_out_is_rated_as_the_last() -> None:
    match = hosted(Remove("ann", "ben"))
    assert match.rounds == LEAST_ROUNDS
    ranks = dict(match.results.order_by("player_id").values_list("player_id", "rank"))
    assert "ben" not in ranks
    assert ratings_in(match) == after(9, ranks["cleo"], ranks["dan"])


def test_sudden_death_is_over_when_it_is() -> None:
    """Few rounds, and nobody at fault: that is how the mode ends."""
    table = Table(Options(rounds=LEAST_ROUNDS, public=True, mode=Mode.SUDDEN_DEATH))
    table.join(*TRIO)
    table.start()
    table.play(ann=(False, 1.0), ben=(True, 1.0), cleo=(False, 1.0))
    table.to_podium()
    assert len(table.room.faces) < LEAST_ROUNDS
    assert forfeiting(table.room, rows_of(table)) == frozenset()


def test_those_who_meet_again_and_again_are_worn(games: Games) -> None:
    for _ in range(MEETINGS):
        assert rated_in(games.play()) == set(TRIO)
    assert rated_in(games.play()) == set()
    # One newcomer is one opponent: not enough. Two are.
    assert rated_in(games.play(*TRIO, "new")) == set()
    assert rated_in(games.play(*TRIO, "dan", "eve")) == {*TRIO, "dan", "eve"}
    later = NOW + 24 * 3600 + 1
    assert rated_in(games.play(at=later)) == set(TRIO)


def test_only_rated_matches_wear(games: Games) -> None:
    for _ in range(MEETINGS + 1):
        games.play(public=False)
    assert rated_in(games.play()) == set(TRIO)


@pytest.mark.parametrize(
    ("matches", "left"),
    [
        ({}, set()),
        ({"a": (), "b": (), "c": ()}, {"a", "b", "c"}),
        ({"a": "12345", "b": "12345", "c": (), "d": ()}, {"a", "b", "c", "d"}),
        ({"a": "12345", "b": "12345", "c": ()}, set()),
        ({"a": "12345", "b": "12346", "c": "12347"}, {"a", "b", "c"}),
        ({"a": "123456", "b": "123457", "c": "123458"}, set()),
        # d has two to play against at first; they fall, and it with them.
        ({"a": "12345", "b": "12345", "c": "12345", "d": "1"}, set()),
        ({"a": "12345", "b": "12345", "c": "12345", "d": "1", "e": "2"}, {"a", "b", "c", "d", "e"}),
    ],
)
def test_who_has_enough_to_play_against(matches: dict[str, Any], left: set[str]) -> None:
    assert unworn({player: frozenset(map(int, met)) for player, met in matches.items()}) == left


def test_ranks_are_those_among_the_rated(games: Games, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ratings, "unworn", lambda matches: set(matches) - {"ben"})
    match = games.play("ann", "ben", "cleo", "dan")
    people = list(match.results.exclude(player="ben").order_by("rank"))
    after = rated([Rating()] * 3, [1, 2, 3])
    assert [result.rating for result in people] == [one.mu for one in after]


def test_a_rating_stands_on_no_board_before_it_is_sure(games: Games) -> None:
    for number in range(PROVISIONAL):
        assert not Standing.objects.filter(rating__isnull=False).exists()
        games.play(at=NOW + number * 86_400 / 3)
    player = Player.objects.get(id="ann")
    assert player.rated == PROVISIONAL
    standing = Standing.objects.get(player="ann", window=ALL_TIME)
    assert standing.rating == Rating(player.rating, player.rating_deviation).points


def test_ratings_are_what_results_say(games: Games) -> None:
    games.play()
    games.play()
    right = list(Player.objects.order_by("id").values())
    assert said(["ann", "nobody"])["nobody"] == (Rating(), 0)
    Player.objects.update(rating=1, rating_deviation=2, rated=77)
    resettle(TRIO)
    assert list(Player.objects.order_by("id").values()) == right


@pytest.mark.parametrize("own", [0, 1, 3], ids=["none", "fewer", "more"])
def test_a_merge_moves_no_rating_and_gives_one_to_who_has_none(games: Games, own: int) -> None:
    Player.objects.create(id="ann")
    for _ in range(own):
        games.play()
    for _ in range(2):
        games.play("guest", "ben", "cleo")
    into, guest = (Player.objects.get(id=name) for name in ("ann", "guest"))
    stands = Player.objects.get(id="ann" if own else "guest")
    take_over(into, guest)
    Result.objects.filter(player=guest).update(player=into)
    into.refresh_from_db()
    assert (into.rating, into.rating_deviation, into.rated) == (stands.rating, stands.rating_deviation, own or 2)
    assert said([into.id])[into.id] == (Rating(into.rating, into.rating_deviation), own or 2)
    assert said([guest.id])[guest.id] == (Rating(), 0)
    guest.refresh_from_db()
    assert (guest.rating, guest.rated) == (25.0, 0)


def test_the_last_day_is_a_day() -> None:
    assert timedelta(hours=24) == ratings.WITHIN
