"""The checks find nothing in a good match, and each mistake by its name."""

import copy
from collections.abc import Callable

import pytest

from game.face import Truth
from server.rooms.protocol import Ack
from server.swarm.replies import Replies
from tests.swarm.recording import Recording, record


def flip(verdict: str) -> str:
    return str(Truth.AI if verdict == Truth.REAL else Truth.REAL)


def test_a_good_match_passes() -> None:
    assert record().complaints() == []


def test_a_second_answer_that_gets_the_first_one_back_passes() -> None:
    good = record()
    tape, sent = good.tapes["ann"], good.find("ann", "sent", 0)
    again = type(sent)(sent.at, round=0, verdict=Truth.AI)
    tape.insert(tape.index(sent) + 1, again)
    good.repeat("ann", "ack", 0)
    assert good.complaints() == []


def dropped_reveal(made: Recording) -> None:
    made.drop("ben", "reveal", 1)


def dropped_question(made: Recording) -> None:
    made.drop("ben", "question", 2)


def repeated_version(made: Recording) -> None:
    made.repeat("cyd", "reveal", 0)


def version_gap(made: Recording) -> None:
    tape = made.tapes["cyd"]
    for step in tape[tape.index(made.find("cyd", "reveal", 1)) :]:
        if step.message and "v" in step.message:
            step.message["v"] += 1


def older_version(made: Recording) -> None:
    made.find("cyd", "reveal", 1).message["v"] = 2


def early_truth(made: Recording) -> None:
    made.find("ann", "question", 1).message["truth"] = "ai"


def early_origin(made: Recording) -> None:
    made.find("ann", "ack", 1).message["origin"] = {"generator": "x"}


def telling_address(made: Recording) -> None:
    made.everywhere("reveal", 1, picture="faces/match/real-1.jpg")


def wrong_points(made: Recording) -> None:
    made.find("ann", "reveal", 1).message["own"]["points"] += 1


def wrong_gain(made: Recording) -> None:
    made.find("ann", "reveal", 1).message["own"]["gained"] += 1


def wrong_streak(made: Recording) -> None:
    made.find("ben", "reveal", 2).message["own"]["streak"] += 1


def wrong_rank(made: Recording) -> None:
    made.find("dee", "reveal", 2).message["own"]["rank"] += 1


def somebody_elses_part(made: Recording) -> None:
    made.find("dee", "reveal", 2).message["own"] = made.find("ann", "reveal", 2).message["own"]


def wrong_count(made: Recording) -> None:
    made.everywhere("reveal", 0, said_real=1, said_ai=2)


def wrong_top(made: Recording) -> None:
    top = made.find("ann", "reveal", 0).message["top"]
    made.everywhere("reveal", 0, top=top[::-1])


def told_differently(made: Recording) -> None:
    made.find("ben", "reveal", 0).message["said_real"] += 1


def lost_ack(made: Recording) -> None:
    made.drop("ben", "ack", 0)


def doubled_ack(made: Recording) -> None:
    made.repeat("ben", "ack", 0)


def other_verdict_acknowledged(made: Recording) -> None:
    ack = made.find("ben", "ack", 0).message
    ack["verdict"] = flip(ack["verdict"])


def quick_for_its_time(made: Recording) -> None:
    made.find("cyd", "ack", 1).message["took"] = 0.2


def answer_not_scored(made: Recording) -> None:
    line = made.find("ben", "podium").message["own"]["lines"][1]
    line.update(verdict=None, took=None)


def report_points(made: Recording) -> None:
    made.find("ben", "podium").message["own"]["points"] += 1


def report_line_points(made: Recording) -> None:
    made.find("ben", "podium").message["own"]["lines"][0]["points"] += 1


def report_truth(made: Recording) -> None:
    line = made.find("ben", "podium").message["own"]["lines"][0]
    line["truth"] = flip(line["truth"])


def closed_early(made: Recording) -> None:
    made.everywhere("reveal", 0, until=made.find("ann", "reveal", 0).message["until"] - 3)


def kept_open(made: Recording) -> None:
    made.everywhere("reveal", 1, until=made.find("ann", "reveal", 1).message["until"] + 3)


def left_out(made: Recording) -> None:
    made.find("dee", "question", 1).message["playing"] = False


def refused(made: Recording) -> None:
    made.find("ben", "ack", 0).message = {"t": "refused", "code": "too_fast", "about": "answer"}


def unknown_type(made: Recording) -> None:
    made.find("ben", "ack", 0).message["t"] = "acknowledgement"


def unknown_field(made: Recording) -> None:
    made.find("ben", "question", 0).message["hint"] = 1


def second_report(made: Recording) -> None:
    report = copy.deepcopy(made.find("ben", "podium").message["own"])
    made.tapes["ben"][-1].message["own"] = report | {"right": 9}


def no_podium(made: Recording) -> None:
    made.drop("dee", "podium")
    made.drop("dee", "podium")


def no_welcome(made: Recording) -> None:
    made.drop("dee", "welcome")


