"""A phase that is told again: what may have changed in it, and by how much the clock has stood. Pure."""

from itertools import pairwise

import msgspec
from msgspec import UNSET

from game.views import Countdown, PhaseView, Podium, Question, Reveal

EXACT = 1e-5  # seconds: what floats of this size cannot tell
MOMENTS: dict[type, tuple[str, ...]] = {
    Countdown: ("opens",),
    Question: ("opened", "deadline", "hides"),
    Reveal: ("until",),
}


def same_phase(before: PhaseView | None, after: PhaseView) -> bool:
    """Tell whether both show the same phase of the same round."""
    if isinstance(before, Question | Reveal) and isinstance(after, Question | Reveal):
        return type(before) is type(after) and before.round == after.round
    return type(before) is type(after)


def stood(before: PhaseView, after: PhaseView) -> float | None:
    """Return the seconds by which everything to come has moved, where the clock goes on again; else None."""
    if not _running(before) or paused(before) is None or paused(after) is not None:
        return None
    return _shifts(before, after)[-1]


def paused(view: PhaseView) -> float | None:
    """Return the server's time at which the clock stands, None while it runs."""
    if not isinstance(view, Countdown | Question | Reveal) or view.paused is UNSET:
        return None
    return view.paused


def changed(before: PhaseView, after: PhaseView) -> str | None:
    """Say what has changed that may not, where the same phase is told again, less what is personal."""
    if isinstance(before, Podium) and isinstance(after, Podium):
        kept = msgspec.structs.replace(after, v=before.v, archived=before.archived) == before
        return None if kept and after.archived >= before.archived else f"the podium has become another: {after}"
    if not _running(before):
        return None
    moments = {name: getattr(before, name) for name in MOMENTS[type(before)]}
    if msgspec.structs.replace(after, v=before.v, paused=_paused(before), **moments) != before:
        return f"told again it says something else: {before} / {after}"
    shifts = _shifts(before, after)
    if any(abs(one - other) > EXACT for one, other in pairwise(shifts)):
        return f"its times have moved by {shifts} s: not all alike"
    if paused(before) is not None and paused(after) is None:
        return None if shifts[0] >= 0 else f"after a pause its times have moved by {shifts[0]} s"
    if paused(before) is not None and paused(after) != paused(before):
        return f"the clock stood at {paused(before)}, now at {paused(after)}"
    sooner = isinstance(after, Reveal) and paused(after) is None  # the host goes on
    wrong = shifts[0] > EXACT if sooner else abs(shifts[0]) > EXACT
    return f"its times have moved by {shifts[0]} s, and there was no pause" if wrong else None


def _running(view: PhaseView) -> bool:
    return isinstance(view, Countdown | Question | Reveal)


def _paused(view: PhaseView) -> float | msgspec.UnsetType:
    moment = paused(view)
    return UNSET if moment is None else moment


def _shifts(before: PhaseView, after: PhaseView) -> list[float]:
    moments = [(getattr(before, name), getattr(after, name)) for name in MOMENTS[type(before)]]
    return [later - sooner for sooner, later in moments if sooner is not UNSET and later is not UNSET]
