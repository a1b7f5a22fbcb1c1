"""Practice: alone, without points to win or time to lose, as long as one likes."""

from game.modes.race import Race
from game.room import Dealing, Kind, Mode, Options, Pace, Scoring

SET = 20  # faces between two looks at how it goes; the next ones are chosen by what was learnt of the player
LONGEST = 60  # seconds after which a question looks whether anybody is still there


class Practice(Race):
    """One player, who hosts the room: each question waits for the answer, each truth for the player to go on."""

    patient = True


def practice_options(deck: str, faces: int) -> Options:
    """Return the options of a practice room. `faces`: how many rounds the deck can carry."""
    return Options(
        deck=deck,
        rounds=min(SET, faces),
        seconds=LONGEST,
        kind=Kind.SINGLE,
        dealing=Dealing.ADAPTIVE,
        scoring=Scoring.FRIENDLY,
        mode=Mode.PRACTICE,
        pace=Pace.HOST,
        late=False,
        seats=2,
    )


def is_practice(options: Options) -> bool:
    """Tell whether these options are of a practice room: it stays one, and no other room becomes one."""
    return options.mode is Mode.PRACTICE