@pytest.mark.parametrize(
    ("mistake", "expected"),
    [
        (dropped_reveal, "question 2 came right after question 1"),
        (dropped_question, "reveal 2 came right after reveal 1"),
        (repeated_version, "reveal 0: version 4 was repeated"),
        (version_gap, "reveal 1: version 7 came after version 5: one is missing"),
        (older_version, "reveal 1: version 2 came after version 5"),
        (early_truth, 'Question tells "truth" before the reveal'),
        (early_origin, 'Ack tells "origin" before the reveal'),
        (telling_address, "reveal 1: the picture's address is"),
        (wrong_points, "ann, round 1: by the rules"),
        (wrong_gain, "ann, round 1: by the rules"),
        (wrong_streak, "ben, round 2: by the rules"),
        (wrong_rank, "dee, round 2: by the rules"),
        (somebody_elses_part, "dee, round 2: by the rules"),
        (wrong_count, "round 0: real, AI, silent, players are (2, 1, 1, 4)"),
        (wrong_top, "round 0: the top is"),
        (told_differently, "reveal 0: two bots were told different things"),
        (lost_ack, "round 0: the answer was never acknowledged"),
        (doubled_ack, "an acknowledgement for nothing that was sent"),
        (other_verdict_acknowledged, "round 0: real stands, but ai was said first"),
        (quick_for_its_time, "round 1: took 0.200 s is not what was measured here"),
        (answer_not_scored, "was acknowledged, the report has None, None"),
        (report_points, "ben: by the rules the report is"),
        (report_line_points, "ben: by the rules the report is"),
        (report_truth, "ben: by the rules the report is"),
        (closed_early, "round 0 closed 3.000 s early, 1 silent"),
        (kept_open, "round 1: everybody had answered, and it stayed open"),
        (left_out, "question 1: was there, and may not play"),
        (refused, "answer was refused: too_fast"),
        (unknown_type, "unreadable message"),
        (unknown_field, "Question is not as the protocol writes it"),
        (second_report, "the podium has two different reports"),
        (no_podium, "dee was not shown the podium"),
        (no_welcome, "came before the welcome"),
    ],
    ids=lambda value: getattr(value, "__name__", "found"),
)
def test_each_mistake_is_found(mistake: Callable[[Recording], None], expected: str) -> None:
    made = record()
    mistake(made)
    complaints = made.complaints()
    assert any(expected in complaint for complaint in complaints), complaints


def counted(made: Recording, after: str, *counts: tuple[int, int]) -> None:
    """Let ann hear counts of rounds right after the first message of a kind."""
    tape, step = made.tapes["ann"], made.find("ann", after)
    place = tape.index(step) + 1
    tape[place:place] = [
        type(step)(step.at, {"t": "count", "round": number, "answered": answered}) for number, answered in counts
    ]


@pytest.mark.parametrize(
    ("after", "counts", "expected"),
    [
        ("ack", [(0, 1), (0, 2), (0, 4)], None),
        ("ack", [(0, 5)], "round 0: 5 of 4 have answered"),
        ("ack", [(0, 2), (0, 1)], "round 0: 2 had answered, now 1"),
        ("ack", [(0, 2), (0, 2)], "round 0: 2 had answered, now 2"),
        ("question", [(0, 1)], "round 0: answers were counted before the own one"),
        ("question", [(1, 1)], "round 1: answers were counted after question 0"),
        ("reveal", [(0, 2)], "round 0: answers were counted after reveal 0"),
        ("countdown", [(0, 2)], "round 0: answers were counted after countdown"),
    ],
)
def test_live_counts_grow_while_their_question_is_open(
    after: str, counts: list[tuple[int, int]], expected: str | None
) -> None:
    made = record()
    counted(made, after, *counts)
    assert made.complaints() == ([expected] if expected else [])


def test_nor_does_a_question_tell_who_has_still_to_answer_how_many_have() -> None:
    made = record()
    made.find("ann", "question").message["answered"] = 1
    assert made.complaints() == ["question 0: answers were counted before the own one"]


@pytest.mark.parametrize(
    ("late", "expected"), [(2, []), (0, ["round 0: answers were counted after nothing"])], ids=["after", "before"]
)
def test_counts_begin_anew_on_a_new_connection_and_are_none_before_its_welcome(late: int, expected: list[str]) -> None:
    """It may lead to another process, which knows less."""
    made = record()
    counted(made, "ack", (0, 2))
    made.come_back("ann", 0)
    tape, welcome = made.tapes["ann"], [step for step in made.tapes["ann"] if step.kind == "welcome"][1]
    count = type(welcome)(welcome.at, {"t": "count", "round": 0, "answered": 1})
    tape.insert(tape.index(welcome) + late, count)
    assert made.complaints() == expected


def test_an_answered_round_counts_once_however_often_it_was_sent() -> None:
    replies = Replies(8, lambda _sentence: None)
    replies.answered(0, Truth.AI, 1.0)
    assert (replies.answers, replies.repeats) == (0, 0)
    replies.answered(0, Truth.REAL, 1.1)
    for _ in range(2):
        replies.ack(Ack(round=0, verdict=Truth.AI, took=1.0), 1.2)
    replies.stands(0, Truth.AI, 1.0)
    assert (replies.answers, replies.repeats) == (1, 1)


@pytest.mark.parametrize(("took", "stops", "fair"), [(0.5, 0, True), (0.3, 0, False), (0.3, 1, True), (0.1, 1, False)])
def test_an_answer_on_its_way_as_the_clock_is_stopped_may_count_as_sent_before(
    took: float, stops: int, fair: bool
) -> None:
    complaints: list[str] = []
    replies = Replies(8, complaints.append)
    hand = replies.part.hand(0)
    hand.heard = 10.0
    replies.answered(0, Truth.AI, 10.8)
    replies.ack(Ack(round=0, verdict=Truth.AI, took=took), 10.9)
    hand.stops = stops  # heard of after the acknowledgement
    replies.settle()
    assert (not complaints) is fair, complaints


@pytest.mark.parametrize(("took", "said"), [(8.0, []), (9.0, ["round 0: took 9.000 s, longer than the question"])])
def test_nothing_takes_longer_than_the_question(took: float, said: list[str]) -> None:
    complaints: list[str] = []
    replies = Replies(8, complaints.append)
    replies.part.hand(0).heard = 10.0
    replies.answered(0, Truth.AI, 17.0)
    replies.ack(Ack(round=0, verdict=Truth.AI, took=took), 17.1)
    assert complaints == said
