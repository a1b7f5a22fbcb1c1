"""Who may do what is decided on the server for every message: nobody but the host orders, nobody but players answer."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from game.decisions import Record
from game.room import SEATS, Phase, Room, answers_table
from server.players.identity import sign
from server.rooms import protocol
from server.rooms.codes import CloseCode
from server.rooms.memory_store import Memory, MemoryStore
from server.rooms.runtime import Runtime
from server.rooms.tickets import seat_token
from tests.game.table import HOST, Table, at
from tests.rooms.people import Client

pytestmark = pytest.mark.django_db(transaction=True)

PHASES = (Phase.LOBBY, Phase.COUNTDOWN, Phase.QUESTION, Phase.REVEAL, Phase.PODIUM)
ORDERS = {
    "start": [{}],
    "configure": [{"options": {"rounds": 5}}, {"options": {"deck": "no-such-deck"}}],
    "rematch": [{}],
    "rename": [{"player": player, "name": "Zoe"} for player in (HOST, "bob", "nobody", "")],
    "remove": [{"player": player} for player in (HOST, "bob", "nobody", "")],
    "pause": [{}],
    "resume": [{}],
    "skip": [{"round": 0}, {"round": 49}],
    "next": [{"round": 0}, {"round": 49}],
    "end": [{}],
    "lock": [{"locked": True}, {"locked": False}],
    "hand_over": [{"player": player} for player in (HOST, "bob", "nobody", "")],
    "play_along": [{"plays": True}, {"plays": False}],
}
FROM_PLAYERS = {"join", "answer", "choose_team", "find", "ready", "missing", "pong", "clock"}


class Play:
    """A room in some phase, in a process whose clock stands still: the host, Bob and Cat have seats."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.store = MemoryStore(Memory(lambda: table.now))
        self.process = Runtime(self.store)
        self.process.hub.on_room = lambda _room: None  # no alarm moves the room on
        self.host, self.bob = (Client(self.process, "BCDF", cookie) for cookie in (HOST, "bob"))
        self.watcher, self.stranger = (Client(self.process, "BCDF", cookie) for cookie in ("eve", "mallory"))

    async def begin(self) -> None:
        room = self.table.room
        assert await self.store.commit(None, room)
        seats = [Record(SEATS, player, seat) for player, seat in self.table.rows[SEATS].items()]
        await self.store.record(room, SEATS, seats, announce=False)
        await self.process.clock.set()
        await self.store.listen(self.process.hub.hear, lambda: None)
        for client in (self.host, self.bob, self.watcher):
            await client.say(t="join")
            await client.next("welcome")

    async def kept(self) -> tuple[Room | None, list[dict[str, object]]]:
        """Return all that the store has of the room."""
        room = self.table.room
        tables = [SEATS, *(answers_table(room, number) for number in range(3))]
        return await self.store.load("BCDF"), [dict(await self.store.rows(room, table)) for table in tables]


async def played(phase: Phase) -> Play:
    play = Play(at(phase))
    await play.begin()
    return play


@pytest.fixture(params=PHASES)
async def play(request: pytest.FixtureRequest) -> AsyncIterator[Play]:
    play = await played(request.param)
    yield play
    await play.process.stop()


@pytest.fixture
async def question() -> AsyncIterator[Play]:
    play = await played(Phase.QUESTION)
    yield play
    await play.process.stop()


def test_every_message_is_an_order_or_for_players() -> None:
    """A new message needs a place in this file."""
    kinds = {str(kind.__struct_config__.tag) for kind in protocol.Inbound.__subclasses__()}
    assert kinds == ORDERS.keys() | FROM_PLAYERS


@pytest.mark.parametrize("order", ORDERS)
async def test_orders_of_all_but_the_host_are_refused(play: Play, order: str) -> None:
    before, heard = await play.kept(), len(play.host.ear.heard)
    for client, code in ((play.bob, "not_host"), (play.watcher, "not_host"), (play.stranger, "not_seated")):
        for fields in ORDERS[order]:
            await client.say(t=order, **fields)
            assert client.ear.heard[-1] == {"t": "refused", "code": code, "about": order}
        assert client.codes == [code] * len(ORDERS[order])
        assert client.ear.closed is None
    assert await play.kept() == before
    assert len(play.host.ear.heard) == heard


@pytest.mark.parametrize("role", ["watcher", "screen"])
async def test_watchers_and_screens_are_nobody(play: Play, role: str) -> None:
    """Whatever cookie or token they come with: they have no part of the host's or of a player's."""
    before = await play.kept()
    for cookie in (HOST, "bob"):
        eyes = Client(play.process, "BCDF", cookie)
        await eyes.say(t="join", role=role, name="Bob", token=seat_token("BCDF", cookie))
        welcome = await eyes.next("welcome")
        assert (welcome["role"], welcome["seated"], welcome["token"], welcome["name"]) == (role, False, "", "")
        assert welcome["player"] not in (HOST, "bob")
        assert welcome["phase"].keys().isdisjoint({"own", "playing", "aside", "verdict", "team"})
        for order, examples in ORDERS.items():
            await eyes.say(t=order, **examples[0])
            assert eyes.codes[-1] == "not_host"
        await eyes.answer(0)
        assert eyes.codes[-1] == "not_seated"
        await eyes.say(t="choose_team", team=0)
        assert eyes.ear.heard[-1]["t"] == "refused"
    assert play.host.ear.closed is play.bob.ear.closed is None
    assert await play.kept() == before


