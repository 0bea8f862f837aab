"""What the sandbox's package offers by itself, and that offering it costs nothing."""

from __future__ import annotations

import subprocess
import sys

import pytest

from explorer import sandbox
from explorer.sandbox.refusals import SandboxError
from explorer.sandbox.server import Sandbox


def test_the_sandbox_and_its_error_are_to_be_had_from_the_package() -> None:
    assert sandbox.Sandbox is Sandbox
    assert sandbox.SandboxError is SandboxError
    assert dir(sandbox) == ["Sandbox", "SandboxError"]
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        sandbox.nothing  # noqa: B018


def test_nothing_is_loaded_before_it_is_asked_for() -> None:
    code = "import sys, explorer.sandbox; print('explorer.sandbox.server' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
