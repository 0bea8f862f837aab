"""`stride-explorer run` on a terminal of its own."""

from __future__ import annotations

import json
import os
import pty
import socket
import subprocess
from pathlib import Path

from .conftest import COMMAND


def test_on_a_terminal_a_row_is_there_before_its_answer(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as waiting:
        address = f"http://127.0.0.1:{waiting.getsockname()[1]}"
        request = {"name": "Slow " + "wide 日本 " * 20, "request": {"url": f"{address}/a"}}
        file = tmp_path / "collection.json"
        file.write_text(json.dumps({"info": {"name": "Test"}, "item": [request]}))
        environment = {
            **os.environ,
            "STRIDE_EXPLORER_DATA": str(tmp_path / "data"),
            "STRIDE_EXPLORER_CONFIG": str(tmp_path / "config.toml"),
            "STRIDE_BASE_URL": address,
            "COLUMNS": "100",
            "TERM": "xterm-256color",
        }
        mine, theirs = pty.openpty()
        process = subprocess.Popen(
            [COMMAND, "run", str(file)],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=theirs,
        )
        os.close(theirs)
        waiting.settimeout(30)
        connection, _ = waiting.accept()
        before = b""
        while b"\xe2\x80\xa6" not in before.split(b"  ")[-1]:
            before += os.read(mine, 1000)
        connection.recv(10_000)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
        after = b""
        while b"1 passed" not in after:
            after += os.read(mine, 1000)
        connection.close()
        assert process.wait(timeout=30) == 0
        os.close(mine)
    assert before.startswith(b"1  GET    Slow wide ")
    assert b"\n" not in before
    assert after.startswith(b"\r\x1b[K1  GET    Slow")
    assert b"200" in after
