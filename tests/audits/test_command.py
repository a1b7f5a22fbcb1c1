"""manage.py audit: what it takes, and what it prints."""

import json
import subprocess
import sys
from argparse import ArgumentParser

import pytest
from django.core.management.base import CommandError

from server.audits import figures
from server.audits.figures import PARTS, Figures, Order
from server.audits.management.commands.audit import Command, order_of
from tests.servers import ROOT, surroundings

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


def test_a_part_that_breaks_costs_only_its_own_figures(monkeypatch):
    def broken(*_args):
        raise ZeroDivisionError("half-way")

    monkeypatch.setattr(figures, "_leak", broken)
    found = figures.audit(Order(parts=("guessing", "leak"), players=100, url="http://127.0.0.1:1"), lambda _line: None)
    assert found.guess_value is not None
    assert found.leak_accuracy is None
    assert "leak could not be audited: ZeroDivisionError" in found.mistakes[-1]
