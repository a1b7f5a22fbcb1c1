"""What happens to a finished match: into the database, onto the leaderboards; each exactly once, whoever tries."""

import logging

from game.commands import Archived
from game.room import PODIUM, SEATS, Answer, Room, Seat, answers_table, match_tables
from server.leaderboards.services import feed
from server.matches.services import archive, rename
from server.rooms.clock import Clock
from server.rooms.database import in_archive
from server.rooms.service import Service
from server.rooms.store import Store

log = logging.getLogger(__name__)
LEASE = 60.0  # seconds that an archive may take (5,000 players took 23 s) before another process tries too
AGAIN, RARELY = 2.0, 30.0  # seconds after which a failed one is tried again: half its age, but within these


class Archive:
    """Archives matches at their podium. May be asked by several processes at once and again after a crash."""

    def __init__(self, store: Store, clock: Clock, service: Service) -> None:
        self._store, self._clock, self._service = store, clock, service
        self._running: set[str] = set()

    async def keep(self, room: Room) -> None:
        """Archive the room's match, feed the leaderboards, and tell the room."""
        if room.match in self._running:
            return
        self._running.add(room.match)
        try:
            await self._store.ring(room, self._clock.now() + LEASE)
            tables = [answers_table(room, number) for number in range(len(room.faces))]
            answers = [
                {
                    player: row
                    for player, row in (await self._store.rows(room, table)).items()
                    if isinstance(row, Answer)
                }
                for table in tables
            ]
            seats = await self._store.rows(room, SEATS)
            said = {player for player, score in room.scores.items() if not {"r", "a"}.isdisjoint(score.trail)}
            origins = {seat.origin for player, seat in seats.items() if player in said and isinstance(seat, Seat)}
            players = await in_archive(archive, room, answers, self._clock.now(), networks=len(origins - {""}))
            if players:
                await in_archive(feed, players)
            log.info(
                "a match was archived", extra={"room": room.code, "match": room.match, "players": len(room.scores)}
            )
            await self._service.change(room.code, Archived(match=room.match))
            await self._store.retire(room, match_tables(room), int(PODIUM) + 60)
            await self._names(room)
        except Exception:
            now = self._clock.now()
            await self._store.ring(room, now + min(RARELY, max(AGAIN, (now - room.opened) / 2)))
            raise
        finally:
            self._running.discard(room.match)

    async def _names(self, room: Room) -> None:
        """Keep the names that the host gave while the match was being archived."""
        now = await self._store.load(room.code)
        if now is not None and now.match == room.match:
            for player, named in now.names.items():
                if named != room.names.get(player):
                    await in_archive(rename, room.match, player, named.name)
