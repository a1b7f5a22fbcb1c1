"""Browsers with and without accounts, and matches that are kept for them."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from game.rating import Rating
from server.matches.history import rebuild
from server.matches.ratings import said as said_by_results
from server.matches.standings import counted, same
from server.players.identity import COOKIE, new_player_id, said, sign
from server.players.models import ALL_TIME, Player, Standing
from tests.matches.conftest import PLAYERS, Keep, keep  # noqa: F401 - a fixture

ANN, BEN, CLEO = PLAYERS
HOME = "ann-at-home-----"
OTHERS = ("dan-------------", "eve-------------")
PASSWORD = "seven grey herons"


class Browser(Client):
    """A browser with a player, and what somebody does with it."""

    def __init__(self, player: str = "", **options: Any) -> None:
        super().__init__(headers={"host": "localhost", "accept-language": "en"}, **options)
        self.cookies[COOKIE] = sign(player or new_player_id())

    @property
    def told(self) -> tuple[str, bool]:
        """Who the cookie says this is."""
        known = said(self.cookies[COOKIE].value)
        assert known is not None
        return known.player, known.claimed

    @property
    def player(self) -> str:
        return self.told[0]

    @property
    def guest(self) -> str:
        """Who this browser is again without the account; empty: somebody new."""
        known = said(self.cookies[COOKIE].value)
        assert known is not None
        return known.guest

    def claim(self, username: str = "ann", **more: str) -> Any:
        return self.post("/account/claim/", {"username": username, "password1": PASSWORD, **more})

    def sign_in(self, username: str = "ann", password: str = PASSWORD, **more: str) -> Any:
        return self.post("/account/sign-in/", {"login": username, "password": password, **more})

    def sign_out(self) -> Any:
        return self.post("/account/sign-out/")

    def confirm(self) -> None:
        """Give the password once more, as for what cannot be undone."""
        assert self.post("/account/confirm/", {"password": PASSWORD}).status_code == 302


Browse = Callable[..., Browser]


@pytest.fixture(autouse=True)
def quick_passwords(settings: Any) -> None:
    """What makes a stolen table of passwords useless makes tests slow."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def browse(db: None) -> Browse:
    return Browser


class KilledError(Exception):
    """Stands for the end of the process."""


def killed(*_: object) -> None:
    raise KilledError


def account_of(username: str) -> Player:
    return Player.objects.get(user__username=username)


@pytest.fixture
def account(browse: Browse, keep: Keep) -> str:  # noqa: F811 - the fixture
    """Ann's account, with one match; as a guest on her phone she has played two, one of them beside herself."""
    keep("at-home", players=(HOME, BEN, CLEO), seed=1)
    keep("on-the-phone", players=(ANN, *OTHERS), seed=2)
    keep("both", players=(HOME, ANN, BEN), seed=3)
    browse(HOME).claim()
    return HOME


def consistent() -> None:
    """Standings say what results say, and everything that was learnt follows from the history."""
    players = list(Player.objects.values_list("id", flat=True))
    truth = counted([player.id for player in Player.objects.filter(merged_into=None, gone=False)])
    for player in players:
        standing = Standing.objects.filter(player=player, window=ALL_TIME).first()
        assert same(standing, truth.get(player, {}).get(ALL_TIME)), player
    ratings = ((one.id, (Rating(one.rating, one.rating_deviation), one.rated)) for one in Player.objects.all())
    assert dict(ratings) == said_by_results(players)
    found = rebuild(write=False)
    assert (found.players, found.faces) == ([], [])
