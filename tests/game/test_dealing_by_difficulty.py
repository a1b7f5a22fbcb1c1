"""Dealing by difficulty and past faces that are worn: what comes rather, and that it tells nothing of what comes."""

import random
from collections import Counter

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.dealing import deal
from game.face import Face, Truth, opposite
from game.room import Dealing, Kind, Options, Phase
from tests.game.table import Table, pool, start

SEEDS = st.integers(0, 2**63)
DEALINGS = st.sampled_from(Dealing)
RATINGS = st.lists(st.floats(0, 3000), min_size=40, max_size=40)


def rated(each: int = 30, lowest: float = 1000, step: float = 30, apart: float = 0) -> list[Face]:
    """Return a pool whose faces are each harder than the one before; AI faces all by `apart` harder than real ones."""
    numbers = dict.fromkeys(Truth, 0)
    faces = []
    for face in pool(each=each):
        rating = lowest + numbers[face.truth] * step + apart * (face.truth is Truth.AI)
        numbers[face.truth] += 1
        faces.append(msgspec.structs.replace(face, rating=rating, deviation=60.0))
    return faces


def truths(faces):
    return [face.truth for face in faces]


@given(seed=SEEDS, ratings=RATINGS, dealing=DEALINGS, kind=st.sampled_from(Kind), skill=st.floats(0, 3000))
def test_what_a_face_is_depends_on_no_difficulty_no_skill_and_no_way_of_dealing(seed, ratings, dealing, kind, skill):
    """The coin falls as it would in a deck that nobody has ever judged."""
    plain = pool(each=20)
    judged = [
        msgspec.structs.replace(face, rating=rating, deviation=80.0)
        for face, rating in zip(plain, ratings, strict=True)
    ]
    faces, partners = deal(judged, 10, seed, kind=kind, dealing=dealing, skill=skill, worn={judged[3].id})
    unjudged, plain_partners = deal(plain, 10, seed, kind=kind)
    assert truths(faces) == truths(unjudged)
    assert [partner is None for partner in partners] == [partner is None for partner in plain_partners]
    for face, partner in zip(faces, partners, strict=True):
        assert partner is None or partner.truth is opposite(face.truth)


@pytest.mark.parametrize("dealing", Dealing)
def test_every_order_of_truths_comes_about_equally_often_where_one_class_is_harder_by_far(dealing):
    faces = rated(each=6, apart=600)
    drawn = [tuple(truths(deal(faces, 4, seed, dealing=dealing, skill=1300)[0])) for seed in range(3000)]
    counts = Counter(drawn)
    expected = len(drawn) / 2**4
    assert len(counts) == 2**4
    assert sum((count - expected) ** 2 / expected for count in counts.values()) < 45  # chi-square, 15: p = 0.0001


@given(seed=SEEDS, dealing=DEALINGS, skill=st.floats(0, 3000))
def test_the_same_seed_and_pool_give_the_same_faces_in_whatever_order_the_pool_comes(seed, dealing, skill):
    faces = rated()
    shuffled = random.Random(seed).sample(faces, len(faces))
    more = {"dealing": dealing, "skill": skill, "worn": {"face-real-2", "face-made-7"}}
    assert deal(faces, 10, seed, avoid={"face-real-1"}, **more) == deal(shuffled, 10, seed, ["face-real-1"], **more)


@given(seed=SEEDS, dealing=DEALINGS)
def test_no_face_comes_twice_and_a_person_is_met_once(seed, dealing):
    faces = [msgspec.structs.replace(face, rating=1000.0 + 30 * i) for i, face in enumerate(pool(30, group_size=3))]
    dealt, partners = deal(faces, 10, seed, kind=Kind.PAIR, dealing=dealing)
    people = [name for face in (*dealt, *partners) for name in face.groups]
    assert len(people) == len(set(people)) == 10
    assert len({face.id for face in (*dealt, *partners)}) == 20


