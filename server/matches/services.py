"""Writes finished matches into the database, each exactly once; with them their players' sums, and what they teach."""

import logging
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import UTC, datetime

import msgspec
from django.db import transaction

from game.face import Truth
from game.room import Answer, Room, Score
from game.scoring import Trial as Scored
from game.scoring import longest_streak, trials
from server.decks import learning
from server.decks.models import Face
from server.matches.handover import MeanwhileError, handed_over, settle
from server.matches.met import meetings
from server.matches.models import Match, Result, Round, Trial
from server.matches.ratings import course, rate
from server.matches.standings import add_up
from server.players.models import Player
from server.players.nicknames import NAME_LENGTH, name_key
from server.players.successors import forget, successors
from server.rows import insert

log = logging.getLogger(__name__)

# Of a result, when it is written first; ratings come later.
TOLD = (
    "name",
    "points",
    "rank",
    "right",
    "answered",
    "asked",
    "time",
    "team",
    "out",
    "streak",
    "hits",
    "signals",
    "false_alarms",
    "noises",
)
Answers = Sequence[Mapping[str, Answer]]  # for each round, the rows by player
Replays = Mapping[str, tuple[Scored, ...]]  # by player
Faces = Mapping[str, Face]  # by id
Known = AbstractSet[tuple[str, str]]  # who had met which face (see met.meetings)


def archive(room: Room, answers: Answers, finished: float, *, networks: int = 0) -> list[str] | None:
    """Keep a room's finished match; return the ids of its players, sorted, or None when nobody took part.

    Bots are nobody: they are left out of everything but the ranks, which stay as people have seen them.
    `answers`: the rows of each round by player, all of the match's rounds. `finished`: seconds since the epoch.
    `networks`: how many its people came from, 0 where nobody knows.
    Doing it again, at the same time or later, from anywhere, changes nothing and returns the same ids: the key is
    unique and all rows, the players' standings and ratings among them, are one transaction. A friendly match is kept
    with all its rows and leaves standings and ratings as they are.

    Players and faces are locked before the match gets its number: whoever counts matches through, as
    rebuild_difficulty does, meets those of one player or face in the order in which they taught.

    A guest who was merged into an account meanwhile is archived as that, who deleted the data as nobody (see handover).
    """
    forget()
    told = room, answers
    while True:
        try:
            return _archive(*told, finished, networks)
        except MeanwhileError:
            told = handed_over(room, answers)


def _archive(room: Room, answers: Answers, finished: float, networks: int) -> list[str] | None:
    people = {player: score for player, score in room.scores.items() if not score.bot}
    if not people:
        return None
    played = course(room)
    machines = [_machine(score) for score in room.scores.values() if score.bot]
    room = msgspec.structs.replace(room, scores=people)
    with transaction.atomic():
        players = _players(room, finished)
        ids = [player.id for player in players]
        settle(room, players)
        faces = learning.lock(_faces(room))
        if archived := Match.objects.filter(key=room.match).first():  # whoever else archives it waited for the locks
            return sorted(archived.results.values_list("player_id", flat=True))
        columns = _columns(room, finished) | {"networks": networks, "machines": machines}
        match = Match.objects.create(key=room.match, **columns)
        known = meetings(ids, set(_faces(room)))  # before this match's own trials are among them
        rounds = Round.objects.bulk_create(_rounds(room, match, faces))
        replays = {player: _replay(room, answers, player, score) for player, score in people.items()}
        results = _results(room, answers, match, rounds, replays, known)
        learning.learn(_judged(rounds, faces, replays, known), faces, players)
        _carry_name(match, room, players)
        add_up(match, results, players, rate(match, results, players, played))
    return ids


def rename(key: str, player: str, name: str) -> None:
    """Give a player another name in a finished match, and there alone, unless there is no other match, and so no other
    name. Nothing where there is no such match yet.
    """
    name = name[:NAME_LENGTH]
    with transaction.atomic():
        heir = successors([player]).get(player)
        for one in (player, heir.id if heir and not heir.gone else player):
            if Result.objects.filter(match__key=key, player_id=one).update(name=name):
                if Result.objects.filter(player_id=one).count() == 1:
                    Player.objects.filter(id=one).update(name=name, name_key=name_key(name))
                return


def _columns(room: Room, finished: float) -> dict[str, object]:
    return {
        "room": room.code,
        "deck": room.options.deck,
        "scoring": room.options.scoring.value,
        "mode": room.options.mode.value,
        "kind": room.options.kind.value,
        "owner": room.owner,
        "starter": room.starter,
        "host": room.host,
        "options": msgspec.to_builtins(room.options),
        "seed": str(room.seed),
        "started": _moment(room.openings[0]),
        "finished": _moment(finished),
        "players": len(room.scores),
        "rounds": len(room.faces),
        "public": room.options.public,
    }


def _machine(score: Score) -> dict[str, object]:
    """Return what is kept of a bot (see Match.machines). Those that sat out a round have said nothing there."""
    return {"name": score.name, "points": score.points, "rank": score.rank, "trail": score.trail}


