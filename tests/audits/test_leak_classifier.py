"""Everything that was received becomes columns, and rounds of one room never help to guess each other."""

import sys
from itertools import pairwise

import numpy as np
import pytest

from server.audits import classifier
from server.audits.classifier import Score, guesses, judge
from server.audits.classifier_columns import Columns, columns_of
from server.audits.classifier_text import facts_of
from server.audits.recording import Dealt, Past, Seen, Watched, shortened


def texts(*messages: bytes) -> Columns:
    """Columns of rounds in which one message came each."""
    seen = [[Seen(name="question", at=0.0, size=len(message), data=message)] for message in messages]
    return columns_of([dealt(number, Watched(seen=one, context=[])) for number, one in enumerate(seen)], ["player"])


def dealt(number: int, watched: Watched, earlier: tuple[bool, ...] = ()) -> Dealt:
    return Dealt(
        room=number,
        match="m",
        round=0,
        ai=False,
        face="f",
        nonce="",
        code="",
        clock=0.0,
        since=0.0,
        played=len(earlier),
        earlier=[Past(ai, "f") for ai in earlier],
        watched={"player": watched},
    )


def test_what_never_varies_is_left_out() -> None:
    columns = texts(b'{"t":"question","n":1}', b'{"t":"question","n":1}')
    assert (columns.number_names, columns.bit_names) == ([], [])


def test_one_bit_of_a_byte_is_a_column() -> None:
    columns = texts(b'{"key":"00000000000000000000"}', b'{"key":"00000000000000000008"}')
    from_hex = [place for place, name in enumerate(columns.bit_names) if "from hex" in name]
    assert [columns.bit_names[place] for place in from_hex] == ["player question#0 .key from hex byte 9 bit 3"]
    assert columns.bits[:, from_hex[0]].tolist() == [-1, 1]
    assert "player question#0 raw byte 27 bit 3" in columns.bit_names


def test_bytes_that_are_missing_are_neither_one_nor_zero() -> None:
    columns = texts(b'{"a":1}', b'{"a":1,"b":2}')
    place = columns.bit_names.index("player question#0 raw byte 8 bit 1")
    assert columns.bits[:, place].tolist() == [0, 1]
    assert columns.numbers[:, columns.number_names.index("player question#0 size")].tolist() == [7, 13]
    assert np.isnan(columns.numbers[0, columns.number_names.index("player question#0 .b")])


def test_numbers_times_and_order_of_a_message() -> None:
    facts = facts_of(b'{"t":"x","opened":1700000000.25,"of":3,"until":1700000002.5,"list":[{"a":null}],"on":true}')
    assert facts.numbers[".of"] == 3
    assert facts.numbers[".opened fraction"] == 0.25
    assert facts.numbers["times 0 to 1"] == 2.25
    assert (facts.numbers[".list length"], facts.numbers[".list[0].a is null"], facts.numbers[".on"]) == (1, 1, 1)
    turned = facts_of(b'{"opened":1700000000.25,"t":"x","of":3,"until":1700000002.5,"list":[{"a":null}],"on":true}')
    assert turned.numbers == facts.numbers
    assert turned.texts["order of keys"] != facts.texts["order of keys"]


def test_every_header_of_an_answer_counts() -> None:
    facts = facts_of(b"HTTP/1.1 404 Not Found\r\nETag: abcdefgh\r\nServer: x\r\n\r\nnone")
    assert (facts.texts["status"], facts.texts["header etag"], facts.texts["body"]) == (
        b"HTTP/1.1 404 Not Found",
        b"abcdefgh",
        b"none",
    )
    assert (facts.numbers["headers"], facts.numbers["body"]) == (2, 4)
    turned = facts_of(b"HTTP/1.1 404 Not Found\r\nServer: x\r\nETag: abcdefgh\r\n\r\nnone")
    assert turned.texts["order of headers"] != facts.texts["order of headers"]


def test_what_cannot_be_read_still_has_its_bytes() -> None:
    assert facts_of(b"\xff\xfe").numbers == {}
    assert "player question#0 raw byte 0 bit 0" in texts(b"\xff", b"\xfe").bit_names


