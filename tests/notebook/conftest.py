"""A sandbox, data of the test's own, and components without a front end: their comms go nowhere."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from explorer.notebook import desks
from explorer.notebook.component import Component
from explorer.sandbox.server import Sandbox
from explorer.workbench.profiles import Target
from explorer.workbench.workbench import Workbench

NOW = datetime(2026, 6, 15, 16, 20, tzinfo=UTC)
"""The present in the sandbox."""


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox.start(port=0, seed=1, now=NOW) as running:
        yield running


@pytest.fixture(autouse=True)
def own_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sandbox: Sandbox) -> None:
    """What a component without arguments is about: the sandbox, and files of the test's own."""
    monkeypatch.setenv("STRIDE_EXPLORER_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("STRIDE_EXPLORER_CONFIG", str(tmp_path / "config.toml"))
    held = sandbox.credentials
    monkeypatch.setenv("STRIDE_BASE_URL", sandbox.base_url)
    monkeypatch.setenv("STRIDE_CLIENT_ID", held.client_id)
    monkeypatch.setenv("STRIDE_CLIENT_SECRET", held.client_secret)
    monkeypatch.setenv("STRIDE_CLOUD_ID", held.cloud_ids[0])


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is shown first is waited for, however busy the machine is."""
    monkeypatch.setattr(Component, "first_seconds", 60.0)


@pytest.fixture(autouse=True)
async def nothing_left_open(own_place: None) -> AsyncIterator[None]:
    """What components opened by themselves is closed with the test and its event loop."""
    yield
    for opened in (*desks._of_targets.values(), *desks._of_clients.values()):
        await opened.close()
    desks._of_targets.clear()


@pytest.fixture
async def workbench(sandbox: Sandbox, tmp_path: Path) -> AsyncIterator[Workbench]:
    from explorer.api.auth import ClientCredentials

    held = sandbox.credentials
    target = Target(
        profile_name="test",
        base_url=sandbox.base_url,
        auth=ClientCredentials(held.client_id, held.client_secret),
        cloud_id=held.cloud_ids[0],
    )
    async with await Workbench.open(target, data_dir=tmp_path / "data") as opened:
        yield opened
