"""Ctrl+C in a command that has nothing of its own to say about it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.skipif(os.name == "nt", reason="another signal there")
def test_it_ends_with_130_and_a_sentence(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        (tmp_path / "config.toml").write_text(
            f'[profiles.slow]\nbase_url = "{url}"\n', encoding="utf-8"
        )
        running = subprocess.Popen(
            [sys.executable, "-m", "explorer", "profile", "test", "slow"],
            env=os.environ,
            stderr=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        connection, _ = silent.accept()
        with connection:
            # It waits for the answer to what it has sent.
            assert connection.recv(1)
            running.send_signal(signal.SIGINT)
            out, said = running.communicate(timeout=60)
    assert (running.returncode, out, said) == (130, "", "Stopped.\n")
