"""Tables of data sets: streamed, looked up by file, and broken ones refused with the line."""

import json
import tracemalloc
from collections.abc import Iterator
from typing import BinaryIO, Self

import pytest

from server.decks.intake import tables
from server.decks.intake.errors import LayoutError
from server.decks.intake.sources import Content, Entry
from server.decks.intake.tables import DEEPEST, LONGEST, Table, beside, columns, objects, rows
from tests.decks.intake.trees import TreeSource


def read(name: str, content: bytes | str, needed: tuple[str, ...] = ()) -> list[tuple[int, dict[str, object]]]:
    return list(rows(TreeSource({name: content}), name, needed))


def test_csv_as_spreadsheets_write_it() -> None:
    assert read("t.csv", '\ufefffile, label\r\n"a, b.jpg","two\nlines"\r\n\r\nc.jpg,x\r\n', ("file", "label")) == [
        (3, {"file": "a, b.jpg", "label": "two\nlines"}),
        (5, {"file": "c.jpg", "label": "x"}),
    ]


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"", 1),
        (b"file\na.jpg\n", 1),
        (b"file,label\na.jpg,real\nb.jpg\n", 3),
        (b"file,label\na.jpg,real,x\n", 2),
        (b"file,label\na.jpg,\xff\n", 2),
        (b'file,label\na.jpg,"real\n', 2),
        (b"file,label\na.jpg,real\nb.jpg,a\rb\n", 3),
        (b"file,label\n" + b"x" * LONGEST + b",real\n", 2),
        (b"file,label\n" + b"," * LONGEST, 2),
        (b"file,label" + b"," * LONGEST, 1),
        (b'file,label\n"' + b"\n" * LONGEST, 131_074),  # csv's own limit of a field
        (b"file,label\n" + b'"\n",' * (LONGEST // 2), 262_146),  # short lines and cells of one row without end
    ],
)
def test_broken_csv_says_where(content: bytes, line: int) -> None:
    with pytest.raises(LayoutError) as error:
        read("t.csv", content, ("file", "label"))
    assert error.value.code == "broken_table"
    assert f"Line {line} of t.csv" in str(error.value)


BAD_JSONL = {
    "open": "{",
    "list": "[1]",
    "incomplete": '{"label": 1}',
    "open and deep": "[" * 100_000,
    "deep": '{"file_name": ' + "[" * DEEPEST + "]" * DEEPEST + "}",
    "half a character": r'{"file_name": "\ud800"}',
    "long": '{"file_name": "' + "x" * LONGEST + '"}',
}


@pytest.mark.parametrize("bad", BAD_JSONL.values(), ids=BAD_JSONL)
def test_broken_jsonl_says_where(bad: str) -> None:
    assert read("t.jsonl", '{"file_name": "a"}\n\n') == [(1, {"file_name": "a"})]
    with pytest.raises(LayoutError, match=r"Line 2 of t\.jsonl") as error:
        read("t.jsonl", f'{{"file_name": "a"}}\n{bad}\n', ("file_name",))
    assert error.value.code == "broken_table"


@pytest.mark.parametrize("bad", ["", "[1]", '{"0": {"a": 1}, "1": ', '{"0": 1} x', "{'0': 1}"])
def test_broken_json(bad: str) -> None:
    with pytest.raises(LayoutError) as error:
        list(objects(TreeSource({"t.json": bad}), "t.json"))
    assert error.value.code == "broken_table"


LEAST = 1 << 17  # bytes, in place of LONGEST
SWOLLEN = {
    "lists": b"[" * 5_000 + b"]" * 5_000,
    "objects": b'{"a":' * 5_000 + b"0" + b"}" * 5_000,
    "lists in an object": b'{"a": ' + b"[" * 5_000 + b"]" * 5_000 + b"}",
    "one level too many": b"[" * DEEPEST + b"]" * DEEPEST,
    "text": b'"' + b"x" * 3 * LEAST + b'"',
    "key": b'{"' + b"x" * 3 * LEAST + b'": 0}',
    "number": b"0." + b"1" * 3 * LEAST,
    "space": b" " * 3 * LEAST + b"0",
    "numbers": b"[0" + b",0" * 2 * LEAST + b"]",
    "empty objects": b"[{}" + b",{}" * LEAST + b"]",
}


