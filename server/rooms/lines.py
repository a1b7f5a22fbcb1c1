"""An open room in words, as the page of open rooms shows it."""

from collections.abc import Mapping
from typing import NamedTuple

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from game.room import Kind, Mode, Phase, Scoring
from server.rooms.notices import Notice


class Line(NamedTuple):
    """One room. `now`: where it stands. `facts`: what is played there. `address`: where one joins, or only watches."""

    room: Notice
    now: str
    facts: list[str]
    address: str


def line(notice: Notice, titles: Mapping[str, str]) -> Line:
    """Put a notice into words. `titles`: of decks, by slug."""
    return Line(notice, _now(notice), _facts(notice, titles), address(notice.code, notice.link, notice.seated))


def address(code: str, link: str, seated: bool = True) -> str:  # noqa: FBT001, FBT002  (as the notice tells it)
    """Return where a room is played, or watched; whoever brings the link was invited."""
    return f"{reverse('room' if seated else 'room_watch', kwargs={'code': code})}?{urlencode({'k': link})}"


def _now(notice: Notice) -> str:
    match notice.phase:
        case Phase.LOBBY:
            return _("Starts soon") if notice.runs_itself else _("Waiting for its host to start")
        case Phase.COUNTDOWN:
            return _("Starting now")
        case Phase.PODIUM:
            return _("Match over, the next one follows") if notice.runs_itself else _("Match over")
    return _("Round %(round)d of %(of)d") % {"round": notice.round, "of": notice.of}


def mode_word(mode: Mode) -> str:
    """Return what a mode is called."""
    return {
        Mode.RACE: _("Race"),
        Mode.SUDDEN_DEATH: _("Sudden death"),
        Mode.TEAMS: _("Teams"),
        Mode.GLIMPSE: _("A two-second glimpse"),
        Mode.PRACTICE: _("Practice"),
    }[mode]


def _facts(notice: Notice, titles: Mapping[str, str]) -> list[str]:
    kinds = {Kind.SINGLE: _("one face at a time"), Kind.PAIR: _("pairs"), Kind.MIXED: _("single faces and pairs")}
    rounds = ngettext("%(rounds)d round of %(seconds)d s", "%(rounds)d rounds of %(seconds)d s", notice.rounds)
    return [
        mode_word(notice.mode),
        kinds[notice.kind],
        *([_("friendly")] if notice.scoring is Scoring.FRIENDLY else []),
        rounds % {"rounds": notice.rounds, "seconds": notice.seconds},
        *([titles[notice.deck]] if notice.deck in titles else []),
    ]
