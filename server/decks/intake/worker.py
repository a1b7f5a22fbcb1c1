"""A process that prepares pictures ends with the one that started it, and where a picture takes it too long."""

import multiprocessing
import os
import signal
from multiprocessing.process import BaseProcess
from threading import Thread

from PIL import Image

from server.decks.intake.decoder import LEAST_SIDE
from server.decks.intake.detector import face_in
from server.decks.intake.picture import Prepared, Unfit, prepare


def begin() -> None:
    """Make ready: what is loaded once takes no picture's time. From now on, end with the process that started this one,
    even by SIGKILL.

    Otherwise workers wait for their next picture for ever: each holds the end of the pipe that it would come through.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group: who reads the pictures ends us
    face_in(Image.new("L", (LEAST_SIDE, LEAST_SIDE)))
    parent = multiprocessing.parent_process()
    if parent is not None:
        Thread(target=_follow, args=(parent,), name="end-with-parent", daemon=True).start()


def prepare_within(seconds: float, data: bytes, side: int, grey: bool) -> Prepared | Unfit:  # noqa: FBT001
    """Prepare a picture. What takes this process more of a processor's time is its end: a decoder looks at no clock, so
    the system does.
    """
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        return prepare(data, side, grey=grey)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def _follow(parent: BaseProcess) -> None:
    parent.join()
    os._exit(1)  # at once: whoever wanted the picture at hand is gone
