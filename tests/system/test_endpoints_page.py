"""The page at `/`: what it says to paste into a shell works there, line by line, with curl."""

from __future__ import annotations

import html
import os
import re
import subprocess
import urllib.request

from explorer.api.operations import CATALOGUE
from explorer.sandbox.server import Sandbox


def test_every_line_of_the_page_succeeds_in_a_shell() -> None:
    with Sandbox.start(port=0) as sandbox:
        with urllib.request.urlopen(f"{sandbox.base_url}/") as answer:
            page = answer.read().decode()
        lines = [
            html.unescape(line) for line in re.findall("<pre><code>(.*?)</code></pre>", page, re.S)
        ]
        calls = [line for line in lines if re.match("curl|printf", line)]
        assert len(calls) == len(CATALOGUE)
        told = "curl -sS -o /dev/null -w '%{http_code} %{method} %{url}\\n'"
        script = [
            "set -eu",
            # As the page has them, from its top to its bottom.
            *(line.replace("curl -sS", told, 1) if line in calls else line for line in lines),
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
