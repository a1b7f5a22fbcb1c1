"""What a client may say and what it hears, over one or two server processes' worth of runtime on one Redis."""

import pytest
from msgspec.structs import replace

from game.room import Phase
from server.decks.models import Deck
from server.leaderboards import selectors as boards
from server.leaderboards.boards import Board
from server.matches.models import Match, Trial
from server.players.models import ALL_TIME
from server.rooms.codes import CloseCode
from server.rooms.database import in_database
from tests.rooms.people import Client, Processes, room_of

pytestmark = pytest.mark.django_db(transaction=True)


async def test_a_match_on_two_processes(process: Processes, deck: Deck) -> None:
    one, two = await process(), await process()
    code = await room_of(one)
    host, guest = Client(one, code, cookie="host-player-id-1"), Client(two, code)
    assert (await host.join("Ann"))["phase"]["t"] == "lobby"
    token = (await guest.join("Bob"))["token"]
    await host.ear.until(lambda: any(m["here"] == 2 for m in host.all("people")))
    await host.say(t="start")
    assert (await guest.next("countdown"))["of"] == 3

    for number in range(3):
        shown = await host.next("question", round=number)
        assert shown["playing"]
        assert "truth" not in shown
        await guest.next("question", round=number)
        await host.answer(number, "real")
        await guest.answer(number, "ai")
        await guest.answer(number, "real")  # the first one stands
        mine, theirs = await host.next("reveal", round=number), await guest.next("reveal", round=number)
        assert mine["until"] - shown["opened"] < 3, "everybody had answered, so nobody waits for the deadline"
        assert (mine["said_real"], mine["said_ai"], mine["silent"]) == (1, 1, 0)
        assert mine["own"]["right"] != theirs["own"]["right"]
        assert theirs["own"]["verdict"] == "ai"

    podium = await host.next("podium")
    assert [line["round"] for line in podium["own"]["lines"]] == [0, 1, 2]
    await host.next("podium", archived=True)
    stored = await in_database(Match.objects.get)
    assert await in_database(Trial.objects.count) == 6
    assert (stored.players, stored.rounds) == (2, 3)
    top = await in_database(boards.top, Board.POINTS, ALL_TIME, 5)
    assert [(line.name, line.score) for line in top] == [(s["name"], s["points"]) for s in podium["top"]]

    back = Client(one, code)
    again = await back.join("Nobody", token=token)
    assert (again["name"], len(again["phase"]["own"]["lines"])) == ("Bob", 3)

    await guest.ear.until(lambda: guest.ear.closed)
    assert guest.ear.closed == CloseCode.REPLACED, "the player has come to the other process"

    await host.say(t="rematch")
    assert (await back.next("lobby"))["v"] > podium["v"]


async def test_a_reload_gives_back_seat_answer_and_time(process: Processes, deck: Deck) -> None:
    one, two = await process(), await process()
    code = await room_of(one)
    first, other = Client(one, code, cookie="host-player-id-1"), Client(one, code)
    welcome = await first.join("Ann")
    await other.join("Bob")
    await first.say(t="start")
    shown = await first.next("question", round=0)
    await first.answer(0, "ai")
    ack = await first.next("ack")
    first.leave()

    second = Client(two, code)
    back = await second.join("Somebody else", token=welcome["token"])
    assert (back["player"], back["name"]) == (welcome["player"], "Ann")
    phase = back["phase"]
    assert (phase["verdict"], phase["took"], phase["playing"]) == ("ai", ack["took"], True)
    assert (phase["deadline"], phase["v"]) == (shown["deadline"], shown["v"])
    assert abs(back["now"] - two.clock.now()) < 1
    await other.answer(0, "ai")
    assert (await second.next("reveal"))["own"]["verdict"] == "ai"


