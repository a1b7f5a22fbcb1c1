"""Profiles: figures that are those of the trials, few queries whatever the history, and who may see them."""

from collections import Counter
from itertools import pairwise

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from game.room import Kind
from server.decks.models import Deck, Face
from server.matches.models import PRACTICE, Match, Result, Round, Trial
from server.matches.profile import RECENT, profile
from server.players.models import Player
from tests.matches.conftest import PLAYERS, STRANGER, Browse, Keep
from tests.matches.played import FINISHED
from tests.pages.markup import Markup

ANN, BEN, _ = PLAYERS
HIDDEN = f"/players/{ANN}/"


def published(player: str = ANN) -> Player:
    Player.objects.filter(id=player).update(public=True)
    return Player.objects.get(id=player)


def played_much(keep: Keep, matches: int, **options: object) -> None:
    for number in range(matches):
        keep(f"m{number}", at=FINISHED + 100 * number, seed=number + 1, **options)


def with_faces() -> list[Face]:
    """Put a face of some origin behind each round that is on record."""
    deck = Deck.objects.create(slug="d", title="D")
    faces = []
    for number, round_ in enumerate(Round.objects.order_by("match", "number")):
        real = round_.truth == "real"
        kind = "photo" if real else ("gan", "diffusion")[number % 2]
        faces.append(
            Face.objects.create(
                deck=deck,
                truth=round_.truth,
                kind=kind,
                generator="" if real else f"{kind} one",
                sha256=f"{number:064}",
                picture=f"{number}.jpg",
                width=1,
                height=1,
                size=1,
            )
        )
        round_.face = faces[-1]
        round_.save(update_fields=["face"])
    return faces


@pytest.mark.parametrize("kind", Kind)
def test_figures_are_those_of_the_trials(keep: Keep, kind: Kind) -> None:
    played_much(keep, 5, rounds=12, kind=kind, silence=0.2)
    shown = profile(published(), ANN)
    trials = Trial.objects.filter(result__player=ANN)
    said = trials.exclude(verdict="")
    assert shown.career.matches == 5
    assert (shown.career.asked, shown.career.answered) == (trials.count(), said.count())
    assert shown.career.right == said.filter(right=True).count()
    single = said.filter(round__partner_key="")
    assert shown.career.eye.signals == single.filter(round__truth="ai").count()
    assert shown.career.eye.false_alarms == single.filter(round__truth="real", right=False).count()
    assert shown.tallies.single == shown.career.eye
    pairs = said.exclude(round__partner_key="")
    assert (shown.tallies.pairs.answered, shown.tallies.pairs.right) == (
        pairs.count(),
        pairs.filter(right=True).count(),
    )
    assert shown.career.best == max(Result.objects.filter(player=ANN).values_list("points", flat=True))


def test_the_curve_goes_over_all_answers_in_their_order(keep: Keep) -> None:
    played_much(keep, 4, rounds=12, silence=0.2)
    blocks = profile(published(), ANN).curve
    in_order = (
        Trial.objects.filter(result__player=ANN)
        .exclude(verdict="")
        .order_by("result__match__finished", "round__number")
    )
    rights = list(in_order.values_list("right", flat=True))
    assert blocks[0].after == 0
    assert blocks[-1].until == len(rights)
    assert len(blocks) == len(rights) // 10 > 1
    for before, after in pairwise(blocks):
        assert before.until == after.after
    for block in blocks:
        assert block.answered >= 10
        assert block.right == sum(rights[block.after : block.until])
        assert block.eye.right == block.right


def test_the_curve_has_few_blocks_however_long_the_history(keep: Keep) -> None:
    played_much(keep, 20, rounds=25, silence=0)
    blocks = profile(published(), ANN).curve
    assert 20 <= len(blocks) <= 30
    assert sum(block.answered for block in blocks) == 500


def test_answers_are_told_by_origin_and_generator(keep: Keep) -> None:
    played_much(keep, 3, rounds=12, silence=0.2)
    with_faces()
    shown = profile(published(), ANN).tallies
    said = Trial.objects.filter(result__player=ANN).exclude(verdict="")
    rows = list(said.values_list("round__face__kind", "right"))
    answered, right = Counter(kind for kind, _ in rows), Counter(kind for kind, hit in rows if hit)
    assert {line.name: (line.answered, line.right) for line in shown.origins} == {
        kind: (answered[kind], right[kind]) for kind in answered
    }
    assert {line.name for line in shown.generators} == {"gan one", "diffusion one"}
    assert sum(line.answered for line in shown.generators) == said.filter(round__truth="ai").count()


def test_practice_counts_in_the_profile(keep: Keep, browse: Browse) -> None:
    played_much(keep, 2)
    Match.objects.filter(key="m1").update(mode=PRACTICE)
    shown = profile(published(), ANN)
    assert (shown.career.matches, shown.career.practised) == (2, 1)
    page = Markup(browse(ANN).get("/me/")).text
    assert "1 of them practice" in page


def test_a_rating_is_shown_with_its_margin(keep: Keep, browse: Browse) -> None:
    keep()
    Player.objects.filter(id=ANN).update(rating=27.0, rating_deviation=1.5, rated=4)
    page = " ".join(Markup(browse(ANN).get("/me/")).text.split())
    assert "1,620 ± 180 provisional: 4 of 10 matches" in page
    Player.objects.filter(id=ANN).update(rated=10)
    assert "provisional" not in Markup(browse(ANN).get("/me/")).text


