"""One PostgreSQL, one whole deployment and one match played on it, for all tests of this folder."""

import asyncio
import os
from collections.abc import Iterator
from typing import Any
from unittest import mock

import pytest

from server.decks.models import Deck
from server.swarm.run import run
from tests.deployment.postgres import Postgres, postgres
from tests.deployment.topology import Deployment, deployed
from tests.rooms.faces import small_deck
from tests.swarm.command import planned


@pytest.fixture
def deck(transactional_db: None) -> Deck:
    return small_deck("test")


@pytest.fixture(scope="session")
def database() -> Iterator[Postgres]:
    with postgres() as running:
        yield running


@pytest.fixture(scope="session")
def deployment(database: Postgres, prepared_data, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    with deployed(tmp_path_factory.mktemp("deployed"), database, prepared_data) as running:
        yield running


@pytest.fixture(scope="session")
def played(deployment: Deployment) -> dict[str, Any]:
    """What two bots tell of a whole match through the proxy, over https and wss, trusting the proxy's own CA."""
    words = "--players 2 --rooms 1 --rounds 3 --window 0.3 --seconds 3 --pictures 1 --doubles 1 --seed 7"
    with mock.patch.dict(os.environ, SSL_CERT_FILE=str(deployment.authority)):
        return asyncio.run(run(planned("--url", deployment.url, *words.split())))
