"""`stride-explorer call` under every fault: an exit code, one sentence on stderr, no traceback."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from explorer.api import transport
from explorer.api.client import AsyncClient
from explorer.api.operations import CATALOGUE
from explorer.cli.root import cli

from .expected import BY_ADDRESS, Cell, Row, matrix, read
from .proxy import Closed
from .world import World

OPERATIONS = ("MeGetHandler", "ConversationMessagePostHandler")

UNANSWERED = {"Broken", "OutcomeUnknown", "TimedOut", "ConnectFailed", "AnswerTooLarge"}
ANSWERED = {"done", "ShapeError"}
"""2xx: the command prints what came, whatever it means."""


def exit_code(cell: Cell) -> int:
    return 3 if cell.outcome in UNANSWERED else 0 if cell.outcome in ANSWERED else 1


async def at_once(seconds: float) -> None:
    """Sleeps for no time."""


@pytest.fixture(autouse=True)
def own_machine(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No configuration but the world's, and no real waiting between two sendings."""
    known = world.sandbox.credentials
    monkeypatch.setenv("STRIDE_EXPLORER_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("STRIDE_EXPLORER_CONFIG", str(tmp_path / "config.toml"))
    monkeypatch.delenv("STRIDE_TOKEN_URL", raising=False)
    monkeypatch.delenv("STRIDE_TOKEN", raising=False)
    monkeypatch.setenv("STRIDE_BASE_URL", world.base_url)
    monkeypatch.setenv("STRIDE_CLIENT_ID", known.client_id)
    monkeypatch.setenv("STRIDE_CLIENT_SECRET", known.client_secret)
    monkeypatch.setenv("STRIDE_CLOUD_ID", world.cloud_id)
    monkeypatch.setattr(transport, "BODY_CAP", 128 * 1024)
    monkeypatch.setitem(AsyncClient.__init__.__kwdefaults__, "sleep", at_once)


def call(world: World, operation_id: str) -> Result:
    words: list[str] = []
    if operation_id == "ConversationMessagePostHandler":
        room = world.subjects.values["conversationId"]
        words = [f"conversationId={room}", "--body", "hello", "--content-type", "text/plain"]
    return CliRunner().invoke(cli, ["call", operation_id, *words], catch_exceptions=False)


def check(result: Result, operation_id: str, cell: Cell, secrets: list[str]) -> None:
    assert result.exit_code == exit_code(cell), result.stderr
    assert "Traceback" not in result.output
    lines = [line for line in result.stderr.splitlines() if not line.startswith("… again in ")]
    status = [line for line in lines if line[:3].isdigit()]
    rest = [line for line in lines if line not in status]
    # One line with the status where there was an answer, and one sentence where it is no success.
    assert len(status) == (exit_code(cell) != 3)
    assert len(rest) == (cell.outcome != "done"), lines
    if rest:
        assert rest[0].startswith(f"{operation_id}: ")
        assert cell.words in rest[0]
        assert rest[0].isprintable()
    assert not [secret for secret in secrets if secret in result.output]


@pytest.mark.parametrize("row", matrix(), ids=lambda row: row.fault)
@pytest.mark.parametrize("operation_id", OPERATIONS)
def test_every_fault(operation_id: str, row: Row, world: World) -> None:
    with world.fault(f"{row.fault}@{operation_id}"):
        result = call(world, operation_id)
    world.put_back()

    cell = row.of(CATALOGUE[operation_id])
    check(result, operation_id, cell, [world.sandbox.credentials.client_secret])
    if cell.outcome == "done" and row.name not in {"empty", "no-content"}:
        assert isinstance(json.loads(result.stdout), dict)


@pytest.mark.parametrize("operation_id", OPERATIONS)
def test_nobody_there(operation_id: str, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    (row,) = (each for each in read(BY_ADDRESS) if each.fault == "nothing listens")
    closed = Closed()
    try:
        monkeypatch.setenv("STRIDE_BASE_URL", closed.base_url)
        monkeypatch.setenv("STRIDE_TOKEN", world.token)
        monkeypatch.delenv("STRIDE_CLIENT_ID")
        monkeypatch.delenv("STRIDE_CLIENT_SECRET")
        result: Any = call(world, operation_id)
    finally:
        closed.close()

    check(result, operation_id, row.of(CATALOGUE[operation_id]), [world.token])
