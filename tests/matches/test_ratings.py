"""Which matches are rated, and whom: three people or more, of three networks, who do not meet all the time."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from django.utils import timezone

from game.commands import Close, Command, End, HandOver, Pause, Remove, Resume, Skip
from game.decisions import Transition
from game.rating import PROVISIONAL, Rating, rated
from game.room import Mode, Options, Phase, Scoring
from server.matches import ratings
from server.matches.models import Match, Result
from server.matches.ratings import LEAST_ROUNDS, MEETINGS, course, resettle, said, take_over, unworn
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
        options = msgspec.structs.replace(room.options, public=public)
        first = (players or TRIO)[0]
        room = msgspec.structs.replace(room, options=options, host=first, owner=first, starter=first)
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


Order = Command | Callable[[Table], Command]


def hosted(*orders: Order, key: str = "hosted", silent: bool = False, rounds: int = LEAST_ROUNDS, **opts: Any) -> Match:
    """Archive a public match that Ann hosts, and in which she is behind; the orders are given in its second reveal, or
    as the table is then. `silent`: she says nothing.
    """
    table = Table(Options(rounds=rounds, public=True, **opts))
    table.join(*QUARTET)
    table.start()
    table.room = msgspec.structs.replace(table.room, match=key)
    for _ in range(2):
        ann = None if silent else (False, 4.0)
        table.play(ann=ann, ben=(True, 1.0), cleo=(True, 2.0), dan=(False, 2.0))
    for order in orders:
        command = order(table) if callable(order) else order
        assert isinstance(table.ask(command), Transition), command
    while table.room.phase is not Phase.PODIUM:
        if table.tick() is Phase.QUESTION:
            for player in table.room.scores:
                if table.room.scores[player].eligible and not (silent and player == "ann"):
                    table.submit(player, right=player == "cleo", took=3.0)
    archive(table.room, rows_of(table), NOW, networks=3)
    return Match.objects.get(key=key)


def skip(table: Table) -> Command:
    """Open the next question, and skip it."""
    table.open()
    return Skip("ann", table.room.round)


def ratings_in(match: Match) -> list[float | None]:
    return list(match.results.order_by("player_id").values_list("rating", flat=True))


def after(*ranks: int) -> list[float]:
    return [one.mu for one in rated([Rating()] * len(ranks), list(ranks))]


def test_a_host_who_lets_a_match_be_played_has_the_own_rank() -> None:
    match = hosted()
    ranks = list(match.results.order_by("player_id").values_list("rank", flat=True))
    assert ranks.index(max(ranks)) == QUARTET.index("dan")
    assert ratings_in(match) == after(*ranks)


def handed_over_to(player: str) -> Command:
    return HandOver("ann", player, frozenset(QUARTET))


@pytest.mark.parametrize(
    ("orders", "meddler"),
    [
        ((End("ann"),), "ann"),
        ((handed_over_to("dan"), End("dan")), "dan"),
        ((Remove("ann", "ben"),), "ann"),
        ((Remove("ann", "ben"), handed_over_to("cleo")), "ann"),
        ((skip, skip), "ann"),
    ],
    ids=["ended", "ended by who was given the role", "sent out", "sent out, and the role given away", "skipped"],
)
def test_who_changes_how_a_match_comes_out_is_its_last_and_nobody_else_is_rated(
    orders: tuple[Order, ...], meddler: str
) -> None:
    match = hosted(*orders)
    assert rated_in(match) == {meddler}
    ranks = dict(match.results.order_by("player_id").values_list("player_id", "rank"))
    there = list(ranks)
    as_last = after(*(9 if player == meddler else rank for player, rank in ranks.items()))
    assert match.results.get(player=meddler).rating == as_last[there.index(meddler)]
    assert Player.objects.get(id=meddler).rating == as_last[there.index(meddler)]
    assert dict(Player.objects.values_list("id", "rated")) == {player: player == meddler for player in there}


@pytest.mark.parametrize("orders", [(skip,), (handed_over_to("dan"),), (Pause("ann"), Resume("ann"))])
def test_what_a_host_does_besides_changes_nothing(orders: tuple[Order, ...]) -> None:
    assert rated_in(hosted(*orders)) == set(QUARTET)


def test_the_end_of_the_last_reveal_is_no_early_one() -> None:
    table = Table(Options(rounds=3))
    table.join(*TRIO)
    table.start()
    for _ in range(3):
        table.play(ann=(True, 1.0))
    assert isinstance(table.ask(End("ann")), Transition)
    assert course(table.room).fair


def test_a_match_that_was_ended_from_outside_rates_nobody() -> None:
    assert rated_in(hosted(Close())) == set()


@pytest.mark.parametrize("options", [{"silent": True}, {"host_plays": False, "silent": True}])
def test_where_the_host_takes_no_part_nobody_is_rated(options: dict[str, Any]) -> None:
    """Else a second browser would host, and end the matches that the first one loses."""
    assert rated_in(hosted(**options)) == set()
    assert rated_in(hosted(End("ann"), key="ended", **options)) == set()


def test_a_room_that_runs_itself_has_no_host_to_wait_for() -> None:
    room, answers = played("alone", TRIO, rounds=LEAST_ROUNDS, silence=0)
    options = msgspec.structs.replace(room.options, public=True)
    room = msgspec.structs.replace(room, host="", owner="", starter="", options=options)
    archive(room, answers, NOW, networks=3)
    assert rated_in(Match.objects.get(key="alone")) == set(TRIO)


def test_sudden_death_is_over_when_it_is() -> None:
    """Few rounds, and nobody at fault: that is how the mode ends."""
    table = Table(Options(rounds=LEAST_ROUNDS, public=True, mode=Mode.SUDDEN_DEATH))
    table.join(*TRIO)
    table.start()
    table.play(ann=(False, 1.0), ben=(True, 1.0), cleo=(False, 1.0))
    table.to_podium()
    assert len(table.room.faces) < LEAST_ROUNDS
    assert course(table.room).fair


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
