"""What the host may ask for, and when; anybody else is refused.

Some orders change how a match comes out, and whoever is ahead or behind could want that: to end it early, to send out
somebody who has answered, to skip more than one face in five. Who gives one is noted (`Room.meddled`): such a match is
rated otherwise.
"""

from collections.abc import Mapping
from typing import assert_never

import msgspec

from game.commands import (
    ByHost,
    ChooseTeam,
    Configure,
    End,
    HandOver,
    Lock,
    Next,
    Pause,
    PlayAlong,
    Rematch,
    Remove,
    Rename,
    Resume,
    Skip,
    Start,
)
from game.dealing import DeckTooSmallError, deal
from game.decisions import Code, Decision, Rejection, following
from game.face import Truth
from game.modes import mode_of
from game.modes.practice import is_practice
from game.room import CHOOSERS, COUNTDOWN, RECENT, REMOVED, Mode, Named, Phase, Room, Seat
from game.rounds import back_to_lobby, eligible, finish, first, reveal
from game.scoring import closed_up

FACES_A_SKIP = 5  # of which one may be skipped without changing much
RUNNING = (Phase.COUNTDOWN, Phase.QUESTION, Phase.REVEAL)


def host(room: Room, command: ByHost, now: float, seats: Mapping[str, Seat]) -> Decision:  # noqa: C901  (one case each)
    """Answer a command that only the host may give. `seats`: for those about players."""
    if command.by != room.host:
        return Rejection(Code.NOT_HOST)
    if room.phase is Phase.CLOSED:
        return Rejection(Code.ROOM_CLOSED)
    match command:
        case Configure():
            return _configure(room, command)
        case Start():
            return _start(room, command, now)
        case Rematch():
            return _rematch(room, now)
        case Rename():
            return _rename(room, command, seats)
        case Remove():
            return _remove(room, command, seats)
        case HandOver():
            return _hand_over(room, command, seats)
        case Lock():
            return following(room, locked=command.locked)
        case PlayAlong():
            return _play_along(room, command)
        case Pause() | Resume() | Skip() | Next() | End():
            return _steer(room, command, now)
        case _:
            assert_never(command)


def _steer(room: Room, command: Pause | Resume | Skip | Next | End, now: float) -> Decision:
    """Change the course of a running match."""
    if room.phase not in RUNNING:
        return Rejection(Code.NOT_RUNNING)
    if isinstance(command, End):
        rest = room.phase is not Phase.REVEAL or room.round + 1 < len(room.faces)
        return finish(_meddling(room, command.by) if rest else room, now)
    if isinstance(command, Resume):
        return _resume(room, now)
    if room.paused is not None:
        return Rejection(Code.PAUSED)
    if isinstance(command, Pause):
        return following(room, paused=now)
    if command.round != room.round:
        return Rejection(Code.ROUND_OVER)
    if isinstance(command, Skip):
        return _skip(room, command, now)
    if room.phase is not Phase.REVEAL:
        return Rejection(Code.NOT_OVER)
    return following(room, deadline=min(now, room.deadline or now))


def _skip(room: Room, command: Skip, now: float) -> Decision:
    if room.phase is not Phase.QUESTION:
        return Rejection(Code.ROUND_OVER)
    before = sum(
        all(score.trail[number] == "." for score in room.scores.values()) for number in range(room.round)
    )  # rounds in which nobody was asked
    many = before + 1 > room.options.rounds // FACES_A_SKIP
    return reveal(_meddling(room, command.by) if many else room, now, {}, skipped=True)


def _meddling(room: Room, host: str) -> Room:
    return room if host in room.meddled else msgspec.structs.replace(room, meddled=(*room.meddled, host))


def _resume(room: Room, now: float) -> Decision:
    """Go on where the clock stopped: everything that is to come moves by what the pause took."""
    if room.paused is None or room.deadline is None:
        return Rejection(Code.NOT_PAUSED)
    shift = now - room.paused
    return following(room, paused=None, opened=room.opened + shift, deadline=room.deadline + shift)


def _configure(room: Room, command: Configure) -> Decision:
    """Take the options. Whether the owner plays is the owner's to say: of who stands in it is passed over."""
    if room.phase is not Phase.LOBBY:
        return Rejection(Code.ALREADY_STARTED)
    if is_practice(room.options) or is_practice(command.options):
        return Rejection(Code.PRACTICE_APART)
    options = command.options
    if command.by != room.owner:
        options = msgspec.structs.replace(options, host_plays=room.options.host_plays)
    return following(room, options=options)


