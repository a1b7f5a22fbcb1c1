"""The host's controls as two processes carry them out: what everybody is told, and what is refused."""

import asyncio
from typing import Any

import msgspec
import pytest
import redis.asyncio as aioredis
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from game.room import Kind, Mode, Options, Pace, answers_table
from server.decks.models import Deck
from server.rooms import presence
from server.rooms.pictures import pictures
from server.rooms.redis_store import key
from server.rooms.runtime import Runtime
from server.rooms.service import create_room
from server.rooms.store import LINGER
from tests.rooms.moments import until
from tests.rooms.people import HOST, QUICK, Client, Processes

pytestmark = pytest.mark.django_db(transaction=True)

LONG = msgspec.structs.replace(QUICK, seconds=60, reveal=15)


class Hall:
    """A room with its host on one process, and Bob, a watcher and a big screen on another."""

    def __init__(self, first: Runtime, second: Runtime, code: str) -> None:
        self.first, self.second, self.code = first, second, code
        self.host, self.bob = Client(first, code, HOST), Client(second, code, "bob-player-id")
        self.watcher, self.screen = Client(second, code, HOST), Client(first, code, HOST)

    async def open(self) -> None:
        await self.host.join("Ann")
        await self.bob.join("Bob")
        await self.watcher.say(t="join", role="watcher")
        await self.screen.say(t="join", role="screen")

    async def until_question(self, number: int = 0) -> dict[str, Any]:
        for client in (self.bob, self.watcher, self.screen):
            question = await client.next("question", round=number)
        return question


@pytest.fixture
async def hall(process: Processes, deck: Deck, request: pytest.FixtureRequest) -> Hall:
    options: Options = getattr(request, "param", LONG)
    first, second = await process(), await process()
    hall = Hall(first, second, (await create_room(first.store, HOST, options)).code)
    await hall.open()
    return hall


async def test_a_pause_stops_the_clock_for_all_and_moves_everything_to_come(hall: Hall) -> None:
    await hall.host.say(t="start")
    before = await hall.until_question()
    await hall.host.say(t="pause")
    for client in (hall.bob, hall.watcher, hall.screen, hall.host):
        paused = await client.ear.until(lambda c=client: [q for q in c.all("question") if "paused" in q])
        assert paused[0]["deadline"] == before["deadline"]
    await hall.host.say(t="pause")
    assert hall.host.codes == ["paused"]
    late = Client(hall.second, hall.code)
    assert (await late.join("Late"))["phase"]["paused"] == paused[0]["paused"]
    await hall.host.say(t="resume")
    for client in (hall.bob, hall.watcher, hall.screen):
        after = await client.next("question", v=before["v"] + 2)
        assert "paused" not in after
    shift = after["deadline"] - before["deadline"]
    assert shift > 0
    assert after["opened"] - before["opened"] == pytest.approx(shift, abs=1e-6)
    assert after["key"] == before["key"]
    await hall.host.say(t="resume")
    assert hall.host.codes == ["paused", "not_paused"]


