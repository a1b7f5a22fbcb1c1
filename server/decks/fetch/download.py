"""Fetches what a recipe wants: the listings, then file by file what is not here yet. Broken off, it goes on later."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from server.decks.fetch.errors import FetchError
from server.decks.fetch.listing import Blob, Listing, listing
from server.decks.fetch.recipe import Recipe, Source
from server.decks.fetch.store import Store
from server.decks.fetch.upstream import CONNECTIONS, Patience, Upstream, upstream

Progress = Callable[[int, int], None]
"""Called with bytes that are here and bytes in all."""
CARELESS = 2  # times that a file is fetched which is another than was promised


@dataclass(slots=True)
class Download:
    """One recipe on its way into a store. `listings`: by the source's name, once they are known."""

    recipe: Recipe
    store: Store
    patience: Patience = field(default_factory=Patience)
    progress: Progress = lambda _done, _all: None
    listings: dict[str, Listing] = field(default_factory=dict)
    _done: int = 0
    _all: int = 0

    def run(self) -> dict[str, Listing]:
        """Fetch all that is not here, each file under its hash. Raises FetchError."""
        return asyncio.run(self._run(files=True))

    def look(self) -> dict[str, Listing]:
        """Only ask what the repositories hold. Raises FetchError."""
        return asyncio.run(self._run(files=False))

    async def _run(self, *, files: bool) -> dict[str, Listing]:
        async with upstream(self.patience) as line:
            for source in self.recipe.sources:
                self.listings[source.name] = await listing(source, line, self.store)
            if files:
                await self._files(line)
        return self.listings

    async def _files(self, line: Upstream) -> None:
        wanted = {blob.sha: (source, blob) for source in self.recipe.sources for blob in self._blobs(source)}
        missing = [(source, blob) for source, blob in wanted.values() if not self._has(blob)]
        self._all = sum(blob.size for _source, blob in wanted.values())
        self._done = self._all - sum(blob.size for _source, blob in missing)
        self.progress(self._done, self._all)
        queue = iter(missing)
        workers = [asyncio.ensure_future(self._work(line, queue)) for _number in range(CONNECTIONS)]
        try:
            await asyncio.gather(*workers)
        finally:  # of one that fails, the others end too
            for worker in workers:
                worker.cancel()
            await asyncio.gather(*workers, return_exceptions=True)

    async def _work(self, line: Upstream, queue: Iterator[tuple[Source, Blob]]) -> None:
        for source, blob in queue:
            self.store.write(blob.sha, await self._file(line, source, blob))
            self._done += blob.size
            self.progress(self._done, self._all)

    async def _file(self, line: Upstream, source: Source, blob: Blob) -> bytes:
        for _number in range(CARELESS):
            data = await line.file(source.repository, self.listings[source.name].commit, blob.path)
            if blob.is_in(data):
                return data
        raise FetchError("wrong_hash", _("%s is not the file that is pinned: its hash is wrong.") % blob.path)

    def _blobs(self, source: Source) -> tuple[Blob, ...]:
        return self.listings[source.name].blobs

    def _has(self, blob: Blob) -> bool:
        try:
            return blob.is_in(self.store.read(blob.sha))
        except FileNotFoundError:
            return False
