"""The command line against a sandbox in a process of its own, as a shell has it."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from .conftest import COMMAND


def clean_environment(home: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("STRIDE_")}
    return kept | {
        "STRIDE_EXPLORER_DATA": str(home / "data"),
        "STRIDE_EXPLORER_CONFIG": str(home / "config.toml"),
    }


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment that a sandbox's own printed lines make in a shell."""
    environment = clean_environment(tmp_path)
    process = subprocess.Popen(
        [COMMAND, "sandbox", "--port", "0"],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    lines = []
    for line in process.stdout:
        lines.append(line)
        if "room token" in line:
            lines.append(next(process.stdout))
            break
    exports = "".join(line for line in lines if line.startswith("export "))
    # A shell reads them, so that what is printed is what can be pasted.
    shown = subprocess.run(
        ["bash", "-c", f"{exports}env"], capture_output=True, text=True, check=True, env=environment
    ).stdout
    found = dict(line.split("=", 1) for line in shown.splitlines() if line.startswith("STRIDE_"))
    yield environment | found
    process.terminate()
    assert process.wait(10) == 0
    process.stdout.close()


def run(environment: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [COMMAND, *words], env=environment, capture_output=True, text=True, timeout=60
    )


def test_curl_and_call_see_the_same_sandbox(sandbox: dict[str, str]) -> None:
    token = subprocess.run(
        [
            *("curl", "-sS", f"{sandbox['STRIDE_BASE_URL']}/oauth/token"),
            *("-H", "Content-Type: application/json", "-d"),
            json.dumps(
                {
                    "grant_type": "client_credentials",
                    "client_id": sandbox["STRIDE_CLIENT_ID"],
                    "client_secret": sandbox["STRIDE_CLIENT_SECRET"],
                }
            ),
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    answer = json.loads(token.stdout)
    by_curl = subprocess.run(
        [
            *("curl", "-sS", f"{sandbox['STRIDE_BASE_URL']}/site/"),
            *("-H", f"Authorization: Bearer {answer['access_token']}"),
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    by_call = run(sandbox, "call", "GetAllHandler")
    assert json.loads(by_call.stdout) == json.loads(by_curl.stdout)
    assert by_call.returncode == 0
    assert re.match(r"200 OK · GET /site/ · \d+ ms", by_call.stderr)


def test_exit_codes(sandbox: dict[str, str]) -> None:
    assert run(sandbox, "call", "GetAllHandler").returncode == 0
    missing = run(sandbox, "call", "ConversationGetHandler", "conversationId=nowhere")
    assert missing.returncode == 1
    assert json.loads(missing.stdout)["code"] in {403, 404}
    assert run(sandbox, "call", "ConversationGetHandler").returncode == 2
    assert run(sandbox, "call", "NoSuchOperation").returncode == 2
    nowhere = sandbox | {"STRIDE_BASE_URL": "http://127.0.0.1:9"}
    assert run(nowhere, "call", "GetAllHandler").returncode == 3
