"""What has to be done with accounts again and again, whoever does it: work that was left, and what nobody needs."""

from importlib import import_module

from django.conf import settings

from server.accounts.boards import settle
from server.players.successors import forget


def tidy() -> None:
    """Finish merges and deletions that a process or Redis left half done, forget former ids after their day, and delete
    sessions that have ended. Any process, at any time, beside others.
    """
    settle()
    forget()
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
