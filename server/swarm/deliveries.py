"""Whether one player's connection brings each sealed picture: once, in time, and again when it is asked for. Pure."""

from collections.abc import Callable

from game.views import Reveal, Sealed

SOON = 1.0  # seconds within which somebody who comes in the middle of a question must have the picture


class Deliveries:
    """Counts the frames of one round at a time."""

    def __init__(self, complain: Callable[[str], None]) -> None:
        self._complain = complain
        self._which: tuple[str, int] | None = None
        self._came = 0
        self._asked = 0  # how often it was asked for
        self._due = 0  # frames that are owed
        self._since: float | None = None  # when a snapshot showed the question; None where the question was heard live

    def connected(self) -> None:
        """Begin a new connection: it owes its own frames."""
        self._which = None

    def expect(self, sealed: Sealed | None, *, snapshot_at: float | None = None) -> None:
        """Note which picture is under way, or shown."""
        which = None if sealed is None else (sealed.match, sealed.round)
        if which != self._which:
            self._which, self._came, self._asked, self._due = which, 0, 0, 1
            self._since = snapshot_at

    def came(self) -> None:
        """Note a frame of the expected round."""
        self._came += 1
        # Asked for while the first one was under way, it may come twice.
        if self._came > 1 + self._asked and self._which:
            self._complain(f"the sealed picture of round {self._which[1]} came {self._came} times")

    @property
    def missing(self) -> bool:
        """Whether the expected picture has not come."""
        return self._which is not None and not self._came

    def ask(self) -> None:
        """Note that the picture is asked for once more."""
        self._due += not self.missing
        self._asked += 1

    def settle(self, reveal: Reveal, at: float) -> None:
        """Ask what is owed: at the reveal the picture has come, as often as it should."""
        if self._which is None or self._which[1] != reveal.round or self._came >= self._due:
            return
        if self._since is None or at > self._since + SOON:
            self._complain(f"the sealed picture of round {reveal.round} came {self._came} times, due were {self._due}")
