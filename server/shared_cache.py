"""Django's cache in the Redis that rooms and boards are in, too: for counts that all processes share."""

from typing import NoReturn

from django.core.cache.backends.redis import RedisCache


class SharedCache(RedisCache):
    """A cache that cannot be emptied as a whole: in Redis that would be the whole database, with all rooms in it."""

    def clear(self) -> NoReturn:
        """Refuse."""
        raise NotImplementedError("rooms are in there, too")
