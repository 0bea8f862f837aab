"""The main job, watched in a terminal: browse, read, write, edit, leave, come back."""

from __future__ import annotations

import os
import signal
import time

import pytest

from .conftest import COMMAND, Terminal


def open_app(terminal: Terminal) -> None:
    terminal.run(COMMAND)
    terminal.wait("in all")


def open_room(terminal: Terminal, name: str) -> None:
    """Filter for a room and open it."""
    terminal.keys("/")
    terminal.type(name)
    terminal.wait(lambda screen: "1 in all" in screen)
    terminal.keys("Enter")
    terminal.wait("c Write")
    terminal.keys("Enter")
    terminal.wait("Grace Mbeki")


def start_writing(terminal: Terminal) -> None:
    terminal.wait("c Write")
    terminal.keys("c")
    terminal.wait("^d Send")


@pytest.fixture(params=[(120, 40), (80, 24)], ids=["120x40", "80x24"])
def sized(request: pytest.FixtureRequest, terminal: Terminal) -> Terminal:
    terminal.columns, terminal.rows = request.param
    return terminal


def test_what_is_sent_and_saved_is_there_after_leaving(sized: Terminal) -> None:
    open_app(sized)
    open_room(sized, "incident")
    start_writing(sized)
    sized.type("The **disk** is full again")
    sized.keys("C-d")
    sized.wait("The disk is full again")
    sized.keys("Escape")
    sized.wait("c Write")
    sized.keys("3")
    sized.wait("chat:dialog")
    edit_first_dialog(sized, "Postmortem of the day")
    sized.keys("Escape")
    sized.wait("chat:dialog")
    sized.keys("q")
    sized.wait("ENDED 0")

    open_app(sized)
    open_room(sized, "incident")
    sized.wait("The disk is full again")
    sized.keys("3")
    sized.wait("chat:dialog")
    go_to_first_dialog(sized)
    sized.keys("Enter")
    sized.wait("Postmortem of the day")


def go_to_first_dialog(terminal: Terminal) -> None:
    terminal.wait("chat:dialog")
    terminal.keys("Home")
    rows = [line for line in terminal.screen.splitlines() if "chat:" in line or "Modules" in line]
    assert rows
    # The rows of types and modules follow each other: count down to the one after chat:dialog.
    pane = module_rows(terminal)
    target = next(index for index, row in enumerate(pane) if row.startswith("chat:dialog")) + 1
    for _ in range(target):
        terminal.keys("Down")


def module_rows(terminal: Terminal) -> list[str]:
    """The texts of the modules pane, from its first row."""
    rows = []
    for line in terminal.screen.splitlines():
        cell = line.rstrip().rstrip("│").rpartition("│")[2]
        text = cell.strip().lstrip("▌▎❯› ").strip()
        if rows or text.startswith("chat:actionTarget"):
            if not text or "Enter edits" in text:
                break
            rows.append(text)
    return rows


def edit_first_dialog(terminal: Terminal, title: str) -> None:
    go_to_first_dialog(terminal)
    terminal.keys("Enter")
    screen = terminal.wait("Valid as chat:dialog")
    row = next(number for number, line in enumerate(screen.splitlines()[1:]) if '"value":' in line)
    for _ in range(row):
        terminal.keys("Down")
    terminal.keys("End")
    line = terminal.screen.splitlines()[row + 1]
    old = line.split('"value":')[1].strip().rstrip(",").strip('"')
    for _ in range(len(old) + 1 + (1 if line.rstrip().endswith(",") else 0)):
        terminal.keys("BSpace")
    terminal.type(f'{title}"')
    terminal.wait("changed")
    terminal.keys("F2")
    terminal.wait("as on the server")


def test_a_draft_survives_a_kill(terminal: Terminal) -> None:
    open_app(terminal)
    open_room(terminal, "incident")
    start_writing(terminal)
    terminal.type("half a thought that nobody has")
    terminal.wait("half a thought that nobody has")
    # What is typed is on disk half a second later at the latest.
    time.sleep(0.7)
    os.kill(terminal.pid(), signal.SIGKILL)
    terminal.wait("ENDED")

    open_app(terminal)
    open_room(terminal, "incident")
    terminal.wait("half a thought that nobody has")
