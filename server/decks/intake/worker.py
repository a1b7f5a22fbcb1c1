"""A process that prepares pictures ends with the one that started it."""

import multiprocessing
import os
from multiprocessing.process import BaseProcess
from threading import Thread


def end_with_parent() -> None:
    """Begin to watch the process that started this one, and end when it does, even by SIGKILL.

    Otherwise workers wait for their next picture for ever: each holds the end of the pipe that it would come through.
    """
    parent = multiprocessing.parent_process()
    if parent is not None:
        Thread(target=_follow, args=(parent,), name="end-with-parent", daemon=True).start()


def _follow(parent: BaseProcess) -> None:
    parent.join()
    os._exit(1)  # at once: whoever wanted the picture at hand is gone
