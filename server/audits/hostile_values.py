"""The worst numbers, texts and bare values that somebody may put where the protocol expects something sensible."""

from typing import Any

NUMBERS: list[Any] = [
    0, 1, -1, 2, 3, 7, 49, 50, 51, 12_000, 12_001, 2**31, 2**53, 2**63, 2**64, -(2**63) - 1, 10**30, 10**400, 0.5, -0.0,
    1e308, 5e-324, 3.0000000001, float("nan"), float("inf"), float("-inf"), True, False, None, "3", "", [], {},
]  # fmt: skip
TEXTS: list[Any] = [
    "", " ", "\0", "a\0b", "null", "../../etc/passwd", "<script>alert(1)</script>", "'; DROP TABLE players; --",
    "{{7*7}}", "%s%n", "\r\n\r\n", "\x1b[31m", "\x7f", "0", "-1", "real", "ai", "REAL", "starter", "Ann",
    "\ud800", "\udfff\ud800", "\uffff",  # halves of characters, and none
    "\ufeff", "\u202ebob", "\u2066x\u2069", "\u200b\u200d", "\U000e0001",  # invisible, or turning the line round
    "\u00e9" * 50, "e" + "\u0301" * 400, "\ufdfa" * 20,  # accents piled up; one that NFKC makes eighteen of
    "\U0001f468\u200d\U0001f469\u200d\U0001f467" * 25, "\U0001f3f4\U000e0067\U000e0062\U000e007f",  # families, flags
    "\U0001d56c\U0001d593\U0001d593", "\uff21\uff2e\uff2e", "\u0410nn", "\u0661\u0662\u0663",  # look-alikes
    "a" * 20, "a" * 21, "a" * 99, "a" * 100, "a" * 101, "a" * 1900,
    None, True, 0, 1.5, [], ["a"], {"a": 1}, {}, [[[[]]]],
]  # fmt: skip
BARE: list[Any] = [
    None, True, 0, -1, 1e400, "join", "", [], [1], ["join"], {}, {"t": None}, {"t": []}, {"t": {"t": "join"}},
]  # fmt: skip