def test_few_queries_however_long_the_history(keep: Keep, browse: Browse) -> None:
    counts = []
    for matches in (1, 200):
        for number in range(matches):
            keep(f"m{matches}-{number}", at=FINISHED + number, seed=number, rounds=3, silence=0)
        with_faces() if matches == 1 else None
        published()
        for visitor, address in ((ANN, "/me/"), (STRANGER, HIDDEN)):
            with CaptureQueriesContext(connection) as queries:
                assert browse(visitor).get(address).status_code == 200
            counts.append(len(queries))
    assert counts[0] == counts[2] <= 11  # whose page it is, among them
    assert counts[1] == counts[3] <= 12


def test_only_the_latest_matches_are_looked_at_closely(keep: Keep, monkeypatch: pytest.MonkeyPatch) -> None:
    assert RECENT >= 100
    monkeypatch.setattr("server.matches.profile.RECENT", 2)
    played_much(keep, 3, rounds=12, silence=0)
    shown = profile(published(), ANN)
    assert (shown.career.answered, shown.recent) == (36, 2)
    assert (shown.curve[-1].until, shown.tallies.single.answered) == (24, 24)


def test_a_profile_is_hidden_until_its_player_shows_it(keep: Keep, browse: Browse) -> None:
    keep()
    unknown = browse(STRANGER).get("/players/nobody----------/")
    hidden = browse(STRANGER).get(HIDDEN)
    assert hidden.status_code == unknown.status_code == 404
    assert Markup(hidden).text == Markup(unknown).text
    assert browse(ANN).get(HIDDEN).status_code == 200
    client = browse(ANN)
    for public, status in (("1", 200), ("0", 404)):
        assert client.post("/me/", {"public": public}).headers["Location"] == "/me/"
        assert browse(STRANGER).get(HIDDEN).status_code == status
    assert browse(BEN).post("/me/", {"public": "1"}).status_code == 302
    assert browse(STRANGER).get(HIDDEN).status_code == 404  # that was Ben's own


def test_nobody_is_shown_by_a_form_of_another_site(keep: Keep, browse: Browse) -> None:
    keep()
    client = browse(ANN)
    client.handler.enforce_csrf_checks = True
    assert client.post("/me/", {"public": "1"}).status_code == 403
    assert not Player.objects.get(id=ANN).public


def test_who_is_gone_has_no_profile_and_who_has_merged_has_the_others(keep: Keep, browse: Browse) -> None:
    keep()
    published()
    Player.objects.filter(id=BEN).update(merged_into=ANN)
    page = Markup(browse(STRANGER).get(f"/players/{BEN}/"))
    assert "Ann" in page.text
    Player.objects.filter(id=ANN).update(gone=True)
    for player in (ANN, BEN):
        assert browse(STRANGER).get(f"/players/{player}/").status_code == 404
    assert "No match" not in Markup(browse(ANN).get("/me/")).text


def test_a_newcomer_is_told_what_will_be_here(browse: Browse, db: None) -> None:
    response = browse(STRANGER).get("/me/")
    assert response.status_code == 200
    assert "Play a match to its end" in Markup(response).text
    assert browse(STRANGER).post("/me/", {"public": "1"}).status_code == 302
    assert not Player.objects.exists()


def test_a_visitor_sees_no_face_that_is_still_asked(keep: Keep, browse: Browse) -> None:
    played_much(keep, 1, rounds=10, silence=0)
    faces = with_faces()
    published()
    fooled = Trial.objects.filter(result__player=ANN, right=False).count()
    own = Markup(browse(ANN).get(HIDDEN))
    met = Markup(browse(BEN).get(HIDDEN))
    stranger = browse(STRANGER).get(HIDDEN)
    shown = min(fooled, 8)
    assert shown > 0
    for page in (own, met):
        assert len([img for img in page.all("img") if img["src"].startswith("/faces/")]) == shown
    assert Markup(stranger).text.count("You have not met this one yet.") == shown
    assert not any(face.id in stranger.content.decode() for face in faces)
    Face.objects.update(retired=True)  # somebody may be in it who does not want to be seen
    assert Markup(browse(STRANGER).get(HIDDEN)).text.count("You have not met this one yet.") == shown


def test_a_visitor_learns_of_no_room(keep: Keep, browse: Browse) -> None:
    match = keep("match-nobody-may-see", names={ANN: "Secret"})  # a short key is in a form's token now and then
    Player.objects.filter(id=ANN).update(name="Ann")
    published()
    page = browse(STRANGER).get(HIDDEN).content.decode()
    assert "Secret" not in page
    assert match.key not in page
    assert match.room not in Markup(browse(STRANGER).get(HIDDEN)).text


def test_the_page_is_strict_and_paged(keep: Keep, browse: Browse) -> None:
    played_much(keep, 21, rounds=6, silence=0)
    page = Markup(browse(ANN).get("/me/"))
    assert page.inline() == []
    assert "Page 1 of 2" in page.text
    assert len([link for link in page.links() if link.startswith("/matches/m")]) == 20
    second = Markup(browse(ANN).get("/me/", {"page": "2"}))
    assert len([link for link in second.links() if link.startswith("/matches/m")]) == 1
    described = [attrs["aria-labelledby"] for attrs in page.all("svg") if attrs.get("role") == "img"]
    assert described == ["curve-title curve-desc", "scatter-title scatter-desc"]


def test_streak_and_best_leave_practice_out_and_say_so(keep: Keep, browse: Browse) -> None:
    keep("m1", at=FINISHED)
    keep("m2", at=FINISHED + 100)
    assert "without practice" not in Markup(browse(ANN).get("/me/")).text
    Match.objects.filter(key="m2").update(mode=PRACTICE)
    Result.objects.filter(match__key="m2", player=ANN).update(streak=99, points=99_999)
    told = Markup(browse(ANN).get("/me/")).text
    assert told.count("without practice") == 2
    assert not [figure for figure in ("99,999", "99") if figure in told.split("Standings")[0]]
