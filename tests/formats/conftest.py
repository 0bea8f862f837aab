"""A sandbox that keeps what it receives, and a process that runs Python snippets against it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from explorer.sandbox.server import Sandbox

_LOOP = """
import contextlib, io, json, sys
for line in sys.stdin:
    problem = ""
    with contextlib.redirect_stdout(io.StringIO()):
        try:
            exec(compile(json.loads(line), "snippet", "exec"), {"__name__": "snippet"})
        except Exception as error:
            problem = f"{type(error).__name__}: {error}"
    print(json.dumps(problem), flush=True)
"""


class Runner:
    """One Python process, which runs snippet after snippet.

    Args:
        sandbox: Whose address and token are in its environment.
        folder: Where it runs.
    """

    def __init__(self, sandbox: Sandbox, folder: Path) -> None:
        self.folder = folder
        self._process = subprocess.Popen(
            [sys.executable, "-c", _LOOP],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            cwd=folder,
            env={
                **os.environ,
                "PYTHONIOENCODING": "utf-8",
                "STRIDE_BASE_URL": sandbox.base_url,
                "STRIDE_TOKEN": sandbox.credentials.participate_token,
                "STRIDE_CLIENT_SECRET": sandbox.credentials.client_secret,
                "SECRET": "a-value-of-its-own",
            },
        )

    def run(self, source: str) -> str:
        """Run a snippet; what it raised, in words, or nothing."""
        process = self._process
        assert process.stdin
        assert process.stdout
        process.stdin.write(json.dumps(source) + "\n")
        process.stdin.flush()
        answer: str = json.loads(process.stdout.readline())
        return answer

    def stop(self) -> None:
        self._process.communicate(timeout=30)


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox.start() as started:
        yield started


@pytest.fixture(scope="session")
def runner(sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runner]:
    started = Runner(sandbox, tmp_path_factory.mktemp("snippets"))
    yield started
    started.stop()
