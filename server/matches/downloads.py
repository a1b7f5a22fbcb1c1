"""The report of a match as files: for its hosts everything, for its players the own part."""

from collections.abc import AsyncIterator, Iterator
from threading import Lock
from typing import cast

from asgiref.sync import sync_to_async
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from server.matches.face_lines import face_lines
from server.matches.player_lines import PlayerLine, player_lines
from server.matches.readings import Reading, reading_of
from server.matches.table_csv import table_csv
from server.matches.tables import ANSWERS, PLAYERS, answer_rows, player_rows
from server.matches.views import missing
from server.matches.workbook import MOST_ANSWERS, workbook
from server.players.middleware import GuestRequest

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_one_workbook = Lock()  # at a time: impatient clicks take no processor from the games


@never_cache
@require_GET
async def answers(request: HttpRequest, key: str) -> HttpResponseBase:
    """Send who answered what and when, a line for each question."""
    reading = await _reading(request, key)
    if reading is None:
        return await sync_to_async(missing)(request)
    return _csv(reading, "answers", table_csv(ANSWERS, answer_rows(_lines(reading))))


@never_cache
@require_GET
async def players(request: HttpRequest, key: str) -> HttpResponseBase:
    """Send how everybody did, a line for each player."""
    reading = await _reading(request, key)
    if reading is None:
        return await sync_to_async(missing)(request)
    return _csv(reading, "players", table_csv(PLAYERS, player_rows(_lines(reading))))


@never_cache
@require_GET
async def spreadsheet(request: HttpRequest, key: str) -> HttpResponseBase:
    """Send a workbook of players, faces and answers, if it is not too large."""
    reading = await _reading(request, key)
    content = await sync_to_async(_workbook)(reading) if reading else None
    if reading is None or content is None:
        return await sync_to_async(missing)(request)
    return HttpResponse(content, content_type=XLSX, headers=_saved(reading, "report.xlsx"))


async def _reading(request: HttpRequest, key: str) -> Reading | None:
    return await sync_to_async(reading_of)(key, cast("GuestRequest", request).player_id)


def _lines(reading: Reading) -> Iterator[PlayerLine]:
    """Yield the players' lines; nothing is asked of the database before the first is wanted."""
    yield from player_lines(reading.results(), reading.rounds())


def _workbook(reading: Reading) -> bytes | None:
    if reading.whole and reading.match.players * reading.match.rounds > MOST_ANSWERS:
        return None
    faces = face_lines(reading.match) if reading.whole else None
    with _one_workbook:
        return workbook(_lines(reading), faces, (_("Players"), _("Faces"), _("Answers")))


def _csv(reading: Reading, name: str, chunks: Iterator[bytes]) -> StreamingHttpResponse:
    headers = _saved(reading, f"{name}.csv")
    return StreamingHttpResponse(_in_threads(chunks), content_type="text/csv; charset=utf-8", headers=headers)


async def _in_threads(chunks: Iterator[bytes]) -> AsyncIterator[bytes]:
    """Take each chunk from the database's thread: the loop, and the games on it, wait for none."""
    take = sync_to_async(lambda: next(chunks, b""))
    while chunk := await take():
        yield chunk


def _saved(reading: Reading, name: str) -> dict[str, str]:
    played = f"{reading.match.room}-{reading.match.finished:%Y-%m-%d}".encode("ascii", "ignore").decode()
    return {"Content-Disposition": f'attachment; filename="uncanny-{played}-{name}"'}