async def test_who_answered_before_a_pause_need_not_wait_after_it(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    """Everybody's answer is in as the clock stops: the reveal comes with the resume."""
    monkeypatch.setattr("game.rules.GRACE", 60.0)  # however slow this machine is
    await hall.host.say(t="start")
    await hall.until_question()
    await hall.bob.answer(0)
    await hall.bob.next("ack")
    await hall.host.say(t="pause")
    await hall.host.answer(0)  # on its way as the clock stopped
    await hall.host.next("ack")
    assert not hall.host.all("reveal")
    await hall.host.say(t="resume")
    assert (await hall.bob.next("reveal"))["silent"] == 0


async def test_a_skipped_question_counts_for_nobody_and_the_next_one_opens_when_told(hall: Hall) -> None:
    await hall.host.say(t="start")
    await hall.until_question()
    await hall.bob.answer(0)
    await hall.bob.next("ack")
    await hall.host.say(t="skip", round=1)
    assert hall.host.codes == ["round_over"]
    await hall.host.say(t="skip", round=0)
    for client in (hall.bob, hall.watcher, hall.screen):
        reveal = await client.next("reveal")
        assert (reveal["skipped"], reveal["said_real"] + reveal["said_ai"], "own" in reveal) == (True, 0, False)
    await hall.host.say(t="next", round=0)
    assert (await hall.until_question(1))["round"] == 1


@pytest.mark.parametrize("hall", [msgspec.structs.replace(QUICK, seconds=60, pace=Pace.HOST)], indirect=True)
async def test_where_the_host_sets_the_pace_a_reveal_waits(hall: Hall) -> None:
    await hall.host.say(t="start")
    await hall.until_question()
    for client in (hall.bob, hall.host):
        await client.answer(0)
    reveal = await hall.watcher.next("reveal")
    assert reveal["waits"]
    assert reveal["until"] - hall.first.clock.now() > 600
    await hall.bob.say(t="next", round=0)
    assert hall.bob.codes == ["not_host"]
    await hall.host.say(t="next", round=0)
    assert await hall.until_question(1)


async def test_a_match_ends_now_and_its_open_question_leaves_nothing(hall: Hall, settings) -> None:
    await hall.host.say(t="start")
    await hall.until_question()
    for client in (hall.bob, hall.host):
        await client.answer(0)
    await hall.host.next("reveal")
    await hall.host.say(t="next", round=0)
    await hall.until_question(1)
    await hall.bob.answer(1)
    await hall.bob.next("ack", round=1)
    before = hall.first.hub.rooms[hall.code].room
    await hall.host.say(t="end")
    redis = aioredis.Redis.from_url(settings.REDIS_URL)
    left = await redis.ttl(key(hall.code, answers_table(before, 1)))
    await redis.aclose()
    assert 0 < left <= LINGER, "the answers of a question that was left open go"
    podium = await hall.screen.next("podium")
    assert podium["rounds"] == 1
    own = (await hall.bob.next("podium"))["own"]
    assert [line["round"] for line in own["lines"]] == [0]
    assert await hall.host.next("podium", archived=True)
    await hall.host.say(t="rematch")
    assert (await hall.bob.next("lobby", last=podium["match"]))["v"] > podium["v"]


async def test_a_match_of_which_nothing_was_revealed_goes_back_to_the_lobby(hall: Hall) -> None:
    await hall.host.say(t="start")
    question = await hall.until_question()
    await hall.host.say(t="end")
    for client in (hall.host, hall.bob, hall.watcher, hall.screen):
        assert await client.next("lobby", v=question["v"] + 1)
    await hall.host.say(t="start")
    assert (await hall.bob.next("countdown", v=question["v"] + 2))["sealed"]["match"] != question["sealed"]["match"]


async def test_behind_a_locked_door_one_may_watch_and_come_back(hall: Hall) -> None:
    await hall.host.say(t="lock", locked=True)
    assert await hall.screen.next("house", locked=True)
    stranger = Client(hall.second, hall.code)
    await stranger.say(t="join", name="Eve")
    assert stranger.codes == ["door_locked"]
    await stranger.say(t="join", role="watcher")
    assert (await stranger.next("welcome"))["seated"] is False
    hall.bob.leave()
    again = Client(hall.first, hall.code, "bob-player-id")
    assert (await again.join("Bob"))["seated"]
    await hall.host.say(t="lock", locked=False)
    newcomer = Client(hall.second, hall.code)
    assert (await newcomer.join("Eve"))["seated"]


@pytest.mark.parametrize("hall", [msgspec.structs.replace(LONG, late=False)], indirect=True)
async def test_without_late_joining_a_seat_is_had_in_the_lobby_only(hall: Hall) -> None:
    await hall.host.say(t="start")
    await hall.until_question()
    late = Client(hall.second, hall.code)
    await late.say(t="join", name="Late")
    assert late.codes == ["no_latecomers"]
    await hall.host.say(t="end")
    await until(lambda: hall.second.hub.rooms[hall.code].room.match == "")
    assert (await late.join("Late"))["seated"]


async def test_the_hosts_role_is_handed_over_in_the_middle_of_a_match(hall: Hall) -> None:
    await hall.host.say(t="start")
    await hall.until_question()
    await hall.host.say(t="hand_over", player="nobody")
    assert hall.host.codes == ["no_such_player"]
    await hall.host.say(t="hand_over", player="bob-player-id")
    for client in (hall.host, hall.watcher, hall.screen):
        assert (await client.next("house", host="bob-player-id"))["away"] == 0
    await hall.host.say(t="pause")
    assert hall.host.codes == ["no_such_player", "not_host"]
    await hall.bob.next("house", host="bob-player-id")
    await hall.bob.say(t="pause")
    assert await hall.screen.ear.until(lambda: [q for q in hall.screen.all("question") if "paused" in q])


async def test_the_role_goes_to_nobody_whose_socket_has_just_closed(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who left counts as here for a moment more, on every process; the role would be theirs for good."""
    monkeypatch.setattr(presence, "AWAY", 600.0)  # a moment that outlasts any machine
    monkeypatch.setattr(presence, "LEASE", 3600.0)
    hall.bob.leave()
    async with asyncio.timeout(10):
        while not await hall.first.store.presence(hall.code, hall.first.clock.now(), 100.0):  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    assert "bob-player-id" in await hall.first.presence.present(hall.code)
    await hall.host.say(t="hand_over", player="bob-player-id")
    assert hall.host.codes == ["not_present"]
    back = Client(hall.second, hall.code, "bob-player-id")
    await back.join("Bob")
    await hall.host.say(t="hand_over", player="bob-player-id")
    assert await back.next("house", host="bob-player-id")


async def test_the_host_plays_along_or_only_hosts(hall: Hall) -> None:
    await hall.host.say(t="play_along", plays=False)
    assert (await hall.bob.next("house"))["options"]["host_plays"] is False
    await hall.host.say(t="start")
    question = await hall.host.next("question")
    assert (question["playing"], question["players"]) == (False, 1)
    await hall.host.say(t="play_along", plays=True)
    await hall.bob.answer(0)
    await hall.host.next("reveal")
    await hall.host.say(t="next", round=0)
    assert (await hall.host.next("question", round=1))["playing"] is True


@pytest.mark.parametrize("hall", [msgspec.structs.replace(LONG, mode=Mode.TEAMS, teams=3)], indirect=True)
async def test_teams_are_chosen_and_dealt(hall: Hall) -> None:
    await hall.bob.say(t="choose_team", team=2)
    people = await hall.host.ear.until(lambda: [p for p in hall.host.all("people") if "list" in p][-1:])
    await hall.host.ear.until(
        lambda: any(q.get("team") == 2 for p in hall.host.all("people") for q in p.get("list", ()))
    )
    assert people
    await hall.bob.say(t="choose_team", team=0, player=HOST)
    await hall.bob.say(t="choose_team", team=3)
    assert hall.bob.codes == ["not_host", "no_such_team"]
    await hall.host.say(t="start")
    assert (await hall.bob.next("question"))["team"] == 2
    assert (await hall.host.next("question"))["team"] == 0
    assert "team" not in await hall.screen.next("question")


@pytest.mark.parametrize("hall", [msgspec.structs.replace(LONG, kind=Kind.PAIR, counts=False)], indirect=True)
async def test_both_faces_of_a_pair_travel_sealed_and_are_served_from_the_reveal_on(hall: Hall) -> None:
    await hall.host.say(t="start")
    question = await hall.until_question()
    assert question["sealed"]["pair"] is True
    room = hall.first.hub.rooms[hall.code].room
    for client in (hall.bob, hall.screen):
        assert len(client.ear.frames[0]) == 2 + 2 * room.picture_size + 16
    await hall.bob.answer(0)
    await hall.bob.next("ack")
    await hall.host.answer(0)
    reveal = await hall.screen.next("reveal")
    assert reveal["partner"]["picture"].endswith("/0b.jpg")
    assert reveal["partner"]["face"] != reveal["face"]
    sealed = question["sealed"]
    plain = ChaCha20Poly1305(bytes.fromhex(question["key"])).decrypt(
        bytes(12), hall.bob.ear.frames[0][2:], f"{sealed['match']}/0".encode()
    )
    for half, face in enumerate((reveal["face"], reveal["partner"]["face"])):
        picture = await pictures.get(face)
        assert plain[half * room.picture_size :].startswith(len(picture).to_bytes(4) + picture), "left, then right"
    for client in (hall.host, hall.bob, hall.watcher, hall.screen):
        assert not client.all("count"), "the host wants no counts"
        assert all("answered" not in question for question in client.all("question"))