async def test_answers_of_who_does_not_play_are_refused(question: Play) -> None:
    before = await question.kept()
    late = Client(question.process, "BCDF", "dan")
    await late.join("Dan")
    seated = await question.kept()
    assert seated[1][0].keys() - before[1][0].keys() == {"dan"}
    for client, code in ((question.watcher, "not_seated"), (late, "not_playing"), (question.stranger, "not_seated")):
        for verdict in ("real", "ai"):
            await client.answer(0, verdict)
            assert (await client.next("refused", about="answer"))["code"] == code
        await client.ear.until(lambda client=client, code=code: client.codes == [code, code])
    assert await question.kept() == seated
    await question.bob.answer(0, "ai")  # and who plays is heard
    assert (await question.bob.next("ack"))["verdict"] == "ai"


@pytest.mark.parametrize("number", [1, 2, 49])
async def test_answers_to_other_rounds_are_refused(question: Play, number: int) -> None:
    before = await question.kept()
    await question.bob.answer(number)
    assert (await question.bob.next("refused"))["code"] == "round_over"
    assert await question.kept() == before


@pytest.mark.parametrize("phase", [phase for phase in PHASES if phase is not Phase.QUESTION])
async def test_answers_at_other_times_are_refused(phase: Phase) -> None:
    play = await played(phase)
    before = await play.kept()
    for client, code in ((play.bob, "round_over"), (play.watcher, "not_seated"), (play.host, "round_over")):
        await client.answer(max(play.table.room.round, 0))
        assert (await client.next("refused"))["code"] == code
    assert await play.kept() == before
    await play.process.stop()


async def test_only_players_count_as_ready() -> None:
    play = await played(Phase.COUNTDOWN)
    for client in (play.stranger, play.watcher, play.bob, play.bob):
        await client.say(t="ready", round=0)
    room = play.process.hub.rooms["BCDF"].room
    async with asyncio.timeout(10):
        while not (ready := await play.process.readiness.ready(room)):  # noqa: ASYNC110  (a set has no event)
            await asyncio.sleep(0.005)
    assert ready == {"bob"}
    await play.process.stop()


@pytest.mark.parametrize(
    "message",
    [
        {"t": "start", "by": HOST},
        {"t": "rematch", "player": HOST},
        {"t": "answer", "round": 0, "verdict": "ai", "player": "bob"},
        {"t": "answer", "round": 0, "verdict": "ai", "took": 0.1},
        {"t": "answer", "round": 0, "verdict": "ai", "at": 1.0, "lag": 0.3},
        {"t": "configure", "options": {"rounds": 5, "host": "eve"}},
        {"t": "join", "name": "Eve", "player": HOST},
        {"t": "pong", "n": 1, "lag": 0.3},
        {"t": "tick", "present": []},
        {"t": "archived", "match": "match1"},
        {"t": "welcome", "host": "eve"},
    ],
)
async def test_nobody_says_who_he_is_or_when_it_was(question: Play, message: dict[str, object]) -> None:
    before = await question.kept()
    for client in (question.bob, question.watcher, question.stranger):
        await client.say(**message)
        assert client.codes == ["malformed"]
    assert await question.kept() == before


async def test_a_token_that_was_not_given_seats_nobody_as_the_host(question: Play) -> None:
    elsewhere, ours = seat_token("GHJK", HOST), seat_token("BCDF", "mallory")
    forged = [HOST, f"{HOST}:BCDF", ours.replace("mallory", HOST), ours[:-1], ours + "A", sign(HOST), ":", "\x00"]
    for token in (elsewhere, *forged):
        stranger = Client(question.process, "BCDF", "mallory")
        await stranger.say(t="join", token=token)
        assert stranger.codes == ["bad_token"], token


async def test_the_hosts_own_token_gives_him_the_room_from_anywhere(question: Play) -> None:
    elsewhere = Client(question.process, "BCDF", "another-browser")
    await elsewhere.say(t="join", token=seat_token("BCDF", HOST))
    assert (await elsewhere.next("welcome"))["player"] == HOST
    assert question.host.ear.closed == CloseCode.REPLACED
    await elsewhere.say(t="rematch")
    assert elsewhere.codes == ["not_over"]


async def test_the_host_may(play: Play) -> None:
    """The control: what is refused above is carried out, or refused for another reason, for the host."""
    await play.host.say(t="rename", player="bob", name="Zoe")
    room = await play.store.load("BCDF")
    assert room is not None
    assert room.names["bob"].name == "Zoe"
    for order in ("start", "rematch"):
        await play.host.say(t=order)
    await play.host.say(t="configure", options={"rounds": 5})
    assert "not_host" not in play.host.codes
    await play.host.say(t="remove", player="bob")
    room = await play.store.load("BCDF")
    assert room is not None
    assert room.removed == ("bob",)


async def test_who_was_removed_answers_no_more_and_cannot_come_back(question: Play) -> None:
    await question.host.say(t="remove", player="bob")
    await question.bob.ear.until(lambda: question.bob.ear.closed)
    assert question.bob.ear.closed == CloseCode.REMOVED
    before = await question.kept()
    await question.bob.answer(0)  # on the socket that was closed, had he kept it open
    await question.bob.next("refused", about="answer")
    again = Client(question.process, "BCDF", "bob")
    await again.say(t="join", name="Bob")
    assert (again.codes, again.ear.closed) == (["removed"], CloseCode.REMOVED)
    token = Client(question.process, "BCDF", "x")
    await token.say(t="join", token=seat_token("BCDF", "bob"))
    assert token.codes == ["removed"]
    assert await question.kept() == before
