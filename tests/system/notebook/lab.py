"""A JupyterLab, or Notebook 7, of the test run: its own settings, on loopback, gone at the end."""

from __future__ import annotations

import json
import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import nbformat

STARTS_WITHIN = 120.0
"""Seconds a JupyterLab may take to answer."""

# rfc3987_syntax compiles a grammar for seconds at its import, for a check of a format that is not
# used here; jsonschema does without it.
_BOOT = "import sys; sys.modules['rfc3987_syntax'] = None; from {} import main; main()"

APPS = {
    "lab": ("jupyterlab.labapp", "LabApp", "/doc/tree"),
    "notebook": ("notebook.app", "JupyterNotebookApp", "/notebooks"),
}
"""Of each application its module, the name of its settings, and where it has a notebook alone."""

THEMES = {"light": "JupyterLab Light", "dark": "JupyterLab Dark"}

# In every kernel: what it connects to is noted, so that it can be shown to be this machine alone.
_STARTUP = """
import sys as _sys
def _note_connections():
    asked = []
    def hook(event, arguments):
        if event == "socket.connect" and isinstance(arguments[1], tuple):
            asked.append(str(arguments[1][0]))
        elif event == "socket.getaddrinfo":
            asked.append(str(arguments[0]))
    _sys.addaudithook(hook)
    return asked
_connections = _note_connections()
del _note_connections
"""


class Lab:
    """A running JupyterLab, or Notebook 7.

    Args:
        home: An empty directory for all it writes.
        theme: `light` or `dark`.
        environment: Variables its kernels get beside those of this process.
        app: One of `APPS`.
    """

    def __init__(
        self,
        home: Path,
        theme: str = "light",
        environment: dict[str, str] | None = None,
        app: str = "lab",
    ) -> None:
        self.home, self.token = home, secrets.token_hex(16)
        module, settings, self._documents = APPS[app]
        self.root = home / "notebooks"
        self.root.mkdir(parents=True)
        self._settings(theme)
        startup = home / "ipython" / "profile_default" / "startup"
        startup.mkdir(parents=True)
        (startup / "00-connections.py").write_text(_STARTUP, encoding="utf-8")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.base_url = f"http://127.0.0.1:{port}"
        kept = {name: text for name, text in os.environ.items() if not name.startswith("STRIDE_")}
        with open(home / "lab.log", "wb") as log:
            self._process = subprocess.Popen(
                [
                    *(sys.executable, "-c", _BOOT.format(module)),
                    *("--no-browser", "--allow-root"),
                    "--ServerApp.ip=127.0.0.1",
                    f"--ServerApp.port={port}",
                    "--ServerApp.port_retries=0",
                    f"--ServerApp.root_dir={self.root}",
                    "--ServerApp.open_browser=False",
                    "--ServerApp.terminals_enabled=False",
                    f"--IdentityProvider.token={self.token}",
                    f"--{settings}.extension_manager=readonly",
                    f"--{settings}.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
                    # Nothing is trusted but what runs now.
                    "--NotebookNotary.db_file=:memory:",
                ],
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                env={
                    **kept,
                    "JUPYTERLAB_SETTINGS_DIR": str(home / "settings"),
                    "JUPYTERLAB_WORKSPACES_DIR": str(home / "workspaces"),
                    "JUPYTER_CONFIG_DIR": str(home / "config"),
                    "JUPYTER_RUNTIME_DIR": str(home / "runtime"),
                    "IPYTHONDIR": str(home / "ipython"),
                    "JUPYTER_PLATFORM_DIRS": "1",
                    "STRIDE_EXPLORER_DATA": str(home / "data"),
                    "STRIDE_EXPLORER_CONFIG": str(home / "config.toml"),
                    **(environment or {}),
                },
            )
        self._wait()

    def _settings(self, theme: str) -> None:
        said: dict[str, Any] = {
            "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
            "apputils-extension/themes": {"theme": THEMES[theme]},
            # Every cell stays in the page, where it can be looked at.
            "notebook-extension/tracker": {"windowingMode": "none", "scrollPastEnd": False},
        }
        for name, values in said.items():
            path = self.home / "settings" / "@jupyterlab" / f"{name}.jupyterlab-settings"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(values), encoding="utf-8")
        # Gives the page a window.jupyterapp, whose commands can be awaited. Notebook 7 does not
        # heed its own option for it.
        page = self.home / "config" / "labconfig" / "page_config.json"
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(json.dumps({"exposeAppInBrowser": True}), encoding="utf-8")

    def _wait(self) -> None:
        until = time.monotonic() + STARTS_WITHIN
        while True:
            try:
                self.ask("/api/status")
            except (urllib.error.URLError, OSError):
                if self._process.poll() is None and time.monotonic() < until:
                    time.sleep(0.1)
                    continue
                self.stop()
                raise AssertionError(f"The server did not start:\n{self.log[-3000:]}") from None
            return

    @property
    def log(self) -> str:
        """What the server has said."""
        return (self.home / "lab.log").read_text(encoding="utf-8", errors="replace")

    def ask(self, path: str, method: str = "GET") -> Any:
        """Ask the server's own API."""
        request = urllib.request.Request(
            self.base_url + path, method=method, headers={"Authorization": f"token {self.token}"}
        )
        with urllib.request.urlopen(request, timeout=10) as answer:
            body = answer.read()
        return json.loads(body) if body else None

    def address(self, name: str) -> str:
        """Where a notebook is opened, alone in its window."""
        return f"{self.base_url}{self._documents}/{name}?token={self.token}"

    def write(self, name: str, cells: list[str], kernel: str = "python3") -> Path:
        """Put a notebook of code cells where it can be opened.

        Args:
            name: Its file name.
            cells: Their sources.
            kernel: The kernel's name.
        """
        # Without a kernel's name JupyterLab asks in a dialog, and nothing runs.
        book = nbformat.v4.new_notebook(
            metadata={"kernelspec": {"name": kernel, "display_name": kernel, "language": "python"}}
        )
        book.cells = [nbformat.v4.new_code_cell(source) for source in cells]
        path = self.root / name
        path.write_text(nbformat.writes(book), encoding="utf-8")
        return path

    def end_kernels(self) -> None:
        """Shut every kernel down."""
        for session in self.ask("/api/sessions"):
            self.ask(f"/api/sessions/{session['id']}", "DELETE")

    def stop(self) -> None:
        """End the server, and its kernels with it."""
        self._process.terminate()
        try:
            self._process.wait(15)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(5)
