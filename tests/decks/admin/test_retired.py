"""A face that is retired in the middle of a match: the match goes on, its report shows it, nobody meets it again."""

from django.test import Client

from game.room import Options, Phase
from server.decks.models import Deck, Face
from server.decks.selectors import playable
from server.matches.models import Match
from server.matches.services import archive
from server.players.identity import COOKIE, sign
from tests.game.table import Table
from tests.matches.conftest import OWNER, PLAYERS
from tests.matches.played import FINISHED, rows_of


def test_retired_in_the_middle_of_a_match(keeper: Client, deck: Deck) -> None:
    table = Table(Options(rounds=3), faces=playable("mine"), host=OWNER)
    table.join(*PLAYERS)
    table.start(1)
    table.open()
    dealt = [face.id for face in table.room.faces]
    keeper.post("/admin/decks/face/", {"action": "retire", "_selected_action": dealt})
    assert Face.objects.filter(retired=True).count() == 3

    for number in range(3):
        if number:
            table.open()
        assert table.room.phase is Phase.QUESTION
        for player in PLAYERS:
            table.submit(player, right=True, took=2.0)
        table.reveal()
    table.to_podium()
    archive(table.room, rows_of(table), FINISHED)

    match = Match.objects.get()
    reader = Client(headers={"host": "localhost"})
    reader.cookies[COOKIE] = sign(PLAYERS[0])
    assert reader.get(f"/matches/{match.key}/").status_code == 200
    for row in match.round_set.all():
        assert row.face_id in dealt
        shown = reader.get(f"/matches/{match.key}/faces/{row.number}.jpg")
        assert (shown.status_code, shown["Content-Type"]) == (200, "image/jpeg")
    assert not {face.id for face in playable("mine")} & set(dealt)
