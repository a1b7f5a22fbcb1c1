"""A process of its own that does to a data folder what servers do at the end of matches. Run by test_processes."""

import os
import sys
import time

import django


def main(task: str, start: str, *keys: str) -> None:
    """Wait for the start, so that all begin together; then archive and feed these matches, or repair meanwhile."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "server.settings"
    django.setup()
    from django.core.management import call_command

    from server.leaderboards.services import feed
    from server.matches.services import archive
    from tests.matches.played import played

    if task == "migrate":
        call_command("migrate", verbosity=0, interactive=False)
        return
    people = [f"player-{number:02}" for number in range(40)]
    matches = [played(key, people[int(key) % 7 :], seed=int(key)) for key in keys]
    time.sleep(max(0.0, float(start) - time.time()))
    for room, answers in matches:
        if task == "repair":
            call_command("rebuild_leaderboards", stdout=sys.stderr)
            continue
        ids = archive(room, answers, float(start))
        assert ids == sorted(room.scores)
        feed(ids)


if __name__ == "__main__":
    main(*sys.argv[1:])
