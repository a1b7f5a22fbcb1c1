"""A match as its players would hear it, made by the rules themselves: what the checks are tried on."""

import copy
import io
import random
from dataclasses import dataclass, field
from typing import Any

import msgspec
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from PIL import Image

from game import commands, showing
from game.decisions import Record, Transition
from game.face import Face, Truth
from game.room import Answer, Options, Phase, Room, Seat, alarm, new_room
from game.rules import decide
from game.seal import Seal
from game.standings import standings
from server.rooms.codes import Role
from server.rooms.protocol import Ack, House, People, Person, Welcome, encode, splice
from server.swarm.audit import audit
from server.swarm.conversation import Conversation
from server.swarm.ledger import Ledger
from server.swarm.tally import Tally

OPTIONS = Options(rounds=3, seconds=8, reveal=2)
POOL = tuple(Face(f"{truth}{n}", truth, (f"{truth}{n}",)) for truth in Truth for n in range(6))
PLAYERS = ("ann", "ben", "cyd", "dee")
DICE = random.Random(3)
SEALS = tuple(Seal(DICE.randbytes(32), DICE.randbytes(32)) for _ in range(OPTIONS.rounds))
SIZE = 4096  # bytes that a picture is padded to
# (player, round) -> seconds after the opening, verdict; who is missing here says nothing
SAID = {
    ("ann", 0): (0.5, Truth.REAL), ("ben", 0): (1.0, Truth.AI), ("cyd", 0): (1.5, Truth.REAL),
    ("ann", 1): (0.6, Truth.AI), ("ben", 1): (0.6, Truth.AI), ("cyd", 1): (2.5, Truth.REAL),
    ("dee", 1): (1.0, Truth.AI), ("ann", 2): (0.7, Truth.REAL), ("ben", 2): (1.1, Truth.REAL),
    ("dee", 2): (2.0, Truth.REAL),
}  # fmt: skip


def jpeg(number: int, **options: Any) -> bytes:
    """Return a picture of one colour, which depends on the round."""
    file = io.BytesIO()
    Image.new("RGB", (16, 16), (40 * number, 90, 160)).save(file, "JPEG", **options)
    return file.getvalue()


def sealed(
    match: str, number: int, picture: bytes | list[bytes], key: bytes, size: int = SIZE, padding: bytes = b"\0"
) -> bytes:
    """Return the binary message of a round, or of a pair, as the protocol has it."""
    pictures = [picture] if isinstance(picture, bytes) else picture
    plain = b"".join((len(one).to_bytes(4) + one).ljust(size, padding) for one in pictures)
    return number.to_bytes(2) + ChaCha20Poly1305(key).encrypt(bytes(12), plain, f"{match}/{number}".encode())


@dataclass
class Step:
    """One thing on a player's tape: a message or a sealed picture heard, a new connection, or something sent.

    Sent is an answer, or that a picture is `missing`.
    """

    at: float
    message: Any = None
    frame: bytes = b""
    missing: bool = False
    round: int = -1
    verdict: Truth = Truth.REAL
    connects: bool = False

    @property
    def kind(self) -> str:
        if self.frame or self.missing:
            return "frame" if self.frame else "missing"
        return self.message["t"] if self.message else "sent"