def _start(room: Room, command: Start, now: float) -> Decision:
    if room.phase is not Phase.LOBBY:
        return Rejection(Code.ALREADY_STARTED)
    rounds = room.options.rounds
    try:
        faces, partners = deal(
            command.pool,
            rounds + _spare(room, command),
            command.seed,
            room.recent,
            room.options.kind,
            room.options.dealing,
            command.skill,
            command.worn,
        )
    except DeckTooSmallError:
        return Rejection(Code.DECK_TOO_SMALL)
    faces, partners, spare = faces[:rounds], partners[:rounds], faces[rounds:]
    shown = (*faces, *(face for face in partners if face is not None))
    known = command.worn | {*room.recent}
    return following(
        room,
        phase=Phase.COUNTDOWN,
        match=command.match,
        seed=command.seed,
        faces=faces,
        partners=partners,
        seals=command.seals[: len(faces)],
        spare=tuple(face for face in spare if face.id not in known),
        picture_size=command.picture_size,
        recent=(*room.recent, *(face.id for face in shown))[-RECENT:],
        starter=room.host,
        meddled=(),
        opened=now,
        deadline=now + COUNTDOWN,
        starts=None,
        bots=() if room.host else command.bots,
    )


def _spare(room: Room, command: Start) -> int:
    """Return how many faces are dealt besides: as many as the mode wants and the pool can give of each class."""
    wanted = mode_of(room.options).spare * room.options.rounds
    if not wanted:
        return 0
    fewest = min(sum(face.truth is truth for face in command.pool) for truth in Truth)
    return max(0, min(wanted, fewest - room.options.rounds))


def _rematch(room: Room, now: float) -> Decision:
    if room.phase is not Phase.PODIUM:
        return Rejection(Code.NOT_OVER)
    return back_to_lobby(room, now) if room.archived else Rejection(Code.NOT_ARCHIVED)


def _rename(room: Room, command: Rename, seats: Mapping[str, Seat]) -> Decision:
    if not _seated(room, command.player, seats):
        return Rejection(Code.NO_SUCH_PLAYER)
    alike = {player: seat.alike for player, seat in seats.items()} | {p: named.alike for p, named in room.names.items()}
    others = alike.keys() - {command.player, *room.removed}
    if command.alike in {alike[player] for player in others}:
        return Rejection(Code.NAME_TAKEN)
    scores = room.scores
    if (score := scores.get(command.player)) is not None:
        scores = scores | {command.player: msgspec.structs.replace(score, name=command.name)}
    return following(room, names=room.names | {command.player: Named(command.name, command.alike)}, scores=scores)


def _remove(room: Room, command: Remove, seats: Mapping[str, Seat]) -> Decision:
    """Send somebody out. What was theirs in a running match goes with them; what is over stands, as archived."""
    if not _seated(room, command.player, seats) or command.player in (room.host, room.owner):
        return Rejection(Code.NO_SUCH_PLAYER)
    scores, mode, rest = room.scores, mode_of(room.options), {}
    removed = scores.get(command.player)
    if room.phase in RUNNING and removed is not None and not {"r", "a"}.isdisjoint(removed.trail):
        room = _meddling(room, command.by)
    if room.phase is not Phase.PODIUM:
        scores = {player: score for player, score in scores.items() if player != command.player}
    if room.phase is Phase.REVEAL:  # the others move up at once; in a question its end does it
        scores = closed_up(scores, mode.stands)
        rest = first(room, room.round + 1) if mode.over(scores) else {}
    return following(
        room,
        **rest,
        removed=(*room.removed, command.player)[-REMOVED:],
        scores=scores,
        eligible=eligible(scores),
    )


def _hand_over(room: Room, command: HandOver, seats: Mapping[str, Seat]) -> Decision:
    """Make somebody else host. For good, if the first host does it: then the role does not come back."""
    if not _seated(room, command.player, seats) or command.player == room.host:
        return Rejection(Code.NO_SUCH_PLAYER)
    if command.player not in command.present:
        return Rejection(Code.NOT_PRESENT)
    if room.host != room.owner:
        return following(room, host=command.player, away=0.0)
    options = msgspec.structs.replace(room.options, host_plays=True)  # that the former one only hosted was his choice
    return following(room, host=command.player, owner=command.player, away=0.0, options=options)


def _play_along(room: Room, command: PlayAlong) -> Decision:
    """Choose whether the first host takes part; who only stands in plays."""
    if command.by != room.owner:
        return Rejection(Code.NOT_HOST)
    return following(room, options=msgspec.structs.replace(room.options, host_plays=command.plays))


def choose_team(room: Room, command: ChooseTeam, seats: Mapping[str, Seat]) -> Decision:
    """Answer a ChooseTeam. In a big room each choice would be told to too many: only the host may choose there."""
    if command.by not in (command.player, room.host):
        return Rejection(Code.NOT_HOST)
    if room.phase is not Phase.LOBBY:
        return Rejection(Code.ALREADY_STARTED)
    if room.options.mode is not Mode.TEAMS or command.team not in range(room.options.teams):
        return Rejection(Code.NO_SUCH_TEAM)
    if not _seated(room, command.player, seats):
        return Rejection(Code.NO_SUCH_PLAYER)
    if len(seats) > CHOOSERS and command.by != room.host:
        return Rejection(Code.TEAMS_ARE_DEALT)
    return following(room, teams=room.teams | {command.player: command.team})


def _seated(room: Room, player: str, seats: Mapping[str, Seat]) -> bool:
    return player in seats and player not in room.removed
