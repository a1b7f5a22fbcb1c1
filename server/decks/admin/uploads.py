"""Uploaded data sets: kept in the data folder until the import that reads them has ended."""

import shutil
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.utils import timezone
from django.utils.text import get_valid_filename

from server.decks.admin import background
from server.decks.intake.deck_lock import DeckLock
from server.decks.intake.errors import IntakeError
from server.decks.models import ImportRun

LARGEST = 4 * 1024**3  # bytes: larger ones are copied to the server by other ways, and imported there
NAME = 100  # characters, from the end
BEGINS = timedelta(minutes=2)  # within which an import that was started holds its deck's lock


def folder() -> Path:
    """Return where they are."""
    return Path(settings.DATA, "uploads")


def begin(
    run: ImportRun, file: "UploadedFile[Any]", *, preset: str = "", truth: str = "", only_free: bool = False
) -> None:
    """Keep the file and start the import of a run that has been entered. What cannot be kept fails the run."""
    sweep()
    place = folder() / str(run.pk)
    # Some layouts are told by the archive's own name, so it stays; but it is somebody else's text.
    path = place / get_valid_filename("set_" + (file.name or ""))[4:][-NAME:].lstrip(".-_ ")
    if path == place:
        path = place / "set"
    options = [f"--preset={preset}", f"--truth={truth}"] + ["--only-free"] * only_free
    try:
        place.mkdir(parents=True)
        _keep(file, path)
        background.start(["import_upload", str(run.pk), str(path), *options])
    except OSError as error:
        shutil.rmtree(place, ignore_errors=True)
        fail(run.pk, f"not_kept: {error.strerror}")


def fail(number: int, why: str) -> None:
    """Enter why a run could not go on, unless it says so already."""
    running = ImportRun.objects.filter(pk=number, state=ImportRun.State.RUNNING)
    running.update(state=ImportRun.State.FAILED, error=why[:300], finished=timezone.now())


def settle_killed() -> None:
    """Say of runs that were killed that they broke off: they are running, and nobody holds their deck's lock. What has
    begun just now may not hold it yet. (An import that runs on another machine says at its end how it ended.)
    """
    long_ago = timezone.now() - BEGINS
    for run in ImportRun.objects.filter(state=ImportRun.State.RUNNING, started__lt=long_ago).select_related("deck"):
        with suppress(IntakeError), DeckLock(run.deck.slug):
            ImportRun.objects.filter(pk=run.pk, state=ImportRun.State.RUNNING).update(
                state=ImportRun.State.BROKEN_OFF, finished=timezone.now()
            )


def sweep() -> None:
    """Remove what imports that were killed have left: the files of runs that do not run."""
    if not folder().is_dir():
        return
    running = {
        str(number) for number in ImportRun.objects.filter(state=ImportRun.State.RUNNING).values_list("pk", flat=True)
    }
    for place in folder().iterdir():
        if place.name not in running:
            shutil.rmtree(place, ignore_errors=True)


def remove(path: Path) -> None:
    """Remove an upload, and its folder."""
    path.unlink(missing_ok=True)
    with suppress(OSError):  # not ours alone, or gone
        path.parent.rmdir()


def _keep(file: "UploadedFile[Any]", path: Path) -> None:
    if isinstance(file, TemporaryUploadedFile):
        shutil.move(file.temporary_file_path(), path)
        return
    with path.open("wb") as kept:
        for chunk in file.chunks():
            kept.write(chunk)
