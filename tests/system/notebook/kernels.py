"""Kernels of several ipykernel versions, talked to as JupyterLab talks to them: with subshells."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
import time
from pathlib import Path
from queue import Empty
from typing import Any

from jupyter_client.manager import KernelManager

SECONDS = 45.0
"""How long a kernel may take for one thing."""


class Silent(Exception):
    """The kernel does not answer any more."""


def ipykernel(version: str, directory: Path) -> Path:
    """A directory with that version of ipykernel, to come before all others."""
    target = directory / version
    packages = [f"ipykernel=={version}", "nest_asyncio"]
    install = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--target", str(target)]
    subprocess.run([*install, *packages], check=True, timeout=300)
    return target


class Kernel:
    """A running kernel. Messages of widgets go to it as JupyterLab sends them.

    Args:
        home: Where its data are.
        first: A directory that comes first on its path.
        seconds: How long it may take for one thing.
    """

    def __init__(self, home: Path, first: Path | None = None, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        kept = {name: text for name, text in os.environ.items() if not name.startswith("STRIDE_")}
        env = {
            **kept,
            "STRIDE_EXPLORER_DATA": str(home / "data"),
            "STRIDE_EXPLORER_CONFIG": str(home / "config.toml"),
            "IPYTHONDIR": str(home / "ipython"),
            **({"PYTHONPATH": str(first)} if first else {}),
        }
        self._manager = KernelManager(kernel_name="python3")
        self._manager.start_kernel(env=env)
        self._client = self._manager.blocking_client()
        self._client.start_channels()
        self._client.wait_for_ready(timeout=SECONDS)
        self.models: dict[str, dict[str, Any]] = {}
        """The widgets that the front end knows of, by their comm."""
        self._clicks = itertools.count(1)
        self.subshell: str | None = None
        self._make_subshell()

    def stop(self) -> None:
        self._client.stop_channels()
        self._manager.shutdown_kernel(now=True)

    def run(self, source: str) -> list[dict[str, Any]]:
        """Run a cell, wait until it is done, and give its outputs.

        Raises:
            AssertionError: It ended in an error.
        """
        asked = self._client.execute(source)
        outputs = self._until_idle(asked)
        failed = [each for each in outputs if each["type"] == "error"]
        assert not failed, "\n".join(failed[0]["content"]["traceback"])
        return outputs

    def text(self, source: str) -> str:
        """Run a cell and give what it printed."""
        outputs = self.run(source)
        return "".join(o["content"]["text"] for o in outputs if o["type"] == "stream").strip()

    def tell(self, comm: str, content: dict[str, Any], *, wait: bool = True) -> str:
        """Send a widget's message, as the page does on a click, and wait until it was handled."""
        session = self._client.session
        message = session.msg("comm_msg", {"comm_id": comm, "data": content})
        if self.subshell is not None:
            message["header"]["subshell_id"] = self.subshell
        self._client.shell_channel.send(message)
        asked: str = message["header"]["msg_id"]
        if wait:
            self._until_idle(asked)
        return asked

    def click(self, comm: str) -> None:
        """Press a button."""
        self.tell(comm, {"method": "custom", "content": {"event": "click"}})

    def set(self, comm: str, *, wait: bool = True, **state: Any) -> None:
        """Change what a control holds, as a person does."""
        self.tell(comm, {"method": "update", "state": state, "buffer_paths": []}, wait=wait)

    def choose(self, expression: str, place: int, *, wait: bool = True) -> None:
        """Click a row of a list as the page has it."""
        listing = self.comm(expression)
        name = self.models[listing]["items"][place][1]
        content = {"type": "choose", "name": name, "number": next(self._clicks)}
        self.tell(listing, {"method": "custom", "content": content}, wait=wait)

    def comm(self, expression: str) -> str:
        """The comm of a widget, by an expression in the kernel."""
        return self.text(f"print(({expression}).model_id)")

    def _make_subshell(self) -> None:
        info = self._client.kernel_info(reply=True, timeout=self._seconds)
        if "kernel subshells" not in info["content"].get("supported_features", []):
            return
        message = self._client.session.msg("create_subshell_request", {})
        self._client.control_channel.send(message)
        while True:
            reply = self._client.get_control_msg(timeout=self._seconds)
            if reply["parent_header"].get("msg_id") == message["header"]["msg_id"]:
                self.subshell = reply["content"]["subshell_id"]
                return

    def _until_idle(self, asked: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        until = time.monotonic() + self._seconds
        while True:
            try:
                message = self._client.get_iopub_msg(timeout=max(until - time.monotonic(), 0.01))
            except Empty:
                raise Silent from None
            self._note(message)
            if message["parent_header"].get("msg_id") != asked:
                continue
            kind, content = message["msg_type"], message["content"]
            found.append({"type": kind, "content": content})
            if kind == "status" and content["execution_state"] == "idle":
                return found

    def _note(self, message: dict[str, Any]) -> None:
        content = message["content"]
        if message["msg_type"] == "comm_open":
            self.models[content["comm_id"]] = dict(content["data"]["state"])
        elif message["msg_type"] == "comm_msg" and content["data"].get("method") == "update":
            self.models.setdefault(content["comm_id"], {}).update(content["data"]["state"])