def mean_rating(dealing, faces, skill=1500.0, matches=200):
    dealt = [face.rating for seed in range(matches) for face in deal(faces, 5, seed, dealing=dealing, skill=skill)[0]]
    return sum(dealt) / len(dealt)


def test_easy_faces_hard_ones_and_those_that_fit():
    faces = rated(each=60, lowest=600, step=30)  # 600 to 2,370
    assert mean_rating(Dealing.EASY, faces) < 1200
    assert mean_rating(Dealing.MIXED, faces) == pytest.approx(1485, abs=60)
    assert mean_rating(Dealing.HARD, faces) > 1770
    for skill in (900.0, 1500.0, 2100.0):
        assert mean_rating(Dealing.ADAPTIVE, faces, skill) == pytest.approx(skill, abs=120)


@pytest.mark.parametrize("dealing", Dealing)
def test_each_class_is_dealt_by_its_own_difficulties(dealing):
    """Where AI faces are all harder, the hard match does not hold more of them."""
    faces = rated(each=40, apart=1500)
    dealt = [face for seed in range(300) for face in deal(faces, 5, seed, dealing=dealing)[0]]
    assert truths(dealt).count(Truth.AI) / len(dealt) == pytest.approx(0.5, abs=0.05)  # 3.9 sigma


@pytest.mark.parametrize("dealing", Dealing)
def test_a_deck_that_few_have_judged_still_varies(dealing):
    faces = list(pool(each=30))
    faces[0] = msgspec.structs.replace(faces[0], rating=2200.0, deviation=80.0)
    faces[40] = msgspec.structs.replace(faces[40], rating=800.0, deviation=80.0)
    seen = Counter(face.id for seed in range(600) for face in deal(faces, 5, seed, dealing=dealing)[0])
    assert len(seen) >= 58  # all that nobody has judged, and the two others unless they fit nobody
    assert max(seen.values()) < 600 * 0.6  # and none in most matches


@given(seed=SEEDS, dealing=DEALINGS)
def test_worn_faces_wait_until_nothing_else_is_left(seed, dealing):
    faces = rated(each=12)
    worn = {face.id for face in faces if int(face.id.rsplit("-")[-1]) < 4}
    dealt, _ = deal(faces, 8, seed, dealing=dealing, worn=worn)  # eight of each class are fresh
    assert not worn & {face.id for face in dealt}
    again, _ = deal(faces, 12, seed, dealing=dealing, worn=worn)
    for truth in Truth:
        known = [face.id in worn for face in again if face.truth is truth]
        assert known == sorted(known)  # the fresh ones of a class come first
        assert sum(known) == max(0, len(known) - 8)


@given(seed=SEEDS)
def test_a_worn_face_is_worse_than_one_of_an_earlier_match_and_better_than_a_person_twice(seed):
    real = [Face("a1", Truth.REAL, ("a",)), Face("a2", Truth.REAL, ("a",)), Face("b1", Truth.REAL, ("b",))]
    real.append(Face("c1", Truth.REAL, ("c",)))
    dealt, _ = deal([*real, *(Face(f"m{i}", Truth.AI) for i in range(4))], 4, seed, avoid={"b1"}, worn={"c1"})
    order = [face.id for face in dealt if face.truth is Truth.REAL]
    assert [face[0] for face in order] == ["a", "b", "c", "a"][: len(order)]


@pytest.mark.parametrize("dealing", Dealing)
def test_a_start_deals_by_what_the_host_chose(dealing):
    table = Table(Options(rounds=5, dealing=dealing), rated(each=60, lowest=600))
    table.join("ann")
    command = msgspec.structs.replace(
        start("m", 7, table.faces), skill=2000.0, worn=frozenset({table.faces[0].id, table.faces[70].id})
    )
    table.ask(command)
    assert table.room.phase is Phase.COUNTDOWN
    assert table.room.faces == deal(table.faces, 5, 7, dealing=dealing, skill=2000.0, worn=command.worn)[0]
