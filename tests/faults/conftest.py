"""One world for all tests of a module."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from .world import World


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A sandbox with something for every operation; each test finds it as it was."""
    made = World(tmp_path_factory.mktemp("world") / "sandbox.db")
    yield made
    made.stop()
