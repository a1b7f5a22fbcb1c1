"""How a match is won, and what its rounds look like: one small part of the rules for each mode."""

from game.modes.glimpse import Glimpse
from game.modes.practice import Practice
from game.modes.race import Race
from game.modes.sudden_death import SuddenDeath
from game.modes.teams import Teams
from game.room import Mode, Options, Room, plays

MODES: dict[Mode, Race] = {
    Mode.RACE: Race(),
    Mode.SUDDEN_DEATH: SuddenDeath(),
    Mode.TEAMS: Teams(),
    Mode.GLIMPSE: Glimpse(),
    Mode.PRACTICE: Practice(),
}


def mode_of(options: Options) -> Race:
    """Return the part of the rules that these options choose."""
    return MODES[options.mode]


def may_answer_for_fun(room: Room, player: str) -> bool:
    """Tell whether somebody with a seat, who is not eligible, may give a verdict that counts for nothing."""
    score = room.scores.get(player)
    was_away = score is not None and not score.out
    return mode_of(room.options).asides and plays(room, player) and not was_away
