"""What nobody needs goes by itself: ended sessions, former ids after a day."""

from datetime import timedelta

from django.contrib.sessions.models import Session
from django.utils import timezone

from server.accounts.merging import merge
from server.accounts.tidying import tidy
from server.players import successors
from server.players.models import Departure
from tests.accounts.conftest import Browse
from tests.matches.conftest import PLAYERS, Keep

ANN, BEN, _ = PLAYERS


def test_sessions_that_have_ended_go_and_others_stay(browse: Browse) -> None:
    browse().claim("ann")
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    ben = browse()
    ben.claim("ben")
    tidy()
    assert Session.objects.count() == 1
    ben.get("/account/")
    assert ben.told[1]


def test_former_ids_are_forgotten_after_a_day(browse: Browse, keep: Keep) -> None:
    keep()
    browse(BEN).claim()
    merge(ANN, BEN)
    tidy()
    assert Departure.objects.count() == 1
    Departure.objects.update(created=timezone.now() - successors.KEPT)
    tidy()
    assert not Departure.objects.exists()
