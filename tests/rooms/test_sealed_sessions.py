"""Sealed faces as a player's socket meets them: before the question, after a reload, on another process."""

import hashlib

import pytest
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from game.room import PATIENCE
from server.decks.models import Deck, Face
from server.rooms.database import in_database
from tests.rooms.people import HOST, Client, Processes, room_of

pytestmark = pytest.mark.django_db(transaction=True)


def opened(frame: bytes, question: dict) -> bytes:
    """Open a sealed picture as a browser does."""
    sealed = question["sealed"]
    assert int.from_bytes(frame[:2]) == sealed["round"]
    told = f"{sealed['match']}/{sealed['round']}".encode()
    plain = ChaCha20Poly1305(bytes.fromhex(question["key"])).decrypt(bytes(12), frame[2:], told)
    length = int.from_bytes(plain[:4])
    assert not plain[4 + length :].strip(b"\0")
    return plain[4 : 4 + length]


def promised(reveal: dict, sealed: dict) -> str:
    told = (sealed["match"], str(sealed["round"]), reveal["truth"], reveal["face"], reveal["nonce"])
    return hashlib.sha256("\n".join(told).encode()).hexdigest()


async def test_every_face_is_promised_sealed_opened_and_the_promise_kept(process: Processes, deck: Deck) -> None:
    one, two = await process(), await process()
    code = await room_of(one)
    host, guest, watcher = Client(one, code, cookie=HOST), Client(two, code), Client(one, code)
    await host.join("Ann")
    await guest.join("Bob")
    await watcher.say(t="join")
    await host.say(t="start")
    told, keys = (await host.next("countdown"))["sealed"], set()
    for number in range(3):
        question = await host.next("question", round=number)
        assert question["sealed"] == told
        frames = []
        for client in (host, guest, watcher):
            await client.next("question", round=number)
            frames.append(next(frame for frame in client.ear.frames if int.from_bytes(frame[:2]) == number))
        assert len(set(frames)) == 1, "the same bytes for everybody"
        picture = opened(frames[0], question)
        keys.add(question["key"])
        await host.answer(number)
        await guest.answer(number)
        reveal = await guest.next("reveal", round=number)
        assert promised(reveal, told) == told["commitment"]
        face = await in_database(Face.objects.get, id=reveal["face"])
        assert face.truth == reveal["truth"]
        assert picture.count(b".") == 100 * int(face.id.removeprefix("face"))
        told = reveal.get("sealed")
    assert told is None
    assert len(keys) == 3
    for client in (host, guest, watcher):
        sizes = {len(frame) for frame in client.ear.frames}
        assert (len(client.ear.frames), sizes) == (3, {2 + 32 * 1024 + 16})


@pytest.mark.parametrize("elsewhere", [False, True])
async def test_a_reload_in_the_middle_of_a_round_gives_picture_and_key(
    process: Processes, deck: Deck, *, elsewhere: bool
) -> None:
    one, two = await process(), await process()
    code = await room_of(one)
    first, other = Client(one, code, cookie=HOST), Client(one, code)
    await first.join("Ann")
    await other.join("Bob")
    await first.say(t="start")
    question = await first.next("question", round=0)
    again = Client(two if elsewhere else one, code, cookie=HOST)
    back = (await again.join("Ann"))["phase"]
    assert {part: back[part] for part in ("sealed", "key", "deadline")} == {
        part: question[part] for part in ("sealed", "key", "deadline")
    }
    await again.ear.until(lambda: again.ear.frames)
    assert again.ear.frames == first.ear.frames[:1]
    assert opened(again.ear.frames[0], back)


async def test_a_key_is_told_with_its_question_and_not_before(process: Processes, deck: Deck) -> None:
    runtime = await process()
    code = await room_of(runtime)
    host, late = Client(runtime, code, cookie=HOST), Client(runtime, code)
    await host.join("Ann")
    await host.say(t="start")
    await host.ear.until(lambda: host.ear.frames)
    before = str(host.ear.heard) + str(await late.join("Late"))
    assert late.ear.frames == host.ear.frames, "who comes in the countdown finds it at the door"
    question = await host.next("question")
    assert question["key"] not in before
    room = await runtime.store.load(code)
    assert room is not None
    for seal in room.seals[1:]:
        assert seal.key.hex() not in str(host.ear.heard)
    for seal in room.seals:
        assert seal.nonce.hex() not in str(host.ear.heard)


async def test_a_picture_that_is_missing_is_sent_again_twice(process: Processes, deck: Deck) -> None:
    runtime = await process()
    code = await room_of(runtime)
    host = Client(runtime, code, cookie=HOST)
    await host.say(t="missing", round=0)
    await host.join("Ann")
    await host.say(t="missing", round=0)
    await host.say(t="start")
    await host.next("question", round=0)
    for number in (0, 1, 0, 0):
        await host.say(t="missing", round=number)
    assert host.ear.frames == host.ear.frames[:1] * 3
    assert [(m["code"], m["about"]) for m in host.all("refused")] == [("too_fast", "missing")]
    await host.answer(0)
    await host.next("question", round=1)
    await host.say(t="missing", round=1)
    assert host.ear.frames[-1] == host.ear.frames[-2] != host.ear.frames[0]


async def test_a_question_waits_for_a_player_without_a_picture_but_not_for_ever(process: Processes, deck: Deck) -> None:
    one, two = await process(), await process()
    code = await room_of(one)
    host, slow = Client(one, code, cookie=HOST), Client(two, code, prompt=False)
    await host.join("Ann")
    await slow.join("Bob")
    await host.say(t="start")
    opens = (await host.next("countdown"))["opens"]
    opened_at = (await host.next("question", round=0))["opened"]
    assert opened_at >= opens + PATIENCE
    await host.answer(0)
    await slow.answer(0)
    until = (await host.next("reveal", round=0))["until"]
    slow.ear.on_frame = slow._ready
    assert until <= (await host.next("question", round=1))["opened"] < until + PATIENCE


async def test_a_watchers_word_counts_for_nothing(process: Processes, deck: Deck) -> None:
    runtime = await process()
    code = await room_of(runtime)
    host, watcher = Client(runtime, code, cookie=HOST, prompt=False), Client(runtime, code)
    await host.join("Ann")
    await watcher.say(t="join")
    await host.say(t="start")
    countdown = await host.next("countdown")
    assert (await host.next("question"))["opened"] >= countdown["opens"] + PATIENCE
