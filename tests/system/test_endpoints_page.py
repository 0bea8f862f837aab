"""The page at `/`: what it says to paste into a shell works there, line by line, with curl."""

from __future__ import annotations

import html
import os
import re
import subprocess
import urllib.request

from explorer.api.operations import CATALOGUE
from explorer.sandbox.server import Sandbox

# What later lines need is deleted and closed after them.
_LATE = ("-X DELETE", "/archive", "/unarchive")


def _lateness(line: str) -> int:
    return next((rank for rank, part in enumerate(_LATE, 1) if part in line), 0)


def test_every_line_of_the_page_succeeds_in_a_shell() -> None:
    with Sandbox.start(port=0) as sandbox:
        with urllib.request.urlopen(f"{sandbox.base_url}/") as answer:
            page = answer.read().decode()
        lines = [
            html.unescape(line) for line in re.findall("<pre><code>(.*?)</code></pre>", page, re.S)
        ]
        calls = [line for line in lines if re.match("curl|printf", line)]
        assert len(calls) == len(CATALOGUE)
        others = [line for line in lines if line not in calls]
        calls.sort(key=_lateness)
        told = "curl -sS -o /dev/null -w '%{http_code} %{method} %{url}\\n'"
        script = [
            "set -eu",
            *others,
            *(line.replace("curl -sS", told, 1) for line in calls),
        ]
        credentials = sandbox.credentials
        done = subprocess.run(
            ["bash", "-c", "\n".join(script)],
            env={
                "PATH": os.environ["PATH"],
                "STRIDE_BASE_URL": sandbox.base_url,
                "STRIDE_CLOUD_ID": credentials.cloud_ids[0],
                "STRIDE_CLIENT_ID": credentials.client_id,
                "STRIDE_CLIENT_SECRET": credentials.client_secret,
            },
            capture_output=True,
            text=True,
            timeout=60,
        )
    assert done.stderr == ""
    assert done.returncode == 0
    told_of = re.findall(r"^.*?(\d{3}) (\w+) (\S+)$", done.stdout, re.M)
    assert [each for each in told_of if not each[0].startswith("2")] == []
    assert len(told_of) == len(CATALOGUE)
