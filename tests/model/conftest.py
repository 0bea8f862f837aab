"""Worlds to try things in, shared by all tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from .worlds import Worlds


@pytest.fixture(scope="session")
def worlds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Worlds]:
    """Gives out worlds that no one else uses."""
    given = Worlds(tmp_path_factory.mktemp("worlds"))
    yield given
    given.stop()
