#!/usr/bin/env python3
"""Runs the project's commands; on a fresh machine the first call makes the environment (.venv)."""

import contextlib
import os
import signal
import sys


def main() -> int:
    """Prepare what the command needs, then hand over to Django. Returns the exit code."""
    if sys.version_info < (3, 11):  # noqa: UP036  (an older one can read this file, and is told)
        print("Python 3.11 or newer is needed; this is " + sys.version.split()[0] + ".", file=sys.stderr)
        return 1
    if sys.platform == "win32":
        print("On Windows, run this inside WSL (Windows Subsystem for Linux).", file=sys.stderr)
        return 1
    from server.launch import environment, frontend  # noqa: PLC0415  (needs the Python just checked)
    from server.launch.data_folder import data_folder  # noqa: PLC0415
    from server.launch.obstacle import Obstacle  # noqa: PLC0415

    # A plain `kill` and a closed terminal unwind like Ctrl-C does, so that what we started is ended too.
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is signal.SIG_DFL:  # under nohup it is ignored, and stays so
            signal.signal(number, lambda number, _frame: sys.exit(128 + number))
    command = sys.argv[1] if len(sys.argv) > 1 else ""
    try:
        # Of the audit, standard output is its figures: one line for a program to read.
        with contextlib.redirect_stdout(sys.stderr if command == "audit" else sys.stdout):
            environment.enter(development=command in {"audit", "test"} or "--dev" in sys.argv)
            data = data_folder()
            if command in {"audit", "play", "prepare", "test"}:
                frontend.build(data / "log")
        if command == "prepare" and "--no-deck" in sys.argv:
            return 0  # before the settings make a key: an image must not contain one
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "server.settings")
        from django.core.management import execute_from_command_line  # noqa: PLC0415

        with contextlib.ExitStack() as stack:
            if command == "rebuild_leaderboards" and not os.environ.get("REDIS_URL"):
                # Beside a running `play` its Valkey is shared; otherwise one runs on the same data for this command.
                from server.launch.private_redis import PrivateRedis  # noqa: PLC0415

                os.environ["REDIS_URL"] = stack.enter_context(PrivateRedis(data / "redis")).url
            execute_from_command_line(sys.argv)
    except Obstacle as obstacle:
        print(obstacle, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