@dataclass
class Recording:
    """The tapes of all players of one match."""

    options: Options = OPTIONS
    tapes: dict[str, list[Step]] = field(default_factory=lambda: {player: [] for player in PLAYERS})
    tally: Tally = field(default_factory=Tally)
    skips: set[int] = field(default_factory=set)
    ended: bool = False
    _clock: float = 1000.0
    _house: House | None = None
    _answers: dict[int, dict[str, Answer]] = field(default_factory=dict)

    def find(self, player: str, kind: str, number: int | None = None) -> Step:
        """Return the first step of this kind (of this round) on a player's tape."""
        for step in self.tapes[player]:
            if step.kind == kind and number in (None, step.round, (step.message or {}).get("round")):
                return step
        raise LookupError(f"{kind} {number}")

    def drop(self, player: str, kind: str, number: int | None = None) -> None:
        step = self.find(player, kind, number)
        self.tapes[player].remove(step)

    def repeat(self, player: str, kind: str, number: int | None = None) -> None:
        tape, step = self.tapes[player], self.find(player, kind, number)
        tape.insert(tape.index(step) + 1, copy.deepcopy(step))

    def come_back(self, player: str, number: int, **changes: Any) -> None:
        """Let a player come back in a round, right after what was heard last in it, and hear a snapshot."""
        tape = self.tapes[player]
        question, ack = self.find(player, "question", number), self.find(player, "ack", number)
        place, known = tape.index(ack) + 1, {"verdict": ack.message["verdict"], "took": ack.message["took"]}
        phase = {**question.message, **known, **changes}
        phase = {name: value for name, value in phase.items() if value is not None}
        welcome = {**self.find(player, "welcome").message, "now": ack.at, "phase": phase}
        frame = copy.copy(self.find(player, "frame", number))
        frame.at = ack.at
        tape[place:place] = [Step(ack.at, connects=True), Step(ack.at, welcome), frame]

    def everywhere(self, kind: str, number: int, **changes: Any) -> None:
        """Change a message in the same way on all tapes."""
        for player in self.tapes:
            self.find(player, kind, number).message.update(changes)

    def seal(self, number: int, frame: bytes) -> None:
        """Put another sealed picture on all tapes."""
        for player in self.tapes:
            self.find(player, "frame", number).frame = frame

    def complaints(self) -> list[str]:
        """Play the tapes to the checks. Returns what they say."""
        said: list[str] = []
        ledger = Ledger(self.options, self.tally)
        ledger.skips, ledger.ended = set(self.skips), self.ended
        talks = {player: Conversation(player, self.options, ledger, said.append) for player in self.tapes}
        steps = [(step.at, n, player, step) for player, tape in self.tapes.items() for n, step in enumerate(tape)]
        for talk in talks.values():
            talk.connected()
        for _, _, player, step in sorted(steps, key=lambda entry: entry[:2]):
            if step.connects:
                talks[player].connected()
            elif step.frame:
                talks[player].handed(step.frame)
            elif step.missing:
                talks[player].deliveries.ask()
            elif step.message is None:
                talks[player].replies.answered(step.round, step.verdict, step.at)
            else:
                talks[player].heard(msgspec.json.encode(step.message), step.at)
        said += audit(ledger, [talk.part for talk in talks.values()])
        return said

    # ---- making one --------------------------------------------------------------------------------------------------
    def hear(self, player: str, raw: bytes, later: float = 0.01) -> None:
        self.tapes[player].append(Step(self._clock + later, msgspec.json.decode(raw)))

    def phase(self, room: Room) -> None:
        house = showing.house(room)
        if house != self._house:
            self._house = house
            for player in self.tapes:
                self.hear(player, encode(house))
        shared = encode(showing.shared(room))
        for player in self.tapes:
            rows = {number: table[player] for number, table in self._answers.items() if player in table}
            self.hear(player, splice(shared, showing.own(room, player, rows)))

    def deliver(self, room: Room, number: int) -> None:
        """Send everybody the sealed picture that opens next."""
        pictures = [jpeg(number)] if room.partners[number] is None else [jpeg(number), jpeg(number + 3)]
        frame = sealed(room.match, number, pictures, room.seals[number].key)
        for player in self.tapes:
            self.tapes[player].append(Step(self._clock + 0.26, frame=frame, round=number))

    def answer(self, room: Room, until: float = 99.0) -> None:
        """Let everybody answer whose turn is before so many seconds after the opening, and has not come yet."""
        table = self._answers.setdefault(room.round, {})
        for (player, number), (after, verdict) in sorted(SAID.items(), key=lambda entry: entry[1][0]):
            if number != room.round or player in table or after > until:
                continue
            self._clock = room.opened + after
            self.tapes[player].append(Step(self._clock + 0.02, round=number, verdict=verdict))
            decision = decide(room, commands.Submit(player, number, verdict), self._clock + 0.03)
            assert isinstance(decision, Record)
            assert isinstance(decision.row, Answer)
            row = decision.row
            if room.scores[player].eligible:
                table[player] = row
            self.hear(player, encode(Ack(round=number, verdict=row.verdict, took=row.took)), 0.04)

    def advance(self, room: Room) -> Room:
        """Let the clock come to the alarm, or to now where everybody has answered."""
        rows: dict[str, Any] = {player: Seat(player, 1.0) for player in PLAYERS}
        due = alarm(room)
        assert due is not None
        if room.phase is Phase.QUESTION:
            rows = self._answers[room.round]
        done = room.phase is Phase.QUESTION and len(rows) == room.eligible
        self._clock = self._clock + 0.05 if done else max(due, self._clock)
        return self.change(room, commands.Tick(frozenset(PLAYERS), frozenset(PLAYERS)), rows)

    def change(self, room: Room, command: commands.Command, rows: dict[str, Any] | None = None) -> Room:
        decision = decide(room, command, self._clock, rows or {})
        assert isinstance(decision, Transition), decision
        self.phase(decision.room)
        return decision.room


def record(*, pause: int = -1, skip: int = -1, end: int = -1, **options: Any) -> Recording:
    """Record a good match: three rounds, four players, one of them silent once or twice.

    `pause`, `skip`, `end`: the round that the host stops for four seconds, skips, or ends the match in.
    """
    made = Recording(options=msgspec.structs.replace(OPTIONS, **options))
    room = new_room("BCDF", PLAYERS[0], made._clock, made.options)
    people = People(
        seats=len(PLAYERS), here=len(PLAYERS), list=tuple(Person(player=name, name=name, here=True) for name in PLAYERS)
    )
    made._house = showing.house(room)
    for player in PLAYERS:
        welcome = Welcome(
            code=room.code, now=made._clock, player=player, name=player, role=Role.PLAYER, house=made._house,
            seated=True, token="t", people=people, points=0, rank=0, top=standings(room), ranked=len(room.scores),
            phase=showing.shared(room),
        )  # fmt: skip
        made.hear(player, encode(welcome))
    room = made.change(room, commands.Start(PLAYERS[0], "match", 7, POOL, SEALS, SIZE))
    while room.phase is not Phase.PODIUM:
        number = room.round + 1
        made.deliver(room, number)
        room = made.advance(room)
        if number == end:
            made.ended = True
            made._clock += 0.1
            room = made.change(room, commands.End(PLAYERS[0]))
            break
        if number == pause:
            made.answer(room, 0.8)
            made._clock += 0.1
            room = made.change(room, commands.Pause(PLAYERS[0]))
            made._clock += 4
            room = made.change(room, commands.Resume(PLAYERS[0]))
        if number == skip:
            made.answer(room, 0.8)
            made.skips.add(number)
            room = made.change(room, commands.Skip(PLAYERS[0], number))
        else:
            made.answer(room)
            room = made.advance(room)
        if room.round + 1 == len(room.faces):
            room = made.advance(room)
    made._clock += 0.5
    archived = decide(room, commands.Archived("match"), made._clock)
    assert isinstance(archived, Transition)
    for player in PLAYERS:
        made.hear(player, encode(showing.shared(archived.room)))  # the reports were told already
    return made
