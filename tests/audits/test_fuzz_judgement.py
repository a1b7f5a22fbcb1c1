"""What counts as a server that did not stand it: a word in its log, memory that grows, honest players disturbed."""

import asyncio

import pytest

from server.audits import fuzz as fuzzing
from server.audits.fuzz import GROWTH, fuzz

TRACEBACK = "2026-01-01 12:00:00,000 ERROR server.rooms: a bug\nTraceback (most recent call last):\nValueError\n"


class Server:
    """A server that only pretends. `log`: what it says while it is thrown at; `memories`: MB, as they are asked for."""

    url = "http://127.0.0.1:9"

    def __init__(self, log="", memories=(50.0, 60.0, 60.0, 60.0), *, living=True):
        self._log, self._living = log, living
        self._memories = list(memories)
        self.thrown_at = False

    def said(self):
        return "Uncanny is ready.\n" + (self._log if self.thrown_at else "")

    def memory(self):
        return self._memories.pop(0) if len(self._memories) > 1 else self._memories[0]

    def alive(self):
        return self._living


@pytest.fixture
def judged(monkeypatch):
    """Return the mistakes that a run on this server ends with."""

    def judge(server, honest=None):
        async def run(thrower, warm):
            server.thrown_at = True
            thrower.sent = thrower.frames
            warm()

        async def play(_url, _seed, matches, _over):
            matches.append(honest or {"errors": 0, "finished": 1, "complaints": []})

        async def look(_url):
            return iter([])

        monkeypatch.setattr(fuzzing.Thrower, "run", run)
        monkeypatch.setattr(fuzzing, "_play", play)
        monkeypatch.setattr(fuzzing, "_look", look)
        found = asyncio.run(fuzz(server, 1000))
        return found, list(found.mistakes())

    return judge


def test_a_server_that_stands_it_has_no_mistakes(judged):
    found, mistakes = judged(Server())
    assert (found.frames, found.crashes, found.growth, mistakes) == (1000, 0, 0.0, [])


def test_a_traceback_is_a_crash(judged):
    found, mistakes = judged(Server(TRACEBACK))
    assert found.crashes == 2  # the error that was logged, and its traceback
    assert "2 crashes" in mistakes
    assert any("ValueError" in mistake for mistake in mistakes)


def test_any_word_in_the_log_is_a_mistake(judged):
    found, mistakes = judged(Server("something odd\n"))
    assert found.crashes == 0
    assert mistakes == ["the server's log: something odd"]


def test_what_it_said_before_is_not(judged):
    assert judged(Server())[1] == []


def test_a_dead_server_is_a_crash(judged):
    found, mistakes = judged(Server(living=False))
    assert (found.crashes, found.growth) == (1, None)
    assert "the server is dead" in mistakes


def test_memory_that_grows_after_the_warm_up_is_a_mistake(judged):
    found, mistakes = judged(Server(memories=(50.0, 60.0, 60.0 + GROWTH + 1)))
    assert found.growth == GROWTH + 1
    assert mistakes == [f"the server's memory grew by {GROWTH + 1:.1f} MB"]


def test_honest_players_who_are_disturbed_are_a_mistake(judged):
    for honest in ({"errors": 1, "finished": 1, "complaints": ["x"]}, {"errors": 0, "finished": 0, "complaints": []}):
        assert any("honest players were disturbed" in mistake for mistake in judged(Server(), honest)[1])