def _rounds(room: Room, match: Match, kept: Faces) -> list[Round]:
    """Return the rounds. A face that was taken down meanwhile leaves its key."""
    said = ["".join(letters) for letters in zip(*(score.trail for score in room.scores.values()), strict=True)]
    return [
        Round(
            match=match,
            number=number,
            face_id=face.id if face.id in kept else None,
            face_key=face.id,
            partner_id=partner.id if partner is not None and partner.id in kept else None,
            partner_key="" if partner is None else partner.id,
            truth=face.truth.value,
            said_real=said[number].count("r"),
            said_ai=said[number].count("a"),
            silent=said[number].count("-"),
            opened=_moment(room.openings[number]),
        )
        for number, (face, partner) in enumerate(zip(room.faces, room.partners, strict=True))
    ]


def _faces(room: Room) -> list[str]:
    return [face.id for face in (*room.faces, *room.partners) if face is not None]


def _players(room: Room, finished: float) -> list[Player]:
    """Make the players that are new, and lock all of them. In the order of ids, so that archives do not deadlock."""
    ids, now = sorted(room.scores), _moment(finished)
    rows = ((id_, room.scores[id_].name[:NAME_LENGTH], now, now) for id_ in ids)
    insert(Player, ("id", "name", "created", "last_seen"), rows, unique=["id"])
    return list(Player.objects.select_for_update().filter(id__in=ids).order_by("id"))


def _results(
    room: Room, answers: Answers, match: Match, rounds: list[Round], replays: Replays, known: Known
) -> list[Result]:
    results = [
        Result(
            match=match,
            player_id=player,
            name=score.name[:NAME_LENGTH],
            points=score.points,
            rank=score.rank,
            right=sum(trial.right for trial in replays[player]),
            answered=sum(trial.verdict is not None for trial in replays[player]),
            asked=len(replays[player]),
            time=round(score.time * 1000),
            team=score.team if score.team >= 0 else None,
            out=score.out or None,
            streak=longest_streak(replays[player]),
            **_counts(room, replays[player]),
        )
        for player, score in room.scores.items()
    ]
    insert(
        Result,
        ("match", "player", *TOLD),
        [(match.pk, result.player_id, *(getattr(result, name) for name in TOLD)) for result in results],
    )
    keys = dict(match.results.values_list("player_id", "pk"))
    for result in results:
        result.pk = keys[result.player_id]
    insert(
        Trial,
        ("result", "round", "verdict", "right", "took", "at", "lag", "points", "implausible", "met"),
        (
            (
                result.pk,
                rounds[trial.round].pk,
                trial.verdict.value if trial.verdict else "",
                trial.right,
                _milliseconds(trial.took),
                None if trial.verdict is None else _moment(answers[trial.round][result.player_id].at),
                _milliseconds(trial.lag),
                trial.points,
                trial.implausible,
                _knew(result.player_id, rounds[trial.round], known),
            )
            for result in results
            for trial in replays[result.player_id]
        ),
    )
    return results


def _counts(room: Room, replay: tuple[Scored, ...]) -> dict[str, int]:
    """Count the verdicts on single faces; an AI face is the signal."""
    said = [trial for trial in replay if trial.verdict is not None and room.partners[trial.round] is None]
    signals = [trial for trial in said if room.faces[trial.round].truth is Truth.AI]
    hits = sum(trial.right for trial in signals)
    return {
        "hits": hits,
        "signals": len(signals),
        "false_alarms": len(said) - len(signals) - (sum(trial.right for trial in said) - hits),
        "noises": len(said) - len(signals),
    }


def _knew(player: str, asked: Round, known: Known) -> bool:
    return any((player, face) in known for face in (asked.face_key, asked.partner_key))


def _judged(rounds: list[Round], faces: Faces, replays: Replays, known: Known) -> list[learning.Judged]:
    """Return the verdicts that teach. Not those on pairs, which are on two faces at once; not silence, nor what came
    before anybody can have seen the face, nor from somebody who had met it: that is memory; nothing of a face that was
    taken down meanwhile, or whose truth was put right while the match ran. (See history.py.)
    """
    return [
        learning.Judged(face, player, trial.right)
        for player, replay in replays.items()
        for trial in replay
        if trial.verdict is not None
        and not trial.implausible
        and not rounds[trial.round].partner_key
        and not _knew(player, rounds[trial.round], known)
        and (face := rounds[trial.round].face_id) is not None
        and faces[face].truth == rounds[trial.round].truth
    ]


def _replay(room: Room, answers: Answers, player: str, score: Score) -> tuple[Scored, ...]:
    """Score the rows once more. The room's points stand: people have seen them; a difference is our bug, and told."""
    replay = trials(score.trail, room.faces, [rows.get(player) for rows in answers], room.options)
    points = sum(trial.points for trial in replay)
    if points != score.points:
        log.error("match %s: player %s has %d points, the rows say %d", room.match, player, score.points, points)
    return replay


def _carry_name(match: Match, room: Room, players: list[Player]) -> None:
    """Let players be called as in this match, unless that was the host's doing: what a host calls somebody is said in
    that match alone, except of somebody who has no other name yet.
    """
    for player in players:
        if player.id not in room.names or not player.name_key:
            player.name = room.scores[player.id].name[:NAME_LENGTH]
            player.name_key = name_key(player.name)
        player.last_seen = max(player.last_seen, match.finished)
    names = ("id", "name", "name_key", "created", "last_seen")
    rows = [(player.id, player.name, player.name_key, player.created, player.last_seen) for player in players]
    insert(Player, names, rows, unique=["id"], update=names[1:])


def _milliseconds(seconds: float | None) -> int | None:
    return None if seconds is None else round(seconds * 1000)


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
