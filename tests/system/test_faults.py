"""The lines that `stride-explorer sandbox faults` prints, pasted into a shell."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator

import pytest

from explorer.sandbox.faults.table import FAULTS
from explorer.sandbox.server import Sandbox

ENDED = {"refuse": 56, "drop-before": 52, "drop-after": 52, "cut": 18, "redirect-loop": 47}
"""What curl ends with where it does not end with 0."""


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    assert shutil.which("curl")
    with Sandbox.start(port=0) as sandbox:
        yield sandbox


@pytest.mark.parametrize("name", FAULTS)
def test_every_line_works_when_pasted(sandbox: Sandbox, name: str) -> None:
    printed = subprocess.run(
        [sys.executable, "-m", "explorer", "sandbox", "faults", "--json"],
        capture_output=True,
        text=True,
        check=True,
    )
    line = next(row["curl"] for row in json.loads(printed.stdout) if row["fault"] == name)
    before = len(sandbox.requests())
    done = subprocess.run(
        ["bash", "-c", line],
        capture_output=True,
        timeout=30,
        env=os.environ
        | {
            "STRIDE_BASE_URL": sandbox.base_url,
            "STRIDE_SANDBOX_TOKEN": sandbox.credentials.participate_token,
        },
    )
    assert done.returncode == ENDED.get(name, 0), done.stderr
    assert {each.fault for each in sandbox.requests()[before:]} == {name}


def test_the_lines_of_the_admin_path_work_when_pasted(sandbox: Sandbox) -> None:
    from explorer.cli.sandbox_faults import ROADS

    environment = os.environ | {
        "STRIDE_BASE_URL": sandbox.base_url,
        "STRIDE_SANDBOX_TOKEN": sandbox.credentials.participate_token,
        "STRIDE_SANDBOX_ADMIN_TOKEN": sandbox.credentials.admin_token,
    }
    answers = [
        subprocess.run(
            ["bash", "-c", line], capture_output=True, text=True, check=True, env=environment
        ).stdout
        for _, line in ROADS[1:]
    ]
    assert json.loads(answers[0])["spec"] == "status=503,count=1@MeGetHandler"
    assert answers[1] == ""
    assert answers[2].startswith("HTTP/1.1 503 ")
