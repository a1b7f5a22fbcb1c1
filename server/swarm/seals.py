"""What a room tells of its sealed faces: promised before the question, kept, and opened at the reveal. Pure."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

from msgspec import UNSET

from game.views import Countdown, PhaseView, Question, Reveal, Sealed
from server.rooms.protocol import OutboundMessage, Welcome

SECRET = re.compile(rb"[0-9a-f]{64}")
WORD = re.compile(r"[0-9a-f]{64}")


class Seals:
    """Follows a room's promises, keys and nonces. `told`: all such words of the whole run, and what each was told as.

    `words` are those of this room; `keys` those that open a picture, by match and round.
    """

    def __init__(self, told: dict[str, str]) -> None:
        self.words: list[str] = []
        self.keys: dict[tuple[str, int], str] = {}
        self._told = told
        self._promises: dict[tuple[str, int], str] = {}
        self._faces: set[tuple[str, str]] = set()  # by match

    def enter(self, view: PhaseView) -> Iterator[str]:
        """Take a view that was not seen before. Yields what is wrong with it."""
        match view:
            case Countdown():
                yield from self._promise(view.sealed, 0)
            case Question():
                yield from self._question(view)
            case Reveal():
                yield from self._reveal(view)
            case _:
                pass

    def _promise(self, sealed: Sealed, number: int) -> Iterator[str]:
        if sealed.round != number:
            yield f"round {sealed.round} is promised where round {number} comes next"
        yield from self._new(sealed.commitment, f"the promise of {sealed.match}/{sealed.round}")
        self._promises[sealed.match, sealed.round] = sealed.commitment

    def _question(self, view: Question) -> Iterator[str]:
        which = (view.sealed.match, view.sealed.round)
        promise = self._promises.get(which)
        if view.sealed.round != view.round:
            yield f"question {view.round} shows the promise of round {view.sealed.round}"
        if promise is None:
            yield f"question {view.round} was not promised before"
        elif view.sealed.commitment != promise:
            yield f"question {view.round}: the promise was {promise}, is {view.sealed.commitment}"
        yield from self._new(view.key, f"the key of {view.sealed.match}/{view.round}")
        self.keys[which] = view.key

    def _reveal(self, view: Reveal) -> Iterator[str]:
        match = match_of(view.picture)
        promise = self._promises.get((match, view.round))
        faces = (view.face,) if view.partner is UNSET else (view.face, view.partner.face)
        opened = "\n".join((match, str(view.round), str(view.truth), *faces, view.nonce))
        if promise is None:
            yield f"reveal {view.round} was not promised before"
        elif hashlib.sha256(opened.encode()).hexdigest() != promise:
            yield f"reveal {view.round}: {opened!r} is not what was promised as {promise}"
        for face in faces:
            if (match, face) in self._faces:
                yield f"reveal {view.round}: the face {face} came twice in a match"
            self._faces.add((match, face))
        yield from self._new(view.nonce, f"the nonce of {match}/{view.round}")
        if (view.sealed is UNSET) is not (view.round + 1 == view.of):
            yield f"reveal {view.round} of {view.of}: the promise of the next round is {view.sealed}"
        if view.sealed is not UNSET:
            if view.sealed.match != match:
                yield f"reveal {view.round} promises a round of another match"
            yield from self._promise(view.sealed, view.round + 1)

    def _new(self, word: str, what: str) -> Iterator[str]:
        """Note a word that may be told as nothing else, in no room."""
        if not WORD.fullmatch(word):
            yield f"{what} is {word!r}"
        if word in self._told:
            yield f"{what} was told before, as {self._told[word]}"
        self._told.setdefault(word, what)
        self.words.append(word)


def match_of(picture: str) -> str:
    """Return the match that a picture's address, "faces/MATCH/ROUND.jpg", names."""
    return picture.rpartition("/")[0].removeprefix("faces/")


def shut(view: PhaseView | None) -> Sealed | None:
    """Return the face whose sealed picture travels during this phase, or has travelled just before it."""
    if isinstance(view, Countdown | Question):
        return view.sealed
    return view.sealed if isinstance(view, Reveal) and view.sealed is not UNSET else None


@lru_cache(64)
def _words(raw: bytes) -> list[bytes]:
    """Return what looks like a key, a nonce or a promise."""
    return SECRET.findall(raw)


def strays(raw: bytes, message: OutboundMessage) -> str | None:
    """Say whether a message holds what looks like a key where none belongs."""
    view = message.phase if isinstance(message, Welcome) else message
    due: list[bytes] = []
    if isinstance(view, Countdown | Question | Reveal):
        sealed = shut(view)
        due += [sealed.commitment.encode()] if sealed else []
        due += [view.key.encode()] if isinstance(view, Question) else []
        due += [view.nonce.encode()] if isinstance(view, Reveal) else []
    shared, _, own = raw.partition(b',"own":')  # no secret is across that, and what stands before it is told to many
    found = [*_words(shared), *_words(own)]
    if len(found) == len(due) and sorted(found) == sorted(due):
        return None
    return f"{type(message).__name__} tells a secret besides: {raw[:300]!r}" if Counter(found) - Counter(due) else None
