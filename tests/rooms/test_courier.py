"""Sealed pictures on their way: to everybody, before the question, once, and to those who come later at the door."""

import asyncio

import pytest
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from django.db import InterfaceError, OperationalError
from msgspec.structs import replace

from game.room import Phase
from server.rooms import courier as couriers
from server.rooms.courier import Courier
from server.rooms.errands import Errands
from server.rooms.hub import Hub
from server.rooms.memory_store import Memory, MemoryStore
from tests.game.table import SEALS, at
from tests.rooms.faces import Album
from tests.rooms.moments import turns, until
from tests.rooms.people import Ear
from tests.rooms.stored import lobby


class Round:
    def __init__(self):
        self.errands = Errands()
        self.store = MemoryStore(Memory())
        self.hub = Hub(self.store, self.errands)
        self.album = Album()
        self.courier = Courier(self.hub, self.errands, self.album)
        self.hub.on_room = self.courier.watch
        self.ear = Ear()

    async def open(self, room):
        """Let somebody wait in a lobby; then the room is this."""
        assert await self.store.commit(None, lobby(room.code))
        local = await self.hub.open(room.code)
        local.sockets["ann"] = self.ear
        self.hub.learn(local, room)
        return local


@pytest.fixture
async def post(monkeypatch):
    monkeypatch.setattr(couriers, "SETTLED", 0.0)
    post = Round()
    yield post
    await post.errands.stop()


def picture(frame, match, number):
    plain = ChaCha20Poly1305(SEALS[number].key).decrypt(bytes(12), frame[2:], f"{match}/{number}".encode())
    return plain[4:].rstrip(b"\0").decode()


async def test_a_countdown_brings_the_first_picture(post):
    room = at(Phase.COUNTDOWN).room
    await post.open(room)
    await until(lambda: post.ear.frames)
    assert picture(post.ear.frames[0], "match1", 0) == f"the picture of {room.faces[0].id}"


async def test_each_picture_comes_once_and_before_its_question(post):
    table = at(Phase.COUNTDOWN)
    local = await post.open(table.room)
    told = []
    for number in range(3):
        await until(lambda n=number: len(post.ear.frames) > n)
        told.append((local.room.phase, picture(post.ear.frames[-1], "match1", number)))
        for _ in range(2):
            table.tick()
            post.hub.learn(local, table.room)
    await turns()
    assert [phase for phase, _ in told] == [Phase.COUNTDOWN, Phase.REVEAL, Phase.REVEAL]
    assert [name for _, name in told] == [f"the picture of {face.id}" for face in table.room.faces]
    assert len(post.ear.frames) == 3


async def test_who_comes_in_the_middle_of_a_question_finds_it_at_the_door(post, monkeypatch):
    """Also where this process has never seen the room before; and at once, as everybody else has it."""
    monkeypatch.setattr(couriers, "SETTLED", 3600.0)
    room = at(Phase.QUESTION).room
    assert await post.store.commit(None, room)
    local = await post.hub.open(room.code)
    await until(lambda: local.parcel.frame)
    assert picture(local.parcel.frame, "match1", 0) == f"the picture of {room.faces[0].id}"


async def test_nothing_is_sent_before_the_reveal_has_settled(post, monkeypatch):
    """Loading takes another time for each face, and that must not show."""
    monkeypatch.setattr(couriers, "SETTLED", 3600.0)
    local = await post.open(at(Phase.REVEAL).room)
    await until(lambda: post.album.asked)
    await turns(100)
    assert post.ear.frames == []
    assert local.parcel.frame is None, "nor given to those who come in"


async def test_the_next_picture_is_read_while_a_question_runs(post):
    table = at(Phase.COUNTDOWN)
    local = await post.open(table.room)
    await until(lambda: post.ear.frames)
    table.tick()
    post.hub.learn(local, table.room)
    await until(lambda: table.room.faces[1].id in post.album.asked)


