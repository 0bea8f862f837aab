"""What there is before the first paint, counted: whoever adds to it makes every start slower.

A start is a fresh process, so that no other test has imported anything.
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

PAINT = """
import asyncio, json, sys
from explorer.tui.app import ExplorerApp

async def paint():
    def connect(app):
        painted["modules"] = sorted(sys.modules)
        painted["widgets"] = [type(each).__name__ for each in app.screen.walk_children()]
        there.set()

    painted, there = {}, asyncio.Event()
    ExplorerApp.connect = connect
    async with ExplorerApp(None).run_test(size=(120, 40)):
        await there.wait()
        print(json.dumps(painted))

asyncio.run(paint())
"""

PALETTE = """
import asyncio, json, sys, threading
from explorer.tui.app import ExplorerApp

class Watch:
    def find_spec(self, name, path, target=None):
        where.append((name, threading.current_thread() is threading.main_thread()))

where = []
ExplorerApp.connect = lambda app: None

async def press():
    async with ExplorerApp(None).run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        sys.meta_path.insert(0, Watch())
        await pilot.press("ctrl+p")
        commands = pilot.app.screen.query_one("CommandList")
        while commands.option_count < 60:
            await asyncio.sleep(0.01)
        sys.meta_path.pop(0)
        print(json.dumps(where))

asyncio.run(press())
"""

LATER = (
    "explorer.api",
    "explorer.cli",
    "explorer.formats",
    "explorer.sandbox",
    "explorer.tour",
    "explorer.workbench.composing",
    "explorer.workbench.module_text",
    "explorer.workbench.store",
    "explorer.workbench.workbench",
    "h11",
    "httpx",
    "jsonschema",
    "markdown_it",
    "pydantic",
    "pygments",
    "pyperclip",
    "sqlite3",
    "tree_sitter",
    "uvicorn",
    "yaml",
)
"""What is imported once there is something to see, with all that is in it."""

MOST_MODULES = 100
"""Of our own, before the first paint."""

MOST_WIDGETS = 22
"""On the first screen as it is painted first."""


@pytest.fixture(scope="module")
def painted() -> dict[str, Any]:
    """Names of the modules that are imported and of the widgets that are mounted."""
    done = subprocess.run(
        [sys.executable, "-c", PAINT], capture_output=True, text=True, check=True, timeout=120
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("name", LATER)
def test_the_first_paint_waits_for_nothing_heavy(painted: dict[str, Any], name: str) -> None:
    early = [each for each in painted["modules"] if each == name or each.startswith(f"{name}.")]
    assert not early


def test_the_first_paint_takes_few_modules_of_our_own(painted: dict[str, Any]) -> None:
    own = [each for each in painted["modules"] if each.partition(".")[0] == "explorer"]
    assert len(own) <= MOST_MODULES, own


def test_the_first_screen_has_few_widgets(painted: dict[str, Any]) -> None:
    assert len(painted["widgets"]) <= MOST_WIDGETS, painted["widgets"]


def test_the_key_of_the_palette_waits_for_no_import() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PALETTE], capture_output=True, text=True, check=True, timeout=120
    )
    where: list[tuple[str, bool]] = [tuple(each) for each in json.loads(done.stdout)]
    assert ("explorer.api.operations", False) in where
    held_up = [name for name, on_the_loop in where if on_the_loop]
    assert not [name for name in held_up if name.partition(".")[0] == "explorer"]
