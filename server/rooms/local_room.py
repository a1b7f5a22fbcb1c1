"""A room as this process knows it: its last version, who of it is connected here, and what these were told."""

import asyncio

from game import views
from game.room import Room
from server.rooms.outlets import Outlet
from server.rooms.protocol import People, Person


class Parcel:
    """The sealed picture of one round, for all who are in the room or come into it; `frame` once it may be sent."""

    def __init__(self, match: str, number: int) -> None:
        self.match, self.number = match, number
        self.frame: bytes | None = None


class LocalRoom:
    """What this process knows of a room, and who of it is connected here."""

    def __init__(self, room: Room) -> None:
        self.room = room
        self.sockets: dict[str, Outlet] = {}  # by player
        self.watchers: dict[str, Outlet] = {}  # spectators, by ids that mean nothing
        self.screens: dict[str, Outlet] = {}  # big screens, likewise
        self.house: views.House | None = None  # as last told
        self.entering = 0  # sockets on their way in: the room must not be let go
        self.quiet = False  # nobody was here at the last look
        self.answered = 0
        self.told = 0
        self.decided: set[str] = set()  # players here whose answer to the running question stands
        self.discounted = 0  # answers of people who were removed since
        self.next_count = 0.0
        self.counting: asyncio.TimerHandle | None = None  # a count that will be told, or is being told
        self.next_news = 0.0  # when other processes may be told again how many have answered
        self.news: asyncio.TimerHandle | None = None  # that will tell them
        self.alone = False  # the last time nobody else heard of it
        self.reported = ""  # the match whose reports were told
        self.backlog: list[Room] | None = None  # versions to be told when the reports are ready
        self.up_to_date = asyncio.Event()  # nothing is in the backlog
        self.up_to_date.set()
        self.since: dict[str, float] = {}  # when each player's socket came, by the store's clock
        self.parcel: Parcel | None = None
        self.crowd: tuple[Person, ...] = ()  # all who have a seat, as last counted
        self.people: People | None = None  # as last counted, from that moment on
        self.people_counted = 0.0
        self.people_told: People | None = None
        self.counting_people = asyncio.Lock()
        self.refreshing: asyncio.Handle | None = None
        self.next_refresh = 0.0

    @property
    def everybody(self) -> list[Outlet]:
        """All sockets here."""
        return [*self.sockets.values(), *self.onlookers]

    @property
    def onlookers(self) -> list[Outlet]:
        """The sockets here that are told what all are told, and nothing else."""
        return [*self.watchers.values(), *self.screens.values()]

    def judges(self, player: str) -> bool:
        """Say whether this player has still to answer the running question, and so hears of no live counts."""
        score = self.room.scores.get(player)
        return score is not None and score.eligible and player not in self.decided

    @property
    def idle(self) -> bool:
        """Whether nobody is here or on the way in."""
        return not self.everybody and not self.entering