def test_order_time_and_number_of_what_came() -> None:
    first = [Seen(name=name, at=at, size=1, data=b"-") for name, at in (("count", 1.0), ("ack", 1.5))]
    second = [Seen(name=name, at=at, size=1, data=b"-") for name, at in (("ack", 1.0), ("count", 1.25), ("count", 2.0))]
    columns = columns_of(
        [dealt(number, Watched(seen=seen, context=[])) for number, seen in enumerate((first, second))], ["player"]
    )
    told = dict(zip(columns.number_names, columns.numbers.T.tolist(), strict=True))
    assert told["player ack#0 place"] == [1, 0]
    assert told["player count#0 after"] == [0, 0.25]
    assert told["player ack#0 gap"] == [0.5, 0]
    assert told["player how many count"] == [1, 2]
    assert told["player seconds"] == [0.5, 1]


def test_who_was_away_has_no_columns_for_that_round() -> None:
    here = Watched(seen=[Seen(name="ack", at=1.0, size=1, data=b"-")], context=[])
    columns = columns_of([dealt(0, here), dealt(1, Watched(seen=[], context=[]))], ["player"])
    told = columns.numbers[:, columns.number_names.index("player how many ack")]
    assert (told[0], np.isnan(told[1])) == (1, True)


def test_the_history_has_its_lead_and_its_run() -> None:
    here = Watched(seen=[Seen(name="reveal", at=0.0, size=1, data=b"-")], context=[])
    columns = columns_of([dealt(0, here, (True, False, False)), dealt(1, here, (False, True, True))], ["player"])
    told = dict(zip(columns.number_names, columns.numbers.T.tolist(), strict=True))
    assert told["history match lead"] == [-1, 1]
    assert told["history run"] == [-2, 2]
    assert (told["history truth 1 ago"], told["history truth 3 ago"]) == ([0, 1], [1, 0])


def test_a_sealed_picture_is_kept_by_its_ends() -> None:
    assert shortened(bytes(64) + b"middle" + bytes([1] * 64)) == bytes(64) + bytes([1] * 64)
    assert shortened(b"short") == b"short"


def test_no_room_is_on_both_sides() -> None:
    groups = np.repeat(np.arange(12), 5)
    steps = classifier._steps(groups, 3)
    assert [len(asked) for _, asked in steps] == [10] * 5
    for learnt, asked in steps:
        assert not set(groups[learnt]) & set(groups[asked])


def test_who_is_guessed_has_taught_nothing_to_those_who_taught() -> None:
    steps = classifier._steps(np.repeat(np.arange(12), 5), 3)
    for (before, asked), (learnt, _) in pairwise(steps):
        assert set(learnt) == set(before) | set(asked)


def test_the_first_rooms_and_too_few_to_learn_from_are_no_guess() -> None:
    columns = texts(*(b'{"n":%d}' % number for number in range(6)))
    probable = guesses(columns, [True] * 6, list(range(6)), 1)
    assert np.isnan(probable).sum() == 1
    assert set(probable[~np.isnan(probable)]) == {0.5}


def test_scores_of_knowing_and_of_a_coin() -> None:
    ai = np.random.default_rng(1).random(400) < 0.5
    rooms = np.repeat(np.arange(40), 10)
    assert judge(np.where(ai, 0.9, 0.1), ai.tolist(), rooms.tolist(), 1) == Score(1.0, 1.0, 1.0)
    coin = judge(np.random.default_rng(2).random(400), ai.tolist(), rooms.tolist(), 1)
    wide = judge(np.random.default_rng(2).random(400), ai.tolist(), rooms.tolist(), 1, confidence=0.9999)
    assert wide.low < coin.low < coin.accuracy < coin.high < wide.high
    assert 0.07 < coin.high - coin.low < 0.13  # 2 x 1.96 x 0.025


def test_without_the_library_there_is_a_clear_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sklearn.ensemble", None)
    columns = texts(*(b'{"n":%d}' % number for number in range(10)))
    with pytest.raises(RuntimeError, match="scikit-learn"):
        guesses(columns, [False, True] * 5, list(range(10)), 1)
