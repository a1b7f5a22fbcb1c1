"""What all tests share: a private Redis, prepared data folders, and the order, shares and strictness of a run.

Session fixtures are made once in each process that runs tests; of files that processes share there is only the
prepared data folder, which its own lock guards.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import caches
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling
from xdist.workermanage import WorkerController

from server.launch.private_redis import PrivateRedis
from tests.servers import copy_prepared, prepared

CI = os.environ.get("CI") == "true"
E2E = "tests/e2e/"


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A Redis of this run's own (the bundled Valkey), on a Unix socket."""
    with PrivateRedis(tmp_path_factory.mktemp("redis")) as private:
        yield private.url


@pytest.fixture(scope="session")
def prepared_data() -> Path:
    """A data folder with database and starter deck. Not to be played on: copy it."""
    return prepared()


@pytest.fixture
def game_data(prepared_data: Path, tmp_path: Path) -> Path:
    """A prepared data folder for this test alone."""
    return copy_prepared(prepared_data, tmp_path / "data")


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    """Forget what the test before has had counted."""
    for cache in caches.all(initialized_only=True):
        cache.clear()


@pytest.fixture(autouse=True, scope="session")
def own_folders(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keep what tests write out of the developer's data folder, and the developer's Redis out of the tests."""
    settings.MEDIA_ROOT = tmp_path_factory.mktemp("media")
    settings.REDIS_URL = ""
    settings.CACHES["default"] = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "shared"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests last: Playwright keeps an event loop running from its first test on.

    Of them the clock's last: they measure to a twentieth of a second, and at the end the machine has the least to do.
    """
    items.sort(key=lambda item: (E2E in item.nodeid, "/test_clock" in item.nodeid))


# Plays matches of real length and wants its answers in time: not beside browsers.
UNDISTURBED = "tests/audits/test_leak_server.py"
# Tests that share nothing: one by one they end at about the same time.
APART = (E2E, "tests/audits/test_leak_plants.py")


class Shares(LoadScopeScheduling):
    """What goes to one process as a whole: a file, whose tests may share a server. And what goes first.

    Of several processes one begins with the browser tests, which mostly wait (and before them with what wants to be
    UNDISTURBED by them), the others with all the rest, which mostly computes; who has nothing else left helps with the
    browser tests.
    """

    _browses: WorkerController | None = None

    def schedule(self) -> None:
        if self.collection is None and len(self.nodes) > 1:
            self._browses = self.nodes[0]
        super().schedule()

    def _assign_work_unit(self, node: WorkerController) -> None:
        if node is self._browses and UNDISTURBED in self.workqueue:
            wanted = UNDISTURBED
        else:
            first = node is self._browses
            wanted = next((scope for scope in self.workqueue if scope.startswith(E2E) is first), None)
        if wanted is not None:
            self.workqueue.move_to_end(wanted, last=False)
        super()._assign_work_unit(node)

    def _reschedule(self, node: WorkerController) -> None:
        browsed = any(scope.startswith(E2E) for scope in self.assigned_work.get(node, ()))
        if browsed and not any(scope.startswith(E2E) for scope in self.workqueue):
            if not node.shutting_down:
                node.shutdown()  # Playwright's event loop runs in it: it can do nothing else
            return
        super()._reschedule(node)

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        if file.startswith("tests/decks/"):
            return "tests/decks"  # making the starter deck costs more than all its tests
        if file.startswith("tests/deployment/"):
            return "tests/deployment"  # one PostgreSQL, one deployment and one match are enough
        return nodeid if file.startswith(APART) else file


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Shares:
    return Shares(config, log)


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """In CI a skipped test is a failure: nothing there may be missing."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if CI and exitstatus == pytest.ExitCode.OK and reporter and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if CI and terminalreporter.stats.get("skipped"):
        terminalreporter.write_line("Tests were skipped: in CI that is a failure.", red=True)
