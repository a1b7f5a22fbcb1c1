"""Who is there, and what that means for a room: a host who is gone, a room that starts by itself."""

from collections.abc import Mapping

from game.commands import Attend
from game.decisions import Code, Decision, Rejection, following
from game.room import DESERTED, HOST_AWAY, LINGERS, SELF_START, Phase, Room, Seat


def asks_for_seats(room: Room, now: float) -> bool:
    """Tell whether an Attend at this time may make somebody else host, and so needs the seats."""
    return bool(room.away) and now - room.away >= HOST_AWAY


def attend(room: Room, command: Attend, now: float, seats: Mapping[str, Seat]) -> Decision:
    """Answer an Attend. `seats`: where `asks_for_seats`."""
    if room.phase is Phase.CLOSED:
        return Rejection(Code.ROOM_CLOSED)
    return _note_host(room, command, now, seats) if room.host else _set_start(room, command, now)


def _note_host(room: Room, command: Attend, now: float, seats: Mapping[str, Seat]) -> Decision:
    """Note a host's coming and going; after a minute the longest-seated player hosts, until the first host is back."""
    if room.owner in command.present and (room.host != room.owner or room.away):
        return following(room, host=room.owner, away=0.0)
    if room.host in command.present:
        return following(room, away=0.0) if room.away else Rejection(Code.NOT_DUE)
    if not room.away:
        return following(room, away=now - LINGERS)  # gone for as long already
    heirs = [player for player in seats if player in command.present and player not in room.removed]
    if now - room.away < HOST_AWAY or not heirs:
        return Rejection(Code.NOT_DUE)
    return following(room, host=min(heirs, key=lambda player: (seats[player].since, player)), away=0.0)


def _set_start(room: Room, command: Attend, now: float) -> Decision:
    """Set when a room that runs itself starts: soon after the first player, sooner with a second."""
    if room.phase is not Phase.LOBBY:
        return Rejection(Code.NOT_DUE)
    if not command.present:
        return Rejection(Code.NOT_DUE) if room.starts is None else following(room, starts=None, deadline=now + DESERTED)
    at = now + SELF_START[len(command.present) > 1]
    if room.starts is not None and room.starts <= at:
        return Rejection(Code.NOT_DUE)
    return following(room, starts=at)
