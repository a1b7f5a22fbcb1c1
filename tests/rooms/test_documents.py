"""Documents of another release: an older one's are read and played on, a newer one's are left to its own processes."""

import msgspec
import pytest
from msgspec.structs import replace

from game.room import SCHEMA, Answer, Phase
from server.rooms import documents
from server.rooms.codes import CloseCode
from server.rooms.documents import NewerRoomError, decode_news, decode_room, decode_row, encode
from server.rooms.store import Newer, StoreUnavailableError
from tests.game.table import Table
from tests.rooms import kept
from tests.rooms.moments import until
from tests.rooms.people import HOST, Client, room_of
from tests.rooms.stored import following, question

READABLE = [SCHEMA, *documents.UPGRADES]


def test_a_change_of_what_a_room_is_made_of_is_a_new_schema():
    assert kept.read().layout == kept.layout(), (
        "Room, Seat or Answer changed: raise SCHEMA, add the step to documents.UPGRADES, run python -m tests.rooms.kept"
    )


@pytest.mark.parametrize("schema", READABLE)
def test_a_room_that_a_release_has_left_plays_on_to_its_podium(schema):
    stored = kept.read(schema)
    table = Table()
    table.room = decode_room(stored.document)
    table.rows = {name: {key: decode_row(name, row) for key, row in rows.items()} for name, rows in stored.rows.items()}
    table.now, table.present = table.room.opened, set(table.rows["seats"])
    assert (table.room.phase, table.room.round) == (Phase.QUESTION, 1)
    assert set(table.answers(1)) == {"bob"}
    table.to_podium()
    assert table.room.scores["bob"].points > 0


def test_a_step_leads_from_each_schema_to_the_next(monkeypatch):
    def rename(plain):
        plain["locked"] = plain.pop("shut")
        return plain

    plain = msgspec.msgpack.decode(encode(question()))
    plain["shut"] = not plain.pop("locked")
    monkeypatch.setattr(documents, "UPGRADES", {SCHEMA - 2: lambda plain: plain, SCHEMA - 1: rename})
    for schema in (SCHEMA - 2, SCHEMA - 1):
        assert decode_room(msgspec.msgpack.encode(plain | {"schema": schema})) == replace(question(), locked=True)


def test_a_schema_that_no_step_leads_from_is_no_room():
    older = encode(replace(question(), schema=min(READABLE) - 1))
    assert decode_room(older) is None
    assert decode_news(older) is None


def test_a_newer_schema_is_told_apart_from_no_room():
    newer = encode(replace(question(), schema=SCHEMA + 1))
    with pytest.raises(NewerRoomError):
        decode_room(newer)
    assert decode_news(newer) == Newer()


def test_rows_may_have_grown_at_their_end():
    row = msgspec.msgpack.decode(encode(Answer(question().faces[0].truth, 1.0, 1.5)))
    assert decode_row("answers:m:0", msgspec.msgpack.encode([*row, "of tomorrow"])) == decode_row(
        "answers:m:0", msgspec.msgpack.encode(row)
    )


async def test_a_newer_release_takes_a_room_over_and_this_one_lets_its_players_go(process):
    running = await process()
    client = Client(running, await room_of(running))
    client.session._entrance._cookie = HOST
    await client.join()
    room = await running.store.load(client.session._code)
    assert await running.store.commit(room, replace(following(room), schema=SCHEMA + 1, deadline=1.0))
    await client.ear.until(lambda: client.ear.closed)
    assert client.ear.closed == CloseCode.SERVER_MOVES
    client.leave()
    back = Client(running, room.code)
    await back.say(t="join", name="Bea")
    await back.ear.until(lambda: back.ear.closed)
    assert (back.ear.closed, back.codes) == (CloseCode.SERVER_MOVES, [])
    with pytest.raises(StoreUnavailableError):
        await running.store.load(room.code)
    await until(lambda: not running.alarms._settling)
    assert await running.store.next_alarm() is not None, "its alarm was silenced, and the room would stand still"


async def test_a_newer_room_that_was_missed_is_noticed_after_lost_news(process):
    running = await process()
    client = Client(running, await room_of(running))
    await client.join()
    room = await running.store.load(client.session._code)
    await running.store.unsubscribe(room.code)
    assert await running.store.commit(room, replace(following(room), schema=SCHEMA + 1))
    await running.hub.resync()
    await client.ear.until(lambda: client.ear.closed)
    assert client.ear.closed == CloseCode.SERVER_MOVES
