"""A room played by hand: the rules, their rows and a clock that a test turns. No store, no network."""

from collections.abc import Iterable
from typing import Any

from game.commands import Archived, Attend, Command, Join, Rematch, Start, Submit, Tick
from game.decisions import Code, Decision, Record, Rejection, Transition
from game.face import Face, Truth
from game.room import Bot, Options, Phase, Room, alarm, answers_table, new_room, table_read
from game.rules import decide
from game.seal import Seal

HOST = "ann"
SHORT = Options(rounds=3)
EVERYBODY = frozenset(("ann", "bob", "cat", "dan", "eve"))
NOON = 1000.0  # the clock at the start of every test
SEALS = tuple(Seal(key=bytes([number]) * 32, nonce=bytes([100 + number]) * 32) for number in range(50))
BOTS = tuple(Bot(f"bot{number}", f"Bot {number}") for number in range(4))
OTHER = {Truth.REAL: Truth.AI, Truth.AI: Truth.REAL}


def pool(each: int = 30, group_size: int = 1) -> tuple[Face, ...]:
    """Return `each` real and as many AI faces; `group_size` real ones in a row show the same person."""
    real = [
        Face(
            f"face-real-{i}", Truth.REAL, (f"person-{i // group_size}",), "photograph", "", "Archive", "CC0", "Somebody"
        )
        for i in range(each)
    ]
    made = [
        Face(f"face-made-{i}", Truth.AI, (), "generated", "StyleGAN2", "Lab", "CC BY", "Nobody") for i in range(each)
    ]
    return (*real, *made)


def start(match: str, seed: int, faces: tuple[Face, ...], by: str = HOST) -> Start:
    """Return the command that begins a match."""
    return Start(by, match, seed, faces, SEALS, picture_size=1024, bots=BOTS)


class Table:
    """A room at play. `rows` are kept as a store keeps them: written once, by table and key."""

    def __init__(self, options: Options | None = None, faces: Iterable[Face] | None = None, host: str = HOST) -> None:
        self.room: Room = new_room("BCDF", host, NOON, options)
        self.now = NOON
        self.faces = pool() if faces is None else tuple(faces)
        self.rows: dict[str, dict[str, Any]] = {}
        self.present: set[str] = set()
        self.matches = 0

    def ask(self, command: Command) -> Decision:
        """Decide and settle, with a fresh room and its rows."""
        table = table_read(self.room) if isinstance(command, Tick) else "seats"
        decision = decide(self.room, command, self.now, self.rows.get(table, {}) if table else {})
        match decision:
            case Record(table=table, key=key, row=row):
                self.rows.setdefault(table, {}).setdefault(key, row)
            case Transition(room=room):
                assert room.version == self.room.version + 1
                self.room = room
        return decision

    def refusal(self, command: Command) -> Code:
        """Ask for something that must be refused, and that must change nothing."""
        before = self.room
        decision = self.ask(command)
        assert isinstance(decision, Rejection), decision
        assert self.room is before
        return decision.code

    def join(self, *players: str) -> None:
        for player in players:
            assert isinstance(self.ask(Join(player, player.title(), player)), Record)
            self.present.add(player)

    def start(self, seed: int = 7) -> None:
        self.matches += 1
        assert isinstance(self.ask(start(f"match{self.matches}", seed, self.faces, self.room.host)), Transition)

    def tick(self) -> Phase:
        """Let time pass until the alarm, and look at the clock."""
        due = alarm(self.room)
        assert due is not None
        self.now = max(self.now, due)
        assert isinstance(self.ask(Tick(frozenset(self.present), ready=frozenset(self.present))), Transition)
        return self.room.phase

    def open(self) -> Truth:
        """Go on to the next question; return what its face is."""
        assert self.tick() is Phase.QUESTION
        return self.truth

    def reveal(self) -> None:
        assert self.tick() is Phase.REVEAL

    @property
    def truth(self) -> Truth:
        return self.room.faces[self.room.round].truth

    def submit(self, player: str, *, right: bool = True, took: float = 1.0, lag: float = 0.0) -> Decision:
        """Give a verdict `took` seconds after the opening (time may go back: messages overtake one another)."""
        self.now = self.room.opened + took
        verdict = self.truth if right else OTHER[self.truth]
        return self.ask(Submit(player, self.room.round, verdict, lag))

    def play(self, **verdicts: tuple[bool, float] | None) -> None:
        """Play one round: for each player whether the verdict is right and how long it took, or None for silence."""
        self.open()
        for player, said in verdicts.items():
            if said is not None:
                assert isinstance(self.submit(player, right=said[0], took=said[1]), Record)
        self.reveal()

    def to_podium(self) -> None:
        while self.room.phase is not Phase.PODIUM:
            self.tick()

    def rematch(self) -> None:
        self.to_podium()
        if not self.room.archived:
            assert isinstance(self.ask(Archived(self.room.match)), Transition)
        assert isinstance(self.ask(Rematch(self.room.host)), Transition)

    def attend(self, *present: str) -> bool:
        """Let exactly these be there, and look at who is; tell whether that changed the room."""
        self.present = set(present)
        return isinstance(self.ask(Attend(frozenset(present))), Transition)

    def answers(self, number: int) -> dict[str, Any]:
        return self.rows.get(answers_table(self.room, number), {})


def at(phase: Phase, options: Options = SHORT) -> Table:
    """Return a table with three players in this phase of a short match: in its first round, while it runs."""
    table = Table(options)
    table.join("ann", "bob", "cat")
    if phase is not Phase.LOBBY:
        table.start()
    while table.room.phase is not phase:
        if table.room.phase is Phase.PODIUM and not table.room.archived:
            table.ask(Archived(table.room.match))
        table.tick()
    return table
