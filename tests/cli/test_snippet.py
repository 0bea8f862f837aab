"""Requests for other tools, of the journal and before they are sent."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from explorer.sandbox.server import Sandbox
from tests.workbench.shop import SECRET, shop

if TYPE_CHECKING:
    from .conftest import Run


@pytest.mark.parametrize("tool", ["curl", "HTTPie", "python", "httpx", "raw"])
def test_a_call_is_printed_and_not_sent(run: Run, on_server: Sandbox, tool: str) -> None:
    before = len([each for each in on_server.requests() if each.operation == "MeGetHandler"])
    result = run("call", "MeGetHandler", "--as", tool)
    assert result.exit_code == 0, result.stderr
    assert "STRIDE_TOKEN" in result.stdout
    after = len([each for each in on_server.requests() if each.operation == "MeGetHandler"])
    assert after == before


def test_an_exchange_of_the_journal_is_printed(run: Run, on_server: Sandbox) -> None:
    run("call", "MeGetHandler")
    result = run("history", "show", "last", "--as", "curl")
    assert result.exit_code == 0
    assert result.stdout.startswith("curl ")
    assert '"$STRIDE_BASE_URL/me"' in result.stdout


def test_a_request_of_a_collection_keeps_its_host_and_no_secret(
    run: Run, on_server: Sandbox, tmp_path: Path
) -> None:
    file = tmp_path / "shop.json"
    file.write_text(json.dumps(shop()), encoding="utf-8")
    words = ("call", "--collection", str(file), "One invoice", "number=7", "tenant=acme")
    result = run(*words, "--as", "curl")
    assert result.exit_code == 0, result.stderr
    assert "https://shop.example.com/v1/acme/invoices/7" in result.stdout
    assert SECRET not in result.stdout


def test_a_tool_that_is_not_known_is_said(run: Run, on_server: Sandbox) -> None:
    result = run("call", "MeGetHandler", "--as", "ruby")
    assert result.exit_code == 2
    assert "name curl, httpie, python, httpx or raw" in result.stderr
