"""What every store promises of boards: notices that end by themselves."""

import asyncio


async def board(store, most=10, name="b"):
    return await store.posted(name, most)


async def test_a_notice_is_read_by_all(store, connect):
    assert await board(store) == {}
    later = await store.time() + 60
    await store.post("b", "one", "first", later)
    await connect().post("b", "two", "zweite 第二 🦊", later)
    assert await board(connect()) == {"one": "first", "two": "zweite 第二 🦊"}
    assert await board(store, name="another") == {}


async def test_a_notice_replaces_the_one_of_its_name(store, connect):
    later = await store.time() + 60
    await store.post("b", "one", "first", later)
    await connect().post("b", "one", "second", later)
    assert await board(store) == {"one": "second"}


async def test_what_is_taken_off_is_gone(store, connect):
    later = await store.time() + 60
    await store.post("b", "one", "first", later)
    await store.post("b", "two", "second", later)
    await connect().unpost("b", "one")
    await connect().unpost("b", "never there")
    await connect().unpost("no board", "one")
    assert await board(store) == {"two": "second"}


async def test_a_notice_ends_by_itself_unless_it_is_posted_again(store, connect):
    now = await store.time()
    await store.post("b", "over", "text", now - 1)
    await store.post("b", "soon", "text", now + 0.2)
    await store.post("b", "renewed", "text", now + 0.2)
    await store.post("b", "renewed", "text", now + 60)
    assert set(await board(store)) <= {"soon", "renewed"}
    await asyncio.sleep(0.3)
    assert set(await board(connect())) == {"renewed"}


async def test_of_too_many_those_are_read_that_stay_longest(store):
    now = await store.time()
    for number in range(5):
        await store.post("b", f"n{number}", "text", now + 60 + number)
    assert set(await board(store, most=2)) == {"n3", "n4"}
