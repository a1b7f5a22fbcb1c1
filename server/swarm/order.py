"""In which order a client may be shown the phases of a room, and what it may be told when. Pure."""

import re

from game.room import GRACE, PATIENCE
from game.views import Closed, Countdown, Lobby, PhaseView, Podium, Question, Reveal
from server.rooms.protocol import OutboundMessage, Welcome
from server.swarm.retelling import same_phase

TOLERANCE = 0.001  # seconds
LATE = 3.0  # seconds that a busy server may be late, or another one with the room of a server that died
SECRET = re.compile(
    rb'"(?:truth|face|partner|nonce|picture|origin|right|generator|source|licence|credit|non_commercial)"'
    rb'|"(?:standing|fell|skipped)"'
    rb'|"kind":"(?!(?:single|pair|mixed)")'  # of a face; the room's options name a kind of question
)


def out_of_order(before: PhaseView, after: PhaseView) -> str | None:
    """Say what is wrong with `after` as the very next view on a connection that showed `before`."""
    if after.v == before.v:
        return f"{name(after)}: version {after.v} was repeated"
    if after.v < before.v:
        return f"{name(after)}: version {after.v} came after version {before.v}"
    if not _follows(before, after):
        return f"{name(after)} came right after {name(before)}: something is missing or doubled"
    if after.v != before.v + 1:
        return f"{name(after)}: version {after.v} came after version {before.v}: one is missing"
    return None


def gives_away(raw: bytes, message: OutboundMessage) -> str | None:
    """Say what a message tells about a truth before its reveal: anything that names one but a reveal or a podium."""
    view = message.phase if isinstance(message, Welcome) else message
    if isinstance(view, Reveal | Podium):
        return None
    found = SECRET.search(raw)
    return f"{type(message).__name__} tells {found[0].decode()} before the reveal" if found else None


def timing(question: Question, reveal: Reveal, closed: float) -> str | None:
    """Say whether a round was closed before its time: some had not answered, and the deadline was not reached."""
    if reveal.silent and closed < question.deadline + GRACE - TOLERANCE:
        return f"round {reveal.round} closed {question.deadline + GRACE - closed:.3f} s early, {reveal.silent} silent"
    return None


def opening(question: Question, due: float) -> str | None:
    """Say whether a question opened before it was due, or later than for pictures that may still be on their way."""
    wait = question.opened - due
    if wait < -TOLERANCE:
        return f"{name(question)} opened {-wait:.3f} s early"
    return f"{name(question)} opened {wait:.3f} s late" if wait > PATIENCE + LATE else None


def name(view: PhaseView) -> str:
    """Name a view for people."""
    word = type(view).__name__.lower()
    return f"{word} {view.round}" if isinstance(view, Question | Reveal) else word


def _follows(before: PhaseView, after: PhaseView) -> bool:
    """Tell whether this may come next. The host may end a match at any moment; the audit asks whether it was so."""
    match before, after:
        case _ if same_phase(before, after):
            return not isinstance(after, Closed)  # told again
        case (Lobby(), Countdown() | Closed()):
            return True
        case (Countdown(), Question(round=0) | Lobby()) | (Question(round=0), Lobby()):
            return True
        case (Question(), Reveal()):
            return before.round == after.round
        case (Question(), Podium()):
            return after.rounds == before.round > 0
        case (Reveal(), Question()):
            return after.round == before.round + 1
        case (Reveal(), Podium()):
            return after.rounds == before.round + 1
        case (Podium(), Lobby() | Closed()):
            return before.archived
        case _:
            return False
