"""Tours on sandboxes of their own, as whoever checks one gets them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from explorer.api.retry import Policy
from explorer.tour.checking import stage
from explorer.tour.model import Tour
from explorer.tour.player import Player
from explorer.tour.reading import read_text
from explorer.workbench.targets import Target

IMPATIENT = Policy(retries=1, first_wait=0.001)

MakePlayer = Callable[[str], Awaitable[Player]]


@pytest.fixture(autouse=True)
def own_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the machine's own configuration and data out of the tests."""
    monkeypatch.setenv("STRIDE_EXPLORER_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("STRIDE_EXPLORER_CONFIG", str(tmp_path / "config.toml"))


def tour_of(steps: str, more: str = "") -> Tour:
    """A tour with these steps, on the sandbox of seed 1."""
    return read_text(f"title: Test\nsandbox: {{seed: 1}}\n{more}\nsteps:\n{steps}")


@pytest.fixture
async def make_player() -> AsyncIterator[MakePlayer]:
    """A player of a tour with these steps, on a running sandbox."""
    async with AsyncExitStack() as stack:

        async def make(steps: str) -> Player:
            tour = tour_of(steps)
            workbench = await stack.enter_async_context(
                stage(tour, Target(embedded=True), policy=IMPATIENT)
            )
            return Player(tour, workbench)

        yield make
