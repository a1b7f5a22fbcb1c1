"""What a match begins with: who is here decides which faces are dealt, and which wait."""

from collections.abc import Collection
from typing import Any, cast

import msgspec
import pytest

from game.face import Face, Truth
from game.room import SEATS, Dealing, Options, Room, Seat, new_room
from server.decks.candidates import Candidates
from server.rooms import starting as module
from server.rooms.starting import starting
from server.rooms.store import Store

POOL = tuple(Face(f"{truth}{number}", truth) for truth in Truth for number in range(3))


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What the database was asked, in order; its answers are made up."""
    questions: list[Any] = []

    async def at_once(function: Any, *arguments: Any) -> Any:
        return function(*arguments)

    def drawn(*arguments: Any) -> Candidates:
        questions.append(("drawn", *arguments))
        return Candidates(POOL, 40_000)

    def mean_skill(people: Collection[str]) -> float:
        questions.append(("skill", sorted(people)))
        return 1630.0

    def worn(people: Collection[str]) -> frozenset[str]:
        questions.append(("worn", sorted(people)))
        return frozenset({"ai1"})

    for stand_in in (drawn, mean_skill, worn):
        monkeypatch.setattr(module, stand_in.__name__, stand_in)
    monkeypatch.setattr(module, "in_database", at_once)
    return questions


class Seats:
    """As much of a store as is asked."""

    async def rows(self, _room: Room, table: str) -> dict[str, Seat]:
        assert table == SEATS
        return {player: Seat(name=player, since=0.0, alike=player) for player in ("ann", "bob", "cat")}


def room_of(**options: Any) -> Room:
    return new_room("ABCD", "ann", 1000.0, Options(deck="mine", **options))


@pytest.mark.parametrize("dealing", Dealing)
async def test_the_rooms_skill_is_asked_where_faces_follow_it(asked: list[Any], dealing: Dealing) -> None:
    start = await starting(cast("Store", Seats()), room_of(dealing=dealing), "ann")
    skill = 1630.0 if dealing is Dealing.ADAPTIVE else 1500.0
    assert ("drawn", "mine", dealing, skill) in asked
    assert (start.pool, start.skill, start.worn) == (POOL, skill, frozenset({"ai1"}))
    assert start.picture_size == 65_536
    assert (("skill", ["ann", "bob", "cat"]) in asked) is (dealing is Dealing.ADAPTIVE)


async def test_only_who_plays_wears_faces_out(asked: list[Any]) -> None:
    room = msgspec.structs.replace(room_of(host_plays=False), removed=("cat",))
    await starting(cast("Store", Seats()), room, "ann")
    assert ("worn", ["bob"]) in asked
