"""The app in a browser tab: behind its key, drawn, used by keys, nothing from elsewhere."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from .page import BrowserAtWork

DRAWN = "() => document.body.classList.contains('-first-byte')"


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """Where an app is served, with the key, until the test is over."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environ = {
        **os.environ,
        "STRIDE_EXPLORER_DATA": str(tmp_path / "data"),
        "STRIDE_EXPLORER_CONFIG": str(tmp_path / "config.toml"),
    }
    command = [sys.executable, "-c", "from explorer.cli import main; main()", "serve"]
    process = subprocess.Popen(
        [*command, "--port", str(port)], env=environ, stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        found = re.search(r"http://\S+", line)
        assert found is not None, line
        yield found[0]
    finally:
        process.terminate()
        ended = process.wait(20)
        if process.stdout is not None:
            process.stdout.close()
        assert ended == 0


def test_the_app_is_drawn_and_answers_keys(
    address: str, browser: BrowserAtWork, tmp_path: Path
) -> None:
    context = browser.context("dark", 1200)
    page = context.new_page()
    sockets: list[str] = []
    received: list[bytes] = []

    def opened(one: object) -> None:
        sockets.append(one.url)  # type: ignore[attr-defined]
        one.on("framereceived", lambda data: received.append(_bytes(data)))  # type: ignore[attr-defined]

    page.on("websocket", opened)
    answer = page.goto(address.partition("?")[0])
    assert answer is not None
    assert answer.status == 403
    page.goto(address)
    assert "key" not in page.url
    page.wait_for_function(DRAWN)
    _until(page, lambda: b"Incident 42" in b"".join(received))
    # It has the keyboard without a click, and so names its keys.
    _until(page, lambda: b"Palette" in b"".join(received))
    page.keyboard.press("F1")
    _until(page, lambda: b"find a key" in b"".join(received))
    assert len(sockets) == 1
    page.screenshot(path=str(tmp_path / "served.png"))
    context.close()


def _bytes(data: str | bytes) -> bytes:
    return data.encode() if isinstance(data, str) else data


def _until(page: object, condition: object) -> None:
    for _ in range(300):
        if condition():  # type: ignore[operator]
            return
        page.wait_for_timeout(100)  # type: ignore[attr-defined]
    raise AssertionError("waited in vain")
