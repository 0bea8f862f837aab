"""`stride-explorer lab`: JupyterLab on the notebooks, as a person starts it."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

COMMAND = str(Path(sys.executable).with_name("stride-explorer"))


def test_it_opens_jupyterlab_on_copies_of_the_notebooks(tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    # Stands for the person's browser, and notes what it is told to open.
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\ncp "${{1#file://}}" {tmp_path}/opened 2>/dev/null\n')
    browser.chmod(0o755)
    environment = {
        **os.environ,
        "HOME": str(tmp_path),
        "BROWSER": str(browser),
        "STRIDE_EXPLORER_DATA": str(tmp_path / "data"),
        "JUPYTER_RUNTIME_DIR": str(tmp_path / "runtime"),
        "JUPYTER_CONFIG_DIR": str(tmp_path / "config"),
    }
    words = ["lab", "--allow-root", f"--port={port}", "--IdentityProvider.token=t"]
    with open(tmp_path / "log", "wb") as log:
        running = subprocess.Popen([COMMAND, *words], env=environment, stdout=log, stderr=log)
    try:
        url = f"http://127.0.0.1:{port}/api/contents/01_first_look.ipynb?token=t&content=0"
        until = time.monotonic() + 120
        while True:
            try:
                with urllib.request.urlopen(url, timeout=5) as answer:
                    found = json.load(answer)
                break
            except (urllib.error.URLError, OSError):
                said = (tmp_path / "log").read_text()
                assert running.poll() is None, said
                assert time.monotonic() < until, said
                time.sleep(0.2)
        assert found["type"] == "notebook"
        assert found["writable"]
        while not (tmp_path / "opened").exists():
            assert time.monotonic() < until, (tmp_path / "log").read_text()
            time.sleep(0.1)
        assert "/lab/tree/01_first_look.ipynb" in (tmp_path / "opened").read_text()
        said = (tmp_path / "log").read_text()
        assert f"The notebooks are in {tmp_path}/data/notebooks" in said
    finally:
        # The command has become JupyterLab itself: this ends it.
        running.terminate()
        running.wait(20)