async def test_refusals_change_nothing(process: Processes, deck: Deck) -> None:
    runtime = await process()
    code = await room_of(runtime)
    guest = Client(runtime, code)
    await guest.answer(0)
    await guest.say(t="start")
    assert guest.codes == ["not_seated", "not_seated"]
    for text in ("", "{", '"x"', "[]", '{"t":"nope"}', '{"t":"answer","round":-1,"verdict":"real"}'):
        guest.session.hear(text)
    guest.session.hear(b'{"t":"join","name":"\xff"}')
    assert guest.codes[2:] == ["malformed"] * 7
    guest.session.hear('{"t":"join","name":"' + "x" * 5000 + '"}')
    assert guest.codes[-1] == "too_large"
    await guest.say(t="join", name="Bob", token="forged:token")
    assert guest.codes[-1] == "bad_token"
    await guest.say(t="join", name=" \u202e ")
    assert guest.codes[-1] == "bad_name"
    before = await runtime.store.load(code)
    await guest.join("Bob")
    await guest.say(t="join", name="Carl")
    await guest.say(t="start")
    await guest.say(t="rematch")
    await guest.say(t="configure", options={"rounds": 5})
    await guest.answer(0)
    assert guest.codes[-5:] == ["already_joined", "not_host", "not_host", "not_host", "round_over"]
    assert await runtime.store.load(code) == before


async def test_a_token_speaks_for_its_own_room_only(process: Processes, deck: Deck) -> None:
    runtime = await process()
    here, there = await room_of(runtime), await room_of(runtime)
    token = (await Client(runtime, here).join())["token"]
    stranger = Client(runtime, there)
    await stranger.say(t="join", name="Eve", token=token)
    assert stranger.codes == ["bad_token"]


async def test_who_asks_too_fast_is_refused_and_then_closed(process: Processes, deck: Deck) -> None:
    runtime = await process()
    client = Client(runtime, await room_of(runtime))
    await client.join()
    for _ in range(300):
        client.session.hear('{"t":"clock","sent":1}')
    assert "too_fast" in client.codes
    assert client.ear.closed == CloseCode.ABUSE


async def test_the_same_player_elsewhere_takes_over(process: Processes, deck: Deck) -> None:
    runtime = await process()
    code = await room_of(runtime)
    old, new = Client(runtime, code, cookie="player-player-p1"), Client(runtime, code, cookie="player-player-p1")
    await old.join("Ann")
    assert (await new.join("Ann"))["seated"]
    assert old.ear.closed == CloseCode.REPLACED
    old.leave()
    assert list(runtime.hub.rooms[code].sockets.values()) == [new.ear]


async def test_no_such_room(process: Processes) -> None:
    client = Client(await process(), "ZZZZ")
    await client.say(t="join", name="Ann")
    assert client.codes == ["no_such_room"]
    assert client.ear.closed == CloseCode.NO_SUCH_ROOM


async def test_without_a_name_one_watches(process: Processes, deck: Deck) -> None:
    runtime = await process()
    code = await room_of(runtime)
    watcher, host = Client(runtime, code), Client(runtime, code, cookie="host-player-id-1")
    await watcher.say(t="join")
    assert not (await watcher.next("welcome"))["seated"]
    await host.join()
    await host.say(t="start")
    assert "playing" not in await watcher.next("question")
    await watcher.answer(0)
    assert watcher.codes == ["not_seated"]
    await host.answer(0)
    assert "own" not in await watcher.next("reveal")


async def test_late_joiners_watch_and_play_the_next_round(process: Processes, deck: Deck) -> None:
    runtime = await process()
    code = await room_of(runtime)
    host, late = Client(runtime, code, cookie="host-player-id-1"), Client(runtime, code)
    await host.join("Ann")
    await host.say(t="start")
    await host.next("question", round=0)
    welcome = await late.join("Late")
    assert (welcome["seated"], welcome["phase"]["playing"]) == (True, False)
    await host.answer(0)
    assert (await late.next("question", round=1))["playing"]


async def test_a_closed_room_ends_its_sockets_and_keys(process: Processes, deck: Deck) -> None:
    runtime = await process()
    code = await room_of(runtime)
    watcher = Client(runtime, code)
    await watcher.say(t="join")
    room = await runtime.store.load(code)
    assert room is not None
    over = replace(room, version=2, phase=Phase.PODIUM, archived=True, deadline=runtime.clock.now())
    assert await runtime.store.commit(room, over)
    await watcher.next("closed")
    assert watcher.ear.closed == CloseCode.ROOM_CLOSED
    closed = await runtime.store.load(code)
    assert closed is not None
    assert closed.phase is Phase.CLOSED
    assert code not in await runtime.store.claim(runtime.clock.now() + 1e6, limit=1000)
    late = Client(runtime, code)
    await late.say(t="join", name="Late")
    assert late.codes == ["room_closed"]
