"""`stride-explorer sandbox --conversations N --messages N`: what it says, and where."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

Run = Callable[..., Result]
SIZES = ["--conversations", "300", "--messages", "2000"]
COMMAND = [sys.executable, "-m", "explorer", "sandbox", "--port", "0", *SIZES]


@pytest.mark.parametrize("words", [["--conversations", "3"], ["--messages", "1000"]])
def test_what_cannot_be_is_one_sentence(run: Run, words: list[str]) -> None:
    result = run("sandbox", "--port", "0", *words)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.startswith(words[0])
    assert result.stderr.count("\n") == 1


@pytest.mark.skipif(sys.platform == "win32", reason="needs a terminal that a program can make")
def test_a_terminal_is_told_what_is_being_done_and_then_no_more() -> None:
    import pty

    ours, theirs = pty.openpty()
    with subprocess.Popen(COMMAND, stdout=subprocess.PIPE, stderr=theirs, text=True) as running:
        os.close(theirs)
        assert running.stdout is not None
        # Ready, so that all has been said.
        lines = [running.stdout.readline() for _ in range(3)]
        running.send_signal(signal.SIGINT)
        assert running.wait(20) == 0
        shown = b""
        try:
            while piece := os.read(ours, 65536):
                shown += piece
        except OSError:
            pass  # How a terminal ends on Linux.
    os.close(ours)
    assert lines[1].startswith("export STRIDE_BASE_URL=")
    words = shown.decode().split("\r\x1b[K")
    assert "Making messages: 0 of 1,428…" in words
    assert words[-1] == ""


@pytest.mark.skipif(sys.platform == "win32", reason="signals are another matter there")
def test_elsewhere_nothing_is_said_of_it(tmp_path: Path) -> None:
    command = [*COMMAND, "--db", str(tmp_path / "sandbox.db")]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as running:
        assert running.stdout is not None
        first = running.stdout.readline()
        running.send_signal(signal.SIGINT)
        _, said = running.communicate(timeout=20)
    assert first.startswith("# Sandbox on http://127.0.0.1:")
    assert said == ""


@pytest.mark.parametrize(
    ("option", "most"), [("--conversations", 1_000_000), ("--messages", 10_000_000)]
)
def test_more_than_a_sandbox_can_hold_is_one_sentence(run: Run, option: str, most: int) -> None:
    result = run("sandbox", "--port", "0", option, "99999999999")
    assert result.exit_code == 2
    assert result.stderr == f"{option} 99999999999 is too many: give {most} or fewer.\n"


@pytest.mark.skipif(sys.platform == "win32", reason="needs a terminal that a program can make")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_from_the_first_phase_on(tmp_path: Path, number: signal.Signals) -> None:
    import pty

    ours, theirs = pty.openpty()
    file = tmp_path / "sandbox.db"
    words = ["--port", "0", "--conversations", "1000000", "--db", str(file)]
    command = [sys.executable, "-m", "explorer", "sandbox", *words]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=theirs) as running:
        os.close(theirs)
        shown = b""
        # Before it makes anything else.
        while b"Making ids: " not in shown:
            shown += os.read(ours, 65536)
        running.send_signal(number)
        try:
            while piece := os.read(ours, 65536):
                shown += piece
        except OSError:
            pass  # How a terminal ends on Linux.
        assert running.wait(20) == 0
        assert running.stdout is not None
        assert running.stdout.read() == b""
    os.close(ours)
    assert b"Making people" not in shown
    assert b"Traceback" not in shown
