"""manage.py audit: what it takes, and what it prints."""

import json
import subprocess
import sys
from argparse import ArgumentParser

import pytest
from django.core.management.base import CommandError

from game.room import Kind
from server.audits import figures
from server.audits.classifier import Score
from server.audits.figures import PARTS, Figures, Order
from server.audits.leak import LeakFigures
from server.audits.management.commands.audit import Command, order_of
from server.audits.server_process import surroundings
from tests.servers import ROOT

KEYS = [
    "leak_accuracy",
    "leak_interval",
    "leak_looks",
    "leak_if_later",
    "leak_opened",
    "lag_unfairness_percent",
    "guess_value",
    "guess_interval",
    "guess_largest",
    "frames_fuzzed",
    "crashes",
    "seconds",
]


def parsed(*words: str) -> dict:
    parser = ArgumentParser()
    Command().add_arguments(parser)
    return vars(parser.parse_args(words))


def test_without_options_everything_is_audited_in_full():
    order = order_of(parsed())
    assert (order.parts, order.rounds, order.frames, order.players) == (PARTS, 3000, 100_000, 10_000)


def test_all_kinds_of_questions_are_recorded_or_one():
    assert order_of(parsed()).kinds == tuple(Kind)
    assert order_of(parsed("--kind", "mixed")).kinds == (Kind.MIXED,)


def test_a_running_server_is_not_thrown_at():
    order = order_of(parsed("--url", "http://127.0.0.1:8000/"))
    assert (order.url, order.parts) == ("http://127.0.0.1:8000", ("guessing", "lag", "leak"))


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--only", "lag,weather"], "not weather"),
        (["--url", "https://example.org"], "not an address"),
        (["--url", "http://127.0.0.1:8000", "--only", "fuzz"], "needs a server of its own"),
        (["--frames", "3"], "at least 100"),
        (["--players", "1"], "at least 100"),
        (["--rounds", "0"], "at least 40"),
    ],
)
def test_what_makes_no_sense_is_refused_in_one_sentence(words, sentence):
    with pytest.raises(CommandError, match=sentence):
        order_of(parsed(*words))


def test_what_was_not_asked_for_is_null():
    line = Figures(guess_value=1.5, mistakes=["x"]).line()
    assert list(line) == KEYS
    assert {name for name, value in line.items() if value is not None} == {"guess_value", "seconds"}


def test_it_prints_one_line_of_json(tmp_path):
    command = [sys.executable, ROOT / "manage.py", "audit", "--json", "--only", "guessing", "--players", "1000"]
    ran = subprocess.run(command, cwd=ROOT, env=surroundings(tmp_path), capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    line = json.loads(ran.stdout)
    assert ran.stdout.count("\n") == 1
    assert list(line) == KEYS
    assert line["guess_interval"][0] < 0 < line["guess_interval"][1]
    ((_name, (mean, low, high)),) = line["guess_largest"].items()
    assert low < 0 < high
    assert low < mean < high
    assert "Guessing" in ran.stderr


def test_what_one_role_alone_sees_fails_the_audit(monkeypatch, capsys):
    found = LeakFigures(
        rounds=3000,
        together=Score(0.5, 0.48, 0.52),
        looks={"player": Score(0.5, 0.47, 0.53), "spectator": Score(0.56, 0.53, 0.59)},
        if_later={0.005: Score(0.75, 0.73, 0.77)},
        opened=["a key or nonce was used again: 1 of them, up to 2 times"],
    )

    async def audited(*_args):
        return found

    monkeypatch.setattr("server.audits.leak.audit_leak", audited)
    with pytest.raises(SystemExit) as ended:
        Command().handle(**parsed("--only", "leak", "--url", "http://127.0.0.1:1"))
    assert ended.value.code == 1
    printed = capsys.readouterr()
    lines = dict(line.strip().split("  ", 1) for line in printed.out.splitlines())
    assert lines["leak_interval"] == "(0.48, 0.52)"
    assert lines["leak_looks: spectator"] == "(0.56, 0.53, 0.59)"
    assert lines["leak_if_later: 5 ms"] == "0.75"
    assert lines["leak_opened"] == "1"
    assert "had AI faces come 5 ms later, a player would have guessed 0.7500 right" in printed.err
    assert "from what was sent to spectator, 0.5600 were guessed right" in printed.err
    assert "sent to player" not in printed.err
    assert "used again" in printed.err


def test_a_part_that_breaks_costs_only_its_own_figures(monkeypatch):
    def broken(*_args):
        raise ZeroDivisionError("half-way")

    monkeypatch.setattr(figures, "_leak", broken)
    found = figures.audit(Order(parts=("guessing", "leak"), players=100, url="http://127.0.0.1:1"), lambda _line: None)
    assert found.guess_value is not None
    assert found.leak_accuracy is None
    assert "leak could not be audited: ZeroDivisionError" in found.mistakes[-1]
