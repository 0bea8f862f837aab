"""Every operation under schemathesis: all its checks, against a sandbox, with tokens of each kind.

What it makes of the OpenAPI document is the same in every run; `STRIDE_TESTS=full` makes more.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from explorer.api.operations import CATALOGUE
from explorer.api.operations.content import MessageOperation
from explorer.sandbox.server import Sandbox

FULL = os.environ.get("STRIDE_TESTS") == "full"
HERE = Path(__file__).with_name("schemathesis")
UNITS = "examples,coverage,fuzzing"


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox.start(port=0, now=datetime(2018, 6, 8, 17, 36, 32, tzinfo=UTC)) as sandbox:
        yield sandbox


def answer(sandbox: Sandbox, path: str, token: str = "", body: object = None) -> dict[str, object]:
    request = urllib.request.Request(
        f"{sandbox.base_url}{path}",
        data=None if body is None else json.dumps(body).encode(),
        headers={"Content-Type": "application/json"}
        | ({"Authorization": f"Bearer {token}"} if token else {}),
    )
    with urllib.request.urlopen(request) as reply:
        return json.load(reply)


def app_token(sandbox: Sandbox) -> str:
    given = {
        "grant_type": "client_credentials",
        "client_id": sandbox.credentials.client_id,
        "client_secret": sandbox.credentials.client_secret,
    }
    return str(answer(sandbox, "/oauth/token", body=given)["access_token"])


def real_ids(sandbox: Sandbox) -> str:
    """Configuration that has calls meet what is there."""
    credentials, token = sandbox.credentials, app_token(sandbox)
    cloud, room = credentials.cloud_ids[0], credentials.room_conversation_id
    me = answer(sandbox, "/me", token)["account_id"]
    people = answer(sandbox, f"/site/{cloud}/conversation/{room}/roster", token)["values"]
    assert isinstance(people, list)
    someone = next(each for each in people if each != me)
    ids = {"cloudId": cloud, "conversationId": room, "userId": someone}
    lines = [f'"path.{name}" = "{value}"' for name, value in ids.items()]
    return "\n".join(["[parameters]", *lines])


def check(
    sandbox: Sandbox,
    folder: Path,
    token: str,
    phases: str,
    examples: int,
    more: str = "",
    only: tuple[str, ...] = (),
) -> None:
    """Run schemathesis; what it finds fails the test, with all that it says."""
    config = folder / "schemathesis.toml"
    config.write_text(f"{(HERE / config.name).read_text()}\n{more}\n")
    words = [
        *(str(Path(sys.executable).with_name("st")), "--config-file", str(config)),
        *("run", f"{sandbox.base_url}/openapi.json", "--checks", "all", "--phases", phases),
        *("--seed", "1", "--max-examples", str(examples), "--continue-on-failure"),
        *("--warnings", "off", "--max-redirects", "0", "--request-timeout", "30"),
        *(word for each in only for word in ("--include-operation-id", each)),
        *(["--header", f"Authorization: Bearer {token}"] if token else []),
    ]
    done = subprocess.run(
        words,
        cwd=folder,
        env=os.environ
        | {"SCHEMATHESIS_HOOKS": "hooks", "PYTHONPATH": str(HERE)}
        | ({"WHOLE_DOCUMENTS": "yes"} if only else {}),
        capture_output=True,
        text=True,
        timeout=3600 if FULL else 300,
    )
    assert done.returncode == 0, f"{done.stdout}{done.stderr}"
    # The catalogue and the token's own.
    known = len(CATALOGUE) + 1
    assert f"{len(only) or known} selected / {known} total" in done.stdout


def test_an_app_s_token_on_what_is_there(sandbox: Sandbox, tmp_path: Path) -> None:
    many = 100 if FULL else 4
    check(sandbox, tmp_path, app_token(sandbox), UNITS, many, real_ids(sandbox))


def test_one_call_after_another(sandbox: Sandbox, tmp_path: Path) -> None:
    check(sandbox, tmp_path, app_token(sandbox), "stateful", 500 if FULL else 25)


def test_documents_of_every_kind(sandbox: Sandbox, tmp_path: Path) -> None:
    takers = tuple(
        each.operation_id for each in CATALOGUE.values() if issubclass(each, MessageOperation)
    )
    many = 300 if FULL else 15
    check(sandbox, tmp_path, app_token(sandbox), "fuzzing", many, real_ids(sandbox), takers)


@pytest.mark.parametrize("kind", ["participate", "room", "unknown", "none"])
def test_a_token_that_may_less(sandbox: Sandbox, tmp_path: Path, kind: str) -> None:
    token = {
        "participate": sandbox.credentials.participate_token,
        "room": sandbox.credentials.room_token,
        "unknown": "no-such-token",
        "none": "",
    }[kind]
    phases = f"{UNITS},stateful" if FULL else "examples,fuzzing"
    check(sandbox, tmp_path, token, phases, 50 if FULL else 3, real_ids(sandbox))
