"""A terminal of our own: a private tmux server with a throw-away home."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

COMMAND = str(Path(sys.executable).with_name("stride-explorer"))


class Terminal:
    """A screen that a program runs in, as a person has it.

    Args:
        home: Where config and data go.
        columns: Width.
        rows: Height.
    """

    def __init__(self, home: Path, columns: int = 120, rows: int = 40) -> None:
        self.home, self.columns, self.rows = home, columns, rows
        self.socket = ""
        self._runs = 0

    def tmux(self, *words: str) -> str:
        done = subprocess.run(
            ["tmux", "-L", self.socket, *words], capture_output=True, text=True, timeout=20
        )
        return done.stdout

    def run(self, command: str) -> None:
        """Start a command in the terminal, in place of what ran there."""
        environment = {
            "HOME": str(self.home),
            "PATH": os.environ["PATH"],
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            "LANG": "C.UTF-8",
            "STRIDE_EXPLORER_DATA": str(self.home / "data"),
            "STRIDE_EXPLORER_CONFIG": str(self.home / "config.toml"),
        }
        words = " ".join(f"{name}='{value}'" for name, value in environment.items())
        self.close()
        # A server of its own each time: one that is about to end takes no new session.
        self._runs += 1
        self.socket = f"stride-{os.getpid()}-{id(self)}-{self._runs}"
        self.tmux(
            *("-f", "/dev/null", "new-session", "-d"),
            *("-x", str(self.columns), "-y", str(self.rows)),
            f"env -i {words} {command}; echo ENDED $?; sleep 1000",
        )

    def keys(self, *keys: str) -> None:
        """Press keys, by tmux's names."""
        self.tmux("send-keys", *keys)

    def type(self, text: str) -> None:
        """Type a text as it is."""
        self.tmux("send-keys", "-l", text)

    @property
    def screen(self) -> str:
        """What is on the screen."""
        return self.tmux("capture-pane", "-p")

    def wait(self, wanted: str | Callable[[str], bool], seconds: float = 20) -> str:
        """Wait until a text is on the screen, or a condition holds; gives the screen."""
        until = time.monotonic() + seconds
        while True:
            screen = self.screen
            if wanted(screen) if callable(wanted) else wanted in screen:
                return screen
            if time.monotonic() > until:
                pytest.fail(f"{wanted!r} did not come on the screen:\n{screen}")
            time.sleep(0.05)

    def pid(self) -> int:
        """The process id of the explorer that runs here."""
        shell = int(self.tmux("list-panes", "-F", "#{pane_pid}").split()[0])
        found = subprocess.run(
            ["pgrep", "-P", str(shell)], capture_output=True, text=True, timeout=10
        ).stdout.split()
        return int(found[0])

    def close(self) -> None:
        """End the terminal and what runs in it."""
        if self.socket:
            self.tmux("kill-server")


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    assert shutil.which("tmux"), "the system tests need tmux; .ci/run installs it"
    made = Terminal(tmp_path)
    yield made
    made.close()
