"""What becomes of a command whose output cannot be written: a sentence, and never a traceback."""

from __future__ import annotations

import subprocess
import sys

import pytest


@pytest.mark.parametrize(
    "words",
    [
        ["--help"],
        ["--version"],
        ["operations"],
        ["export", "openapi"],
        ["call", "MeGetHandler"],
        ["sandbox", "--port", "0"],
    ],
    ids=lambda words: words[0],
)
def test_a_full_disk_is_said_in_a_sentence(words: list[str]) -> None:
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "explorer", *words],
            stdin=subprocess.DEVNULL,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            timeout=60,
        )
    assert done.returncode == 2
    *before, last = done.stderr.splitlines()
    assert last == "The output cannot be written: No space left on device."
    # Of what was sent, its status was said before.
    assert len(before) == (words[0] == "call")


def test_where_nothing_can_be_said_the_exit_code_still_says_it() -> None:
    with open("/dev/full", "w") as full:
        words = [sys.executable, "-m", "explorer", "operations"]
        done = subprocess.run(words, stdout=full, stderr=full, timeout=60)
    assert done.returncode == 2


def test_a_reader_that_has_gone_is_not_told() -> None:
    words = [sys.executable, "-m", "explorer", "export", "openapi"]
    running = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert running.stdout is not None
    assert running.stderr is not None
    running.stdout.close()
    assert running.stderr.read() == ""
    running.stderr.close()
    assert running.wait(60) == 1