@pytest.mark.parametrize("bad", SWOLLEN.values(), ids=SWOLLEN)
def test_json_that_would_fill_the_memory(bad: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "LONGEST", LEAST)
    source = TreeSource({"t.json": b'{"0": {}, "1": ' + bad + b', "2": 0}', "all.json": bad})
    tracemalloc.start()
    try:
        for name in ("t.json", "all.json"):
            with pytest.raises(LayoutError) as error:
                list(objects(source, name))
            assert error.value.code == "broken_table", name
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 64 * LEAST


def test_members_of_a_json_object() -> None:
    source = TreeSource({"t.json": '{"0": {"a": [1.5]}, "7": {}}'})
    assert list(objects(source, "t.json")) == [(1, "0", {"a": [1.5]}), (2, "7", {})]
    values = {
        "": {"": 0},
        "a.item": [[], {}, [[1.5]], "x"],
        "null": None,
        "deep": json.loads("[" * (DEEPEST - 1) + "]" * (DEEPEST - 1)),
        "text": "x" * (LONGEST // 2),
    }
    assert [member[1:] for member in objects(TreeSource({"t.json": json.dumps(values)}), "t.json")] == [*values.items()]


def test_columns_of_what_can_be_read() -> None:
    tree = {"a.csv": "x, y\nbroken\n", "b.jsonl": '{"x": 1}\n?', "c.csv": b"\xff", "d.csv": ""}
    found = {name: columns(TreeSource(tree), name) for name in tree}
    assert found == {"a.csv": {"x", "y"}, "b.jsonl": {"x"}, "c.csv": frozenset(), "d.csv": frozenset()}


def test_files_are_found_by_path_then_by_its_end_then_by_bare_name() -> None:
    with Table() as table:
        for file in ("train/0.png", "test/0.png", "old/place/1.png", "2.png", "a/3.png", "b/3.png"):
            assert table.add(file, {"is": file})
        assert table.add("c/1.png", {"is": "old/place/1.png"}), "another row that says the same"
        assert table.find("train/0.png") == {"is": "train/0.png"}
        assert table.find("set/set/test/0.png") == {"is": "test/0.png"}
        assert table.find("1.png") == {"is": "old/place/1.png"}
        assert table.find("deep/2.png") == {"is": "2.png"}
        assert table.find("3.png") is None
        assert table.find("4.png") is None
        table.settle(["2.png", "old/place/1.png", "c/1.png"])
        assert table.find("2.png") == {"is": "2.png"}
        assert table.find("deep/2.png") is None
        assert table.find("1.png") is None


def test_a_file_has_one_row() -> None:
    with Table() as table:
        assert table.add("1.png", {"a": 1, "b": 2})
        assert table.add("1.png", {"b": 2, "a": 1})
        assert not table.add("1.png", {"a": 2})


def test_tables_name_what_is_beside_them() -> None:
    assert beside("m.csv", "a/1.png") == "a/1.png"
    assert beside("train/metadata.csv", "./1.png") == "train/1.png"
    assert beside("x/lists/m.csv", "../img\\1.png") == "x/img/1.png"
    assert beside("m.csv", "/data/../../1.png") == "1.png"


class LongTable:
    """A source whose only file is a JSON object of 50 MB, made while it is read."""

    label = "long"

    def entries(self) -> Iterator[Entry]:
        yield Entry("t.json", 0)

    def read(self) -> Iterator[tuple[Entry, Content]]:
        raise NotImplementedError

    def open(self, _name: str) -> BinaryIO:
        return Generated()  # type: ignore[return-value]


class Generated:
    def __init__(self) -> None:
        self._chunks = self._made()
        self._left = b""

    def _made(self) -> Iterator[bytes]:
        yield b"{"
        for number in range(20_000):
            yield b'%s"%d": {"metadata": {"author": "%s"}}' % (b"," if number else b"", number, b"x" * 2_500)
        yield b"}"

    def read(self, size: int = -1) -> bytes:
        while len(self._left) < size and (chunk := next(self._chunks, b"")):
            self._left += chunk
        taken, self._left = self._left[:size], self._left[size:]
        return taken

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass


def test_a_large_json_is_never_in_memory() -> None:
    tracemalloc.start()
    try:
        assert sum(1 for _ in objects(LongTable(), "t.json")) == 20_000  # type: ignore[arg-type]
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 5_000_000