async def test_a_picture_that_is_gone_stops_nobody(post, caplog):
    room = at(Phase.COUNTDOWN).room
    post.album.missing = (room.faces[0].id,)
    local = await post.open(room)
    await until(lambda: "could not be sealed" in caplog.text)
    assert (post.ear.frames, local.parcel.frame) == ([], None)


async def test_a_new_version_of_the_same_phase_sends_nothing_again(post):
    table = at(Phase.COUNTDOWN)
    local = await post.open(table.room)
    await until(lambda: post.ear.frames)
    post.hub.learn(local, replace(table.room, version=table.room.version + 1, removed=("eve",)))
    await turns(50)
    assert len(post.ear.frames) == 1


async def test_a_lobby_and_a_podium_have_no_parcel(post):
    local = await post.open(at(Phase.PODIUM).room)
    assert local.parcel is None


async def test_a_parcel_that_was_overtaken_is_not_sent(post, monkeypatch):
    monkeypatch.setattr(couriers, "SETTLED", 0.02)
    table = at(Phase.COUNTDOWN)
    local = await post.open(table.room)
    await until(lambda: post.album.asked)
    for _ in range(2):
        table.tick()
        post.hub.learn(local, table.room)
    await until(lambda: post.ear.frames)
    assert [int.from_bytes(frame[:2]) for frame in post.ear.frames] == [1]


async def sent_after(post, monkeypatch, delays):
    """Return how long after the beginning of a reveal each picture left, when reading took that long."""
    monkeypatch.setattr(couriers, "SETTLED", 0.25)
    loop, left = asyncio.get_running_loop(), []
    for number, delay in enumerate(delays):
        code = "BCDFG"[number] * 4
        room = replace(at(Phase.REVEAL).room, code=code)
        post.album.delay = delay
        post.ear.on_frame = lambda _frame: left.append(loop.time())
        begun = loop.time()
        await post.open(room)
        await until(lambda n=number: len(left) > n)
        left[-1] -= begun
    return left


async def test_how_long_the_reading_took_does_not_show(post, monkeypatch):
    quick, slow = await sent_after(post, monkeypatch, [0.0, 0.15])
    assert quick >= 0.25
    assert slow >= 0.25
    assert slow < 0.25 + 0.15, "it is read while the reveal settles"


def test_a_reveal_settles_for_longer_than_reading_takes():
    assert couriers.SETTLED >= 0.2


async def test_the_same_round_of_the_next_match_is_another_parcel(post):
    table = at(Phase.COUNTDOWN)
    local = await post.open(table.room)
    await until(lambda: post.ear.frames)
    post.hub.learn(local, replace(table.room, version=99, match="match2"))
    await until(lambda: len(post.ear.frames) == 2)
    assert post.ear.frames[0] != post.ear.frames[1]


async def test_others_get_their_turn_while_a_hall_is_served(post):
    local = await post.open(lobby("CCCC"))
    turns_taken = []

    async def somebody_else():
        while len(post.ear.frames) < 200:
            turns_taken.append(len(post.ear.frames))
            await asyncio.sleep(0)

    local.sockets.update({f"player{number}": post.ear for number in range(200)})
    del local.sockets["ann"]
    post.hub.learn(local, replace(at(Phase.COUNTDOWN).room, code="CCCC"))
    await until(lambda: local.parcel.frame or post.ear.frames)
    await somebody_else()
    assert len(post.ear.frames) == 200
    assert len({count for count in turns_taken if 0 < count < 200}) >= 2


@pytest.mark.parametrize("trouble", [OperationalError("locked"), InterfaceError("gone"), OSError("stale handle")])
async def test_what_may_pass_is_tried_again(post, monkeypatch, caplog, trouble):
    post.album.trouble = trouble
    monkeypatch.setattr(couriers, "AGAIN", 0.0)
    post.album.troubles = 2
    await post.open(at(Phase.COUNTDOWN).room)
    await until(lambda: post.ear.frames)
    assert "could not be read yet" in caplog.text
