"""Whatever happens in whatever order, results, standings and boards agree, and with a reckoning of our own."""

from collections import defaultdict
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test
from redis import Redis

from game.rating import Rating
from game.room import Mode, Scoring
from game.scoring import sensitivity
from server.accounts.deletion import delete_all
from server.accounts.merging import merge
from server.leaderboards import audit, selectors
from server.leaderboards.boards import BOARDS, Board
from server.leaderboards.services import feed, prune, rebuild
from server.matches import standings
from server.matches.models import Result
from server.matches.services import archive, rename
from server.players.models import Player
from server.players.windows import KINDS
from tests.leaderboards.conftest import boards_now
from tests.matches.played import played

PEOPLE = [f"p{number}" for number in range(6)]
SURE = 2  # rated matches after which a rating is shown: a history of ten would take long
DAYS = (0, 0, 0, 0, 1, 6, 40, 200)  # ago


class Histories(RuleBasedStateMachine):
    """Matches are archived, fed late, twice or never; players are renamed, merged and deleted; Redis is emptied."""

    url = ""

    @initialize()
    def begin(self) -> None:
        self.redis: Any = Redis.from_url(self.url, decode_responses=True)
        self.redis.flushall()
        self.played: list[tuple[Any, Any, float]] = []
        self.unfed: list[list[str]] = []
        self.now = timezone.now()

    @rule(
        seed=st.integers(0, 2**32),
        people=st.sets(st.sampled_from(PEOPLE), min_size=1, max_size=5),
        ago=st.sampled_from(DAYS),
        public=st.sampled_from([True, True, False]),
        kind=st.sampled_from(["bet", "bet", "bet", "friendly", "teams"]),
        fed=st.booleans(),
    )
    def play(self, seed: int, people: set[str], ago: int, public: bool, kind: str, fed: bool) -> None:
        mode = Mode.TEAMS if kind == "teams" and len(people) > 1 else Mode.RACE
        scoring = Scoring.FRIENDLY if kind == "friendly" else Scoring.BET
        room, answers = played(f"m{len(self.played)}", sorted(people), seed=seed, rounds=8, mode=mode, scoring=scoring)
        room = msgspec.structs.replace(room, options=msgspec.structs.replace(room.options, public=public))
        self.played.append((room, answers, (self.now - timedelta(days=ago)).timestamp()))
        self._archive(-1, fed=fed)

    @rule(which=st.integers(0, 99), fed=st.booleans())
    def again(self, which: int, fed: bool) -> None:
        """Archive a match once more: another process did not know."""
        if self.played:
            self._archive(which % len(self.played), fed=fed)

    @rule()
    def feed_what_was_left(self) -> None:
        """A process came back and fed what it had archived before it died."""
        while self.unfed:
            feed(self.unfed.pop())

    @rule()
    def empty_redis(self) -> None:
        self.redis.flushall()

    @rule(kind=st.sampled_from(KINDS))
    def rebuild(self, kind: str) -> None:
        rebuild(boards_now(kind))

    @rule(kind=st.sampled_from(KINDS), board=st.sampled_from(BOARDS))
    def look(self, kind: str, board: Board) -> None:
        selectors.page(board, kind)

    @rule(player=st.sampled_from(PEOPLE), which=st.integers(0, 99))
    def rename(self, player: str, which: int) -> None:
        if self.played:
            rename(self.played[which % len(self.played)][0].match, player, "Renamed")

    @rule(player=st.sampled_from(PEOPLE))
    def delete(self, player: str) -> None:
        delete_all(player)

    @rule(guest=st.sampled_from(PEOPLE), into=st.sampled_from(PEOPLE))
    def merge(self, guest: str, into: str) -> None:
        account = Player.objects.filter(id=into, gone=False, merged_into=None).first()
        if account is not None and account.user_id is None:
            account.user = get_user_model().objects.create(username=into)
            account.save(update_fields=["user"])
        merge(guest, into)  # or is refused

    @rule()
    def prune(self) -> None:
        prune(3)

    def agree(self) -> None:
        """Whatever was not fed is fed at last, as the archive does; then all agree."""
        self.feed_what_was_left()
        assert [str(each) for each in audit.row_differences()] == []
        expected = reckoned()
        for kind in KINDS:
            for board in BOARDS:
                wanted = expected[kind, board]
                lines = selectors.page(board, kind).lines
                assert {line.player: (line.rank, line.score) for line in lines} == {
                    player: (1 + sum(other > score for other in wanted.values()), score)
                    for player, score in wanted.items()
                }, (kind, board)
                if board is Board.RATING:  # of that match, not of one that was archived since
                    assert {line.player: line.beside for line in lines} == expected[kind, "margin"], kind
            assert boards_now(kind).whole()
            assert audit.board_differences(boards_now(kind)) == []

    def _archive(self, which: int, *, fed: bool) -> None:
        room, answers, finished = self.played[which]
        ids = archive(room, answers, finished, networks=3)
        assert ids is not None
        if fed:
            feed(ids)
        else:
            self.unfed.append(ids)  # as after a crash: it is tried again


def reckoned() -> dict[tuple[str, str], dict[str, int]]:
    """Return by window and board who should stand there and with what, and by window and "margin" how sure the ratings
    are: from the results alone, the plain way.
    """
    now = timezone.now()
    day = now.replace(hour=0, minute=0, second=0, microsecond=0)
    quarter = day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
    starts = {"day": day, "week": day - timedelta(days=day.weekday()), "season": quarter, "all": None}
    found: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    for player in Player.objects.filter(gone=False, merged_into=None):
        results = Result.objects.filter(player=player, match__scoring="bet").exclude(match__mode="practice")
        own = list(results.order_by("match_id").select_related("match"))
        sure = [result for result in own if result.rating is not None][SURE - 1 :]
        for kind, start in starts.items():
            inside = [result for result in own if start is None or result.match.finished >= start]
            if not inside:
                continue
            found[kind, Board.POINTS][player.id] = sum(result.points for result in inside)
            found[kind, Board.BEST][player.id] = max(result.points for result in inside)
            if streak := max(result.streak for result in inside):
                found[kind, Board.STREAK][player.id] = streak
            signals, noises = (sum(getattr(each, name) for each in inside) for name in ("signals", "noises"))
            if signals and noises and signals + noises >= 50:
                hits, alarms = (sum(getattr(each, name) for each in inside) for name in ("hits", "false_alarms"))
                found[kind, Board.D_PRIME][player.id] = round(100 * sensitivity(hits, signals, alarms, noises).d_prime)
            if rated := [result for result in sure if result in inside]:
                rating = Rating(rated[-1].rating or 0, rated[-1].rating_deviation or 0)
                found[kind, Board.RATING][player.id], found[kind, "margin"][player.id] = rating.points, rating.margin
    return found


@pytest.mark.django_db
def test_all_agree_after_any_history(redis_url: str, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.REDIS_URL = redis_url
    monkeypatch.setattr(audit, "PAUSE", 0)
    monkeypatch.setattr(standings, "PROVISIONAL", SURE)

    class History(Histories):
        """Begins with an empty database, and leaves it so."""

        url = redis_url

        def __init__(self) -> None:
            super().__init__()
            self.sheet = transaction.atomic()
            self.sheet.__enter__()

        def teardown(self) -> None:
            try:
                self.agree()
            finally:
                transaction.set_rollback(True)
                self.sheet.__exit__(None, None, None)

    run_state_machine_as_test(
        History,
        settings=hypothesis_settings(
            max_examples=15, stateful_step_count=12, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
