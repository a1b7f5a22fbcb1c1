"""What imports are tested with."""

from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def own_media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.decks.intake.run.LOOKED_UP", 1)
