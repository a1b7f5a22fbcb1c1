"""What a verdict is worth, and what a series of verdicts says about the eye behind it."""

from collections.abc import Callable, Iterable, Mapping
from statistics import NormalDist

import msgspec

from game.face import Face, Truth
from game.room import Answer, Options, Score, Scoring

FULL_STAKE = 1000
HOTTEST = 5  # right answers in a row after which heat no longer rises
ENOUGH = 6  # answers, to both kinds of faces, that say something of an eye
FASTEST = 0.12  # seconds: nobody has seen the face before


def stake(took: float, seconds: float, streak: int) -> int:
    """Return the points at stake for a verdict after `took` of `seconds`, with `streak` right ones in a row before it.

    round(1000 (1 - t / 2T)), raised by 10 % for each right answer in a row, up to 50 %. Times in seconds.
    """
    t = min(max(took, FASTEST), seconds)
    cold = round(FULL_STAKE * (1 - t / (2 * seconds)))
    return (cold * (10 + min(streak, HOTTEST)) + 5) // 10


def implausible(answer: Answer) -> bool:
    """Tell whether the answer came before anybody can have seen the face."""
    return answer.took < FASTEST


def settle(score: Score, answer: Answer | None, truth: Truth, options: Options) -> Score:
    """Return an eligible player's score after one round; rank and `was` are left for `ranked`."""
    if answer is None:
        return msgspec.structs.replace(
            score, streak=0, gained=0, time=score.time + options.seconds, trail=score.trail + "-"
        )
    right = answer.verdict is truth
    worth = stake(answer.took, options.seconds, score.streak)
    gained = worth if right else 0 if options.scoring is Scoring.FRIENDLY else -worth
    return msgspec.structs.replace(
        score,
        points=score.points + gained,
        streak=score.streak + 1 if right else 0,
        gained=gained,
        time=score.time + min(max(answer.took, FASTEST), options.seconds),
        trail=score.trail + answer.verdict[0],
    )


def sit_out(score: Score) -> Score:
    """Return the score of somebody who was not eligible in this round: nothing changes but the trail."""
    return msgspec.structs.replace(score, gained=0, trail=score.trail + ".")


Standing = tuple[float, ...]  # where a score stands: the smaller, the better


def by_points(score: Score) -> Standing:
    """Stand by points alone."""
    return (-score.points,)


def ranked(scores: dict[str, Score], stands: Callable[[Score], Standing] = by_points) -> dict[str, Score]:
    """Return the scores in the order in which they stand, then of total time; those that stand alike share a rank."""
    order = sorted(scores.items(), key=lambda item: (*stands(item[1]), item[1].time, item[0]))
    result: dict[str, Score] = {}
    rank, last = 0, None
    for place, (player, score) in enumerate(order, 1):
        if stands(score) != last:
            rank, last = place, stands(score)
        result[player] = msgspec.structs.replace(score, rank=rank, was=score.rank)
    return result


def closed_up(scores: dict[str, Score], stands: Callable[[Score], Standing]) -> dict[str, Score]:
    """Return the scores ranked anew after somebody has gone from among them; what they were before stays."""
    moved = ranked(scores, stands)
    return {player: msgspec.structs.replace(score, was=scores[player].was) for player, score in moved.items()}


def worth_keeping(scores: Mapping[str, Score]) -> bool:
    """Tell whether a match is archived: not if nobody took part in it, bots do not count, or all were removed."""
    return any(not score.bot for score in scores.values())


class Trial(msgspec.Struct, frozen=True, array_like=True):
    """One player's verdict on one face. `took` and `lag` in seconds, None where there was no answer."""

    round: int
    verdict: Truth | None
    right: bool
    took: float | None
    points: int
    implausible: bool
    lag: float | None = None


def longest_streak(done: Iterable[Trial]) -> int:
    """Return the most right answers in a row."""
    longest = running = 0
    for trial in done:
        running = running + 1 if trial.right else 0
        longest = max(longest, running)
    return longest


def trials(trail: str, faces: tuple[Face, ...], answers: list[Answer | None], options: Options) -> tuple[Trial, ...]:
    """Replay one player's match from the rows: the rounds in which the player was eligible, with points as scored.

    `answers` holds the player's row of each round, or None; the trail says which of them the reveals counted.
    """
    score, result = Score(name=""), []
    for number, letter in enumerate(trail):
        if letter == ".":
            continue
        answer = answers[number] if letter in "ra" else None
        score = settle(score, answer, faces[number].truth, options)
        result.append(
            Trial(
                round=number,
                verdict=answer.verdict if answer else None,
                right=answer is not None and answer.verdict is faces[number].truth,
                took=answer.took if answer else None,
                points=score.gained,
                implausible=answer is not None and implausible(answer),
                lag=answer.lag if answer else None,
            )
        )
    return tuple(result)


class Sensitivity(msgspec.Struct, frozen=True):
    """Signal-detection figures; an AI face is the signal. Rates are uncorrected, None without such faces."""

    hit_rate: float | None
    false_alarm_rate: float | None
    d_prime: float
    bias: float


def sensitivity(hits: int, signals: int, false_alarms: int, noises: int, *, pairs: bool = False) -> Sensitivity:
    """Return d' = z(H) - z(F) and bias c = -(z(H) + z(F)) / 2, with the log-linear correction on both rates.

    H = (hits + 0.5) / (signals + 1), F = (false alarms + 0.5) / (noises + 1): Hautus 1995, "Corrections for extreme
    proportions and their biasing effects on estimated values of d'", Behavior Research Methods 27, 46-51; formulas
    after Stanislaw & Todorov 1999, Behavior Research Methods 31, 137-149. Negative c leans towards saying "AI".

    `pairs`: of two faces side by side, an AI face on the left is the signal; seeing both makes it easier by sqrt(2), so
    d' = (z(H) - z(F)) / sqrt(2): Macmillan & Creelman 2005, Detection Theory, 2nd ed., chapter 7.
    """
    z = NormalDist().inv_cdf
    hit, alarm = z((hits + 0.5) / (signals + 1)), z((false_alarms + 0.5) / (noises + 1))
    return Sensitivity(
        hit_rate=hits / signals if signals else None,
        false_alarm_rate=false_alarms / noises if noises else None,
        d_prime=(hit - alarm) / (2**0.5 if pairs else 1),
        bias=-(hit + alarm) / 2,
    )


def telling(signals: int, noises: int) -> bool:
    """Tell whether so many answers say something of an eye: with fewer, or of one kind alone, chance speaks louder."""
    return signals > 0 and noises > 0 and signals + noises >= ENOUGH
