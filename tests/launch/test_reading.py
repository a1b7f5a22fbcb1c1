"""Sockets that are read without Twisted: what comes, what ends them, and where Twisted goes on to read."""

import errno
from types import SimpleNamespace
from typing import Any

import pytest

from server.launch.lane import Lane
from server.launch.reading import Reading, read_directly


class Reactor:
    """Twisted's, as far as it is needed."""

    def __init__(self) -> None:
        self._readers: dict[Any, int] = {}
        self.watched: list[tuple[int, Any]] = []
        self._asyncioEventloop = SimpleNamespace(add_reader=lambda fd, callback: self.watched.append((fd, callback)))
        self.left_to_it = 0
        self.disconnected: list[Exception] = []

    def _readOrWrite(self, _selectable: Any, read: bool) -> None:  # noqa: N802  (Twisted's names)
        self.left_to_it += read

    def _disconnectSelectable(self, _selectable: Any, why: Exception, _read: bool) -> None:  # noqa: N802
        self.disconnected.append(why)


class Transport:
    """A connection that gives, or raises, one after the other; its own socket."""

    def __init__(self, *given: bytes | OSError) -> None:
        self.given = list(given)
        self.socket = self
        self.reactor = Reactor()
        self.reactor._readers[self] = self.fileno()
        self.heard: list[bytes] = []
        self.protocol = SimpleNamespace(transport=self, dataReceived=self.heard.append)

    def fileno(self) -> int:
        return 7

    def recv(self, _size: int) -> bytes:
        told = self.given.pop(0)
        if isinstance(told, OSError):
            raise told
        return told


def test_what_comes_is_handed_over() -> None:
    line = Transport(b"one", b"two")
    read_directly(line.protocol)
    [(fd, read)] = line.reactor.watched
    read()
    read()
    assert (fd, line.heard, line.reactor.left_to_it) == (7, [b"one", b"two"], 0)


def test_who_listens_to_a_lane_reads_so() -> None:
    line, heard = Transport(b"one"), []
    Lane(line.protocol).listen(heard.append)
    [(_, read)] = line.reactor.watched
    assert isinstance(read, Reading)
    line.protocol.take(b"said")
    assert heard == [b"said"]


def test_nothing_there_is_no_end() -> None:
    line = Transport(BlockingIOError())
    Reading(line.protocol)()
    assert (line.heard, line.reactor.left_to_it) == ([], 0)


@pytest.mark.parametrize("end", [b"", OSError(errno.ECONNRESET, "reset")], ids=["end", "reset"])
def test_an_end_is_left_to_twisted(end: bytes | OSError) -> None:
    line = Transport(end)
    Reading(line.protocol)()
    assert (line.heard, line.reactor.left_to_it) == ([], 1)


def test_trouble_with_what_came_ends_the_connection(caplog: pytest.LogCaptureFixture) -> None:
    line, trouble = Transport(b"one"), ValueError("no")

    def stumble(_data: bytes) -> None:
        raise trouble

    line.protocol.dataReceived = stumble
    Reading(line.protocol)()
    assert line.reactor.disconnected == [trouble]
    assert "could not be read" in caplog.text


@pytest.mark.parametrize("lacking", ["_asyncioEventloop", "_readers", "_readOrWrite", "_disconnectSelectable"])
def test_where_the_insides_are_others_twisted_reads(lacking: str, monkeypatch: pytest.MonkeyPatch) -> None:
    line = Transport()
    watched = line.reactor.watched
    if lacking in vars(Reactor):
        monkeypatch.delattr(Reactor, lacking)
    else:
        delattr(line.reactor, lacking)
    read_directly(line.protocol)
    assert watched == []


def test_so_it_does_where_it_does_not_watch_or_somebody_else_listens() -> None:
    paused, handed_on = Transport(), Transport()
    paused.reactor._readers.clear()
    handed_on.protocol.transport.protocol = object()
    read_directly(SimpleNamespace(transport=handed_on))
    read_directly(paused.protocol)
    read_directly(SimpleNamespace())
    assert paused.reactor.watched == handed_on.reactor.watched == []
