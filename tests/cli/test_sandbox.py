"""`stride-explorer sandbox`: what it prints, and the list of faults."""

from __future__ import annotations

import json
import os
import shlex
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from explorer.cli.sandbox import announce
from explorer.cli.sandbox_faults import curl
from explorer.sandbox.faults.rule import parse
from explorer.sandbox.faults.table import FAULTS
from explorer.sandbox.server import Sandbox


def test_the_list_names_every_fault_with_its_options(run) -> None:
    shown = run("sandbox", "faults").output
    for fault in FAULTS.values():
        done = "a write is done" if fault.committed else "nothing is done"
        assert f"{fault.name}: {fault.what} ({done})\n" in shown
        for option in fault.options:
            assert f"    {option.name}: {option.help}: {option.takes}" in shown
    assert "--fault status=503,rate=0.3,count=2@ConversationGetAllHandler" in shown


def test_the_list_as_json(run) -> None:
    rows = json.loads(run("sandbox", "faults", "--json").output)
    assert [row["fault"] for row in rows] == list(FAULTS)
    assert rows[1]["options"][0] == {
        "name": "status",
        "what": "the status code",
        "takes": "200 to 599",
        "default": 503,
    }


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--fault", "stauts=503"), "Did you mean status?"),
        (("--fault", "status=503@Nothing"), "no operation"),
        (("--install-delay", "-1"), "--install-delay"),
        (("--install-delay", "long"), "--install-delay"),
        (("nonsense",), "No such command"),
        (("--rate-limit", "0"), "--rate-limit"),
    ],
)
def test_words_that_make_no_sense_are_refused(run, words: tuple[str, ...], why: str) -> None:
    done = run("sandbox", *words)
    assert done.exit_code == 2
    assert why in done.output + done.stderr
    assert "Traceback" not in done.output


def test_options_reach_the_sandbox(run, monkeypatch: pytest.MonkeyPatch) -> None:
    given = {}
    monkeypatch.setattr("explorer.sandbox.server.serve", lambda **options: given.update(options))
    words = "--port 0 --seed 3 --rate-limit 9 --fault cut --fault empty@token --install-delay 1.5"
    assert run("sandbox", *words.split()).exit_code == 0
    assert given["faults"] == ("cut", "empty@token")
    assert (given["install_delay"], given["port"], given["rate_limit"]) == (1.5, 0, 9)


@pytest.fixture(scope="module")
def printed() -> Iterator[tuple[Sandbox, dict[str, str]]]:
    """A sandbox, and the variables that its printed lines set in a shell."""
    import contextlib
    import io

    with Sandbox.start(port=0) as sandbox:
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            announce(sandbox)
        lines = [each for each in out.getvalue().splitlines() if not each.startswith("#")]
        words = [shlex.split(each) for each in lines]
        assert all(first == "export" and len(rest) == 1 for first, *rest in words)
        yield sandbox, dict(rest[0].split("=", 1) for _, *rest in words)


def test_what_is_printed_opens_service_and_admin_path(printed) -> None:
    sandbox, variables = printed
    held = sandbox.credentials
    assert variables["STRIDE_SANDBOX_ADMIN_TOKEN"] == held.admin_token
    assert variables["STRIDE_SANDBOX_TOKEN"] == held.participate_token
    assert "STRIDE_TOKEN" not in variables


@pytest.mark.parametrize("name", FAULTS)
def test_every_curl_line_asks_for_its_fault(name: str, printed) -> None:
    """What curl would send, as a shell reads the line, without needing curl."""
    sandbox, variables = printed
    line = curl(FAULTS[name])
    for variable, value in variables.items():
        line = line.replace(f"${variable}", value)
    words = shlex.split(line)
    assert words[0] == "curl"
    headers = [words[place + 1] for place, word in enumerate(words) if word == "-H"]
    assert words[-1] == f"{sandbox.base_url}/me"
    small = [each.replace("bytes=10000000", "bytes=2000") for each in headers]
    seen = len(sandbox.requests())
    with socket.create_connection(("127.0.0.1", sandbox.port), timeout=10) as connection:
        quick = [
            each.replace("delay=1200", "delay=1").replace("every=200", "every=0") for each in small
        ]
        head = "\r\n".join(["GET /me HTTP/1.1", "Host: localhost", *quick, "Connection: close"])
        connection.sendall(f"{head}\r\n\r\n".encode())
        try:
            while connection.recv(1 << 16):
                pass
        except ConnectionResetError:
            pass
    (entry,) = sandbox.requests(after=seen)
    assert entry.fault == name


def test_the_spec_in_the_help_is_one() -> None:
    from explorer.cli.sandbox_faults import ROADS

    spec = shlex.split(ROADS[0][1])[-1]
    assert parse(spec).fault.name == "status"


def test_listing_faults_starts_nothing(tmp_path: Path) -> None:
    code = (
        "import sys\n"
        "sys.argv = ['stride-explorer', 'sandbox', 'faults']\n"
        "from explorer.cli import main\n"
        "try:\n    main()\nexcept SystemExit as end:\n    assert not end.code\n"
        "heavy = {'uvicorn', 'h11', 'httpx', 'textual', 'pydantic'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    import sys

    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=os.environ, cwd=tmp_path
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("now", ["0001-01-01", "9999-12-31", "0001-01-01T00:00:00+14:00"])
def test_a_moment_too_far_away_is_one_sentence(run, now: str) -> None:
    done = run("sandbox", "--port", "0", "--now", now)
    assert done.exit_code == 2
    assert done.stderr.startswith(f"{now[:10]} 00:00:00")
    assert done.stderr.endswith("the year must be from 1980 to 2999.\n")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("option", "word", "takes"),
    [
        ("--port", "abc", "a whole number from 0 to 65535"),
        ("--port", "65536", "a whole number from 0 to 65535"),
        ("--install-delay", "abc", "a number of seconds from 0 to 86400"),
        ("--install-delay", "nan", "a number of seconds from 0 to 86400"),
        ("--rate-limit", "0", "a whole number, 1 or more"),
        ("--seed", "1.5", "a whole number"),
        ("--conversations", "many", "a whole number"),
        ("--messages", "", "a whole number"),
        ("--messages", "9" * 5000, "a whole number"),
    ],
)
def test_what_is_no_number_is_one_sentence(run, option: str, word: str, takes: str) -> None:
    done = run("sandbox", option, word)
    assert done.exit_code == 2
    assert done.stderr == f"{option} {word!r} is not {takes}.\n"
