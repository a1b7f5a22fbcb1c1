"""What a spreadsheet would compute is not computed; what is harmless stays as it is."""

import pytest

from server.matches.cells import harmless


@pytest.mark.parametrize(
    "text",
    [
        '=HYPERLINK("http://x","y")',
        "=1+1",
        "+1",
        "-1",
        "@x",
        "\tx",
        "\rx",
        "\uff1d1",
        "\uff0b1",
        "\uff0d1",
        "\uff20x",
        "\ufe621",
        "\u207a1",
        "\u22121",
        " =1",
        "   +1",
        "\u00a0=1",
        "\u3000\uff1d1",
        "\u200b=1",
        "\u202e=1",
        "\ufeff=1",
        "\x00=1",
        '"=1',
        "'=1",
        "' =1",
    ],
)
def test_what_looks_like_a_formula_begins_with_an_apostrophe(text: str) -> None:
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("\t=1", "'\t'=1"),
        ("\r=1", "'\r'=1"),
        ("\n=1", "'\n'=1"),
        ("a;=1", "a;'=1"),
        ("a, +1", "a,' +1"),
        ("a|@x", "a|'@x"),
        ("a\n=1", "a\n'=1"),
        ('a;"=1', "a;'\"=1"),
    ],
)
def test_nor_does_what_some_program_takes_for_the_next_cell(text: str, written: str) -> None:
    assert harmless(text) == written


@pytest.mark.parametrize(
    "text", ["", "Ann", "1+1=2", "a-b", "ann@home", "安静的镜头", "x;y", "face-real-3", "O'Neil", "é=1"]
)
def test_anything_else_stays(text: str) -> None:
    assert harmless(text) == text
