"""For how long players saw nothing happen, and what was to blame. Pure."""

from collections.abc import Iterable, Sequence

import msgspec

NEAR = 0.3  # seconds by which an interruption may seem to begin before its fault: they are noted one after the other
OTHER = "other"
SEVERAL = "several"


class Fault(msgspec.Struct):
    """Something that was done. `began`, `ended`: when it could be felt. `who`: players; None for everybody."""

    kind: str
    began: float
    ended: float
    who: frozenset[str] | None = None


class Interruption(msgspec.Struct, frozen=True):
    """A player saw nothing of what should have happened. `what` was late: connection, phase, answer."""

    player: str
    began: float
    ended: float
    what: str = ""

    @property
    def seconds(self) -> float:
        """How long it was."""
        return self.ended - self.began


def joined(found: Iterable[Interruption]) -> list[Interruption]:
    """Return them with those of one player that overlap made one."""
    out: list[Interruption] = []
    for each in sorted(found, key=lambda each: (each.player, each.began)):
        last = out[-1] if out else None
        if last is not None and last.player == each.player and each.began <= last.ended:
            what = f"{last.what}, {each.what}"
            out[-1] = Interruption(last.player, last.began, max(last.ended, each.ended), what)
        else:
            out.append(each)
    return out


def met(each: Interruption, faults: Iterable[Fault]) -> set[str]:
    """Return the kinds of the faults that an interruption falls in."""
    return {
        fault.kind
        for fault in faults
        if (fault.who is None or each.player in fault.who)
        and each.began <= fault.ended
        and fault.began - NEAR <= each.ended
    }


def blame(each: Interruption, faults: Iterable[Fault]) -> str:
    """Name the kind of fault that an interruption falls in; `several` where it meets more than one."""
    kinds = met(each, faults)
    return kinds.pop() if len(kinds) == 1 else SEVERAL if kinds else OTHER


def longest(found: Iterable[Interruption], faults: Sequence[Fault]) -> dict[str, float]:
    """Return by kind of fault the longest one, in seconds."""
    out: dict[str, float] = {}
    for each in joined(found):
        kind = blame(each, faults)
        out[kind] = max(out.get(kind, 0.0), round(each.seconds, 2))
    return dict(sorted(out.items()))
