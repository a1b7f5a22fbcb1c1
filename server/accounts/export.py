"""Everything that is kept of a player, as one JSON file in pieces. Queries: a few, and two for each hundred matches."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Prefetch, Q

from server.accounts.mail import addresses_of
from server.accounts.passkeys import passkeys_of
from server.decks.models import Complaint
from server.matches.models import Match, Result, Trial
from server.players.models import Player, Standing

CHUNK = 100  # matches

# Fields, as the file names them.
PLAYER = (
    "id",
    "name",
    "created",
    "last_seen",
    "public",
    "skill",
    "skill_deviation",
    "rating",
    "rating_deviation",
    "rated",
)
STANDING = [field.name for field in Standing._meta.concrete_fields if field.name not in {"id", "player"}]  # noqa: SLF001
RESULT = (
    *("name", "points", "rank", "right", "answered", "asked", "team", "out", "time", "streak"),
    *("hits", "signals", "false_alarms", "noises", "rating", "rating_deviation"),
)
MATCH = ("key", "room", "deck", "scoring", "mode", "kind", "started", "finished", "players", "rounds", "public")
REPORT = ("face", "reason", "state", "created", "origin")
TRIAL = ("verdict", "right", "took", "at", "lag", "points", "implausible")


def exported(player_id: str, user: AbstractBaseUser | None) -> Iterator[bytes]:
    """Yield the file. Nothing is asked of the database before the first piece is wanted.

    `{"player": {...} | null, "account": {...} | null, "merged": [...], "standings": [...], "reports_of_faces": [...],
    "hosted": [match keys], "matches": [{..., "result": {...}, "trials": [...]}]}`; times of trials in milliseconds.
    """
    whole = Q(player=player_id) | Q(player__merged_into=player_id)
    yield b'{"player": ' + _json(_fields(Player.objects.filter(id=player_id).first(), PLAYER))
    yield b',\n"account": ' + _json(_account(user))
    guests = Player.objects.filter(merged_into=player_id).order_by("id")
    yield b',\n"merged": ' + _json([_fields(guest, PLAYER) for guest in guests])
    standings = Standing.objects.filter(player=player_id).order_by("window")
    yield b',\n"standings": ' + _json([_fields(row, STANDING) for row in standings])
    complaints = Complaint.objects.filter(player=player_id).order_by("id").values(*REPORT)
    yield b',\n"reports_of_faces": ' + _json(list(complaints))
    hosted = Match.objects.filter(Q(owner=player_id) | Q(starter=player_id) | Q(host=player_id))
    yield b',\n"hosted": ' + _json(list(hosted.order_by("id").values_list("key", flat=True)))
    yield b',\n"matches": ['
    trials = Prefetch("trials", Trial.objects.select_related("round").order_by("round__number"))
    results = Result.objects.filter(whole).select_related("match").prefetch_related(trials).order_by("id")
    last, comma = 0, b"\n"
    while page := list(results.filter(id__gt=last)[:CHUNK]):
        for result in page:
            yield comma + _json(_match(result))
            comma = b",\n"
        last = page[-1].pk
    yield b"]}\n"


def _match(result: Result) -> dict[str, Any]:
    trials = [
        {
            "round": trial.round.number + 1,
            "face": trial.round.face_key,
            "right_hand_face": trial.round.partner_key or None,
            "truth": trial.round.truth,
            **_some(trial, TRIAL),
        }
        for trial in result.trials.all()
    ]
    return {**_some(result.match, MATCH), "result": _some(result, RESULT), "trials": trials}


def _account(user: AbstractBaseUser | None) -> dict[str, Any] | None:
    """Return what an account knows, without the password's hash and the passkeys' public keys."""
    if user is None:
        return None
    known = _some(user, ["username", "email", "date_joined", "last_login"])
    return {**known, "addresses": addresses_of(user), "passkeys": passkeys_of(user)}


def _fields(row: Any, names: Sequence[str]) -> dict[str, Any] | None:
    return None if row is None else _some(row, names)


def _some(row: Any, names: Sequence[str]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def _json(value: object) -> bytes:
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False).encode()
