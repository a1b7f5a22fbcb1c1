"""The sealed pictures of a room: the same for all its bots, of one length, and shut until the key is told. Pure."""

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from game.views import PhaseView, Question, Sealed
from server.swarm import jpeg
from server.swarm.seals import Seals
from server.swarm.tally import Tally

NUMBER = 2  # bytes before the sealed part: the round
LENGTH = 4  # bytes that tell how long the picture is
NONCE = bytes(12)
NO_SECRET = bytes(32).hex()


class Vault:
    """Keeps one frame for each round, opens it with the key, and looks at what is in it."""

    def __init__(self, seals: Seals, tally: Tally) -> None:
        self._seals, self._tally = seals, tally
        self._frames: dict[tuple[str, int], bytes] = {}
        self._opened: dict[tuple[str, int], tuple[bytes, ...]] = {}  # the JPEGs, from left to right
        self._pairs: set[tuple[str, int]] = set()

    def hold(self, sealed: Sealed, frame: bytes) -> str | None:
        """Take a frame that a bot was sent for this round."""
        which = (sealed.match, sealed.round)
        known = self._frames.get(which)
        if known is not None:
            return None if known == frame else f"the sealed picture of round {sealed.round} is another than others got"
        self._frames[which] = frame
        if sealed.pair:
            self._pairs.add(which)
        if which in self._seals.keys:
            return self._weigh(frame, sealed) or self._open(which)
        for word in (NO_SECRET, *self._seals.words):
            if opened(frame, word, *which) is not None:
                return f"the sealed picture of round {sealed.round} opens before its question, with {word}"
        return self._weigh(frame, sealed)

    def enter(self, view: PhaseView) -> str | None:
        """Take a view that was not seen before: a question tells the key."""
        if not isinstance(view, Question) or (view.sealed.match, view.round) not in self._frames:
            return None  # nobody has it yet: it is opened when it comes
        return self._open((view.sealed.match, view.round))

    def picture(self, match: str, number: int, side: int = 0) -> bytes | None:
        """Return the JPEG that was sealed for a round (side 1: a pair's right one), None while nobody has opened it."""
        pictures = self._opened.get((match, number), ())
        return pictures[side] if side < len(pictures) else None

    def _weigh(self, frame: bytes, sealed: Sealed) -> str | None:
        """Compare the length with those of the whole run: it can be seen through TLS, and must not tell faces apart.

        It tells a pair from a single face, as the message before does, and no more.
        """
        sizes = self._tally.frame_sizes.setdefault(sealed.pair, set())
        sizes.add(len(frame))
        return (
            f"the sealed picture of round {sealed.round} has {len(frame)} bytes: {sorted(sizes)}"
            if sizes > {len(frame)}
            else None
        )

    def _open(self, which: tuple[str, int]) -> str | None:
        plain = opened(self._frames[which], self._seals.keys[which], *which)
        if plain is None:
            return f"the sealed picture of round {which[1]} does not open with its key"
        half = len(plain) // 2
        blocks = (plain[:half], plain[half:]) if which in self._pairs else (plain,)
        if len({len(block) for block in blocks}) > 1:
            return f"round {which[1]}: the two faces of a pair are not sealed in equal halves"
        pictures: list[bytes] = []
        for block in blocks:
            length = int.from_bytes(block[:LENGTH])
            picture, rest = block[LENGTH : LENGTH + length], block[LENGTH + length :]
            if len(picture) < length or rest.strip(b"\0"):
                return f"round {which[1]}: {length} bytes of picture, and {len(rest)} behind it that are not all zero"
            pictures.append(picture)
        self._opened[which] = tuple(pictures)
        self._tally.opened += 1
        self._tally.pairs += len(pictures) - 1
        if len(set(pictures)) < len(pictures):
            return f"round {which[1]}: both pictures of a pair are the same"
        return next(filter(None, (self._made(picture, which[1]) for picture in pictures)), None)

    def _made(self, picture: bytes, number: int) -> str | None:
        try:
            make = frozenset(jpeg.make(picture))
        except jpeg.NoJpegError as error:
            return f"round {number}: what was sealed is no JPEG: {error}"
        self._tally.make = self._tally.make or make
        other = make ^ self._tally.make
        return f"round {number}: the picture was made otherwise than the first: {other}" if other else None


def opened(frame: bytes, key: str, match: str, number: int) -> bytes | None:
    """Return what a frame holds (RFC 8439, "MATCH/ROUND" as associated data), None if this key does not open it."""
    try:
        return ChaCha20Poly1305(bytes.fromhex(key)).decrypt(NONCE, frame[NUMBER:], f"{match}/{number}".encode())
    except (InvalidTag, ValueError):
        return None
