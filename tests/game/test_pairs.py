"""Pairs: what is promised, shown and reported of two faces side by side."""

import hashlib

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from game import showing, views
from game.face import Truth, opposite
from game.report import report
from game.room import Kind, Options, Phase, picture_of
from game.scoring import sensitivity
from game.seal import commitment
from tests.game.secrecy import check_secrets
from tests.game.table import HOST, SEALS, Table, at

PAIRS = Options(rounds=4, kind=Kind.PAIR)


def rows(table, player):
    return {number: row for number in range(len(table.room.faces)) if (row := table.answers(number).get(player))}


def test_what_is_promised_fixes_both_faces():
    table = at(Phase.COUNTDOWN, PAIRS)
    room = table.room
    promise = commitment("match1", 0, room.faces[0], SEALS[0].nonce, room.partners[0])
    assert showing.sealed(room, 0) == views.Sealed("match1", 0, promise, pair=True)
    others = (commitment("match1", 0, room.faces[0], SEALS[0].nonce, room.partners[1]),)
    assert promise not in (*others, commitment("match1", 0, room.faces[0], SEALS[0].nonce))


def test_the_reveal_tells_both():
    table = at(Phase.REVEAL, PAIRS)
    shown, left, right = showing.shared(table.room), table.room.faces[0], table.room.partners[0]
    assert (shown.face, shown.truth, shown.picture) == (left.id, left.truth, "faces/match1/0.jpg")
    assert shown.partner == views.Partner("faces/match1/0b.jpg", right.id, showing.origin(right))
    assert shown.sealed.pair
    told = f"match1\n0\n{shown.truth}\n{shown.face}\n{shown.partner.face}\n{shown.nonce}"
    assert showing.sealed(table.room, 0).commitment == hashlib.sha256(told.encode()).hexdigest()


def test_a_single_face_has_no_partner():
    shown = showing.shared(at(Phase.REVEAL).room)
    assert shown.partner is showing.UNSET
    assert not shown.sealed.pair
    assert picture_of(at(Phase.REVEAL).room, 0) == "faces/match1/0.jpg"


def test_a_verdict_on_a_pair_is_on_its_left_face():
    table = at(Phase.QUESTION, PAIRS)
    table.submit("ann")
    table.submit("bob", right=False)
    table.reveal()
    assert table.room.scores["ann"].trail == table.truth[0]
    assert table.room.scores["bob"].trail == opposite(table.truth)[0]
    assert table.room.scores["ann"].points == -table.room.scores["bob"].points > 0


SAID = st.lists(st.one_of(st.none(), st.tuples(st.booleans(), st.just(2.0))), min_size=12, max_size=12)


@given(seed=st.integers(2**32, 2**48), said=SAID, kind=st.sampled_from(Kind))
def test_a_report_keeps_singles_and_pairs_apart(seed, said, kind):
    """Figures are of pairs where there were no single faces; else of the single faces alone."""
    table = Table(Options(rounds=12, kind=kind))
    table.join(HOST)
    table.start(seed)
    for verdict in said:
        table.play(ann=verdict)
        check_secrets(table.room, {HOST: rows(table, HOST)})
    table.to_podium()
    room, answers = table.room, rows(table, HOST)
    told = report(room, room.scores[HOST], answers)
    assert told.pairs is all(room.partners)
    counted = [number for number in answers if (room.partners[number] is not None) is told.pairs]
    counts = dict.fromkeys(((truth, verdict) for truth in Truth for verdict in Truth), 0)
    for number in counted:
        counts[room.faces[number].truth, answers[number].verdict] += 1
    hits, alarms = counts[Truth.AI, Truth.AI], counts[Truth.REAL, Truth.AI]
    signals, noises = hits + counts[Truth.AI, Truth.REAL], alarms + counts[Truth.REAL, Truth.REAL]
    figures = sensitivity(hits, signals, alarms, noises, pairs=told.pairs)
    assert (told.bias, told.hit_rate) == (figures.bias, figures.hit_rate)
    assert told.d_prime == (figures.d_prime if signals and noises and signals + noises >= 6 else None)
    assert told.right == sum(room.faces[number].truth is answer.verdict for number, answer in answers.items())
    for line in told.lines:
        partner = room.partners[line.round]
        assert line.partner == (f"faces/match1/{line.round}b.jpg" if partner else None)


def test_seeing_both_faces_is_easier_by_the_square_root_of_two():
    single, pair = sensitivity(9, 10, 2, 10), sensitivity(9, 10, 2, 10, pairs=True)
    assert pair.d_prime == pytest.approx(single.d_prime / 2**0.5)
    assert (pair.bias, pair.hit_rate, pair.false_alarm_rate) == (single.bias, single.hit_rate, single.false_alarm_rate)


def test_who_took_no_part_has_a_report_of_nothing():
    table = at(Phase.PODIUM, PAIRS)
    score = table.room.scores["ann"]
    empty = report(table.room, msgspec.structs.replace(score, trail="...."), {})
    assert (empty.asked, empty.pairs, empty.lines, empty.d_prime) == (0, False, (), None)
