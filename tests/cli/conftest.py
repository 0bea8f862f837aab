"""The command line in this process, on data of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from explorer.cli.root import cli
from explorer.sandbox.server import Sandbox

Run = Callable[..., Result]


@pytest.fixture(autouse=True)
def own_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the machine's own configuration, data and STRIDE_ variables out of the tests."""
    monkeypatch.setenv("STRIDE_EXPLORER_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("STRIDE_EXPLORER_CONFIG", str(tmp_path / "config.toml"))
    for name in ("BASE_URL", "TOKEN", "CLIENT_ID", "CLIENT_SECRET", "TOKEN_URL", "CLOUD_ID"):
        monkeypatch.delenv(f"STRIDE_{name}", raising=False)


@pytest.fixture(scope="session")
def server() -> Iterator[Sandbox]:
    """One sandbox for all tests that only read."""
    with Sandbox.start(port=0) as sandbox:
        yield sandbox


@pytest.fixture
def run() -> Run:
    """Run the command with words, as a shell would."""

    def run_words(*words: str, stdin: bytes | None = None) -> Result:
        return CliRunner().invoke(cli, words, input=stdin, catch_exceptions=False)

    return run_words


@pytest.fixture
def on_server(server: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Sandbox:
    """Aim the command at the sandbox with both scopes, through the environment."""
    monkeypatch.setenv("STRIDE_BASE_URL", server.base_url)
    monkeypatch.setenv("STRIDE_CLIENT_ID", server.credentials.client_id)
    monkeypatch.setenv("STRIDE_CLIENT_SECRET", server.credentials.client_secret)
    return server
