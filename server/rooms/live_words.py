"""A live room in words, as the staff reads it."""

from datetime import timedelta
from typing import NamedTuple

from django.utils import timezone
from django.utils.formats import number_format
from django.utils.timesince import timesince
from django.utils.translation import gettext as _

from game.room import Phase
from server.rooms.lines import mode_word
from server.rooms.live import Live

SLOW = 1.0  # seconds after which a room should have been taken up


class Words(NamedTuple):
    """One room. `slow`: its alarm waits for too long."""

    code: str
    mode: str
    stage: str
    seats: str
    here: int
    sockets: int
    alarm: str
    slow: bool
    age: str


def words(live: Live) -> Words:
    """Put a room into the words of the list."""
    return Words(
        code=live.code,
        mode=mode_word(live.mode) if live.readable else "",
        stage=stage(live),
        seats=_("%(seats)d of %(limit)d") % {"seats": live.seats, "limit": live.limit} if live.limit else "",
        here=live.here,
        sockets=live.sockets,
        alarm=alarm(live.late),
        slow=live.late is not None and live.late > SLOW,
        age="" if live.age is None else span(live.age),
    )


def details(live: Live) -> list[tuple[str, str]]:
    """Return what is known of a room, as labels and values; labels of what does not hold are left out."""
    told = words(live)
    rows = [
        (_("phase"), told.stage),
        (_("mode"), told.mode),
        (_("deck"), live.deck),
        (_("seats"), told.seats),
        (_("here now"), str(live.here)),
        (_("play in this round"), str(live.eligible) if live.eligible else ""),
        (_("removed by the host"), str(live.removed) if live.removed else ""),
        (_("sockets on this process"), str(live.sockets)),
        (_("host"), _host(live)),
        (_("paused for"), span(live.paused) if live.paused else ""),
        (_("door"), _door(live)),
        (_("alarm"), told.alarm),
        (_("open for"), told.age),
        (_("version"), str(live.version) if live.version else ""),
        (_("match"), _match(live)),
    ]
    return [(label, value) for label, value in rows if value]


def stage(live: Live) -> str:
    """Return where a room is."""
    if not live.readable:
        return _("of another release")
    at = {"round": live.round, "of": live.of}
    match live.phase:
        case Phase.LOBBY:
            return _("Lobby")
        case Phase.COUNTDOWN:
            return _("Countdown")
        case Phase.QUESTION:
            return _("Question %(round)d of %(of)d") % at
        case Phase.REVEAL:
            return _("Reveal %(round)d of %(of)d") % at
        case Phase.PODIUM:
            return _("Podium")
    return _("Closed")


def alarm(late: float | None) -> str:
    """Return when a room is woken, or how long it should have been."""
    if late is None:
        return _("none")
    time = {"time": span(abs(late))}
    return _("%(time)s late") % time if late > 0 else _("in %(time)s") % time


def span(seconds: float) -> str:
    """Return a while as Django tells it, in minutes and more; below, in seconds."""
    if seconds < 60:
        return _("%(seconds)s s") % {"seconds": number_format(seconds, 1 if seconds < 10 else 0)}
    now = timezone.now()
    return timesince(now - timedelta(seconds=seconds), now)


def _host(live: Live) -> str:
    if not live.readable:
        return ""
    if not live.hosted:
        return _("none: it runs itself")
    return _("away for %(while)s") % {"while": span(live.host_away)} if live.host_away else _("here")


def _door(live: Live) -> str:
    if live.locked:
        return _("locked")
    return _("listed for everybody") if live.public or not live.hosted else _("who has the code comes in")


def _match(live: Live) -> str:
    return _("%(match)s (kept)") % {"match": live.match} if live.archived else live.match
