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


def open_room(terminal: Terminal, name: str, last: str = "Grace Mbeki") -> None:
    """Filter for a room and open it, and wait for something of its last message."""
    terminal.keys("/")
    terminal.type(name)
    terminal.wait(lambda screen: "1 match" in screen)
    terminal.keys("Enter")
    terminal.wait("a New")
    terminal.keys("Enter")
    terminal.wait(last)


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
    open_dialog(sized)
    change_title(sized, "Postmortem of the day")
    sized.keys("Escape")
    sized.wait("Enter edits")
    sized.keys("q")
    sized.wait("ENDED 0")

    open_app(sized)
    open_room(sized, "incident", last="The disk is full again")
    open_dialog(sized)
    sized.wait("Postmortem of the day")


def open_dialog(terminal: Terminal) -> None:
    """Open the room's last chat:dialog in the editor."""
    terminal.keys("3")
    terminal.wait("Enter edits")
    terminal.keys("End")
    # The write-only configurations are the last of the types.
    row = terminal.wait(lambda screen: "chat:configuration" in screen)
    while "▌  status-update" not in row:
        terminal.keys("Up")
        before = row
        row = terminal.wait(lambda screen, before=before: screen != before)
    terminal.keys("Enter")
    terminal.wait("Valid as chat:dialog")


def change_title(terminal: Terminal, title: str) -> None:
    """Put another title into the module that is open, and save it."""
    lines = terminal.screen.splitlines()
    # The cursor is on the first line of the text, below the heads.
    first = next(row for row, line in enumerate(lines) if line.split() == ["1", "{"])
    row = next(row for row, line in enumerate(lines) if '"value":' in line)
    for _ in range(row - first):
        terminal.keys("Down")
    terminal.keys("End")
    old = lines[row].rstrip().split('"value": ')[1]
    for _ in old:
        terminal.keys("BSpace")
    # Text overtakes keys that are bound to an action: wait until these are done.
    terminal.wait(lambda screen: screen.splitlines()[row].rstrip().endswith('"value":'))
    terminal.type(f'"{title}"' + ("," if old.endswith(",") else ""))
    terminal.wait(title)
    # The first key shows what would change, the second one saves it.
    terminal.keys("F2")
    terminal.wait(lambda screen: screen.count('"key"') > 1)
    terminal.keys("F2")
    terminal.wait("as on the server")


def test_what_is_typed_survives_a_kill_in_every_editor(terminal: Terminal) -> None:
    editors = {
        "half a thought that nobody has": write_message,
        "half a document": write_document,
        "half a module": write_module,
        "half a name": fill_form,
    }
    before = ""
    for typed, go_to in editors.items():
        open_app(terminal)
        if before:
            editors[before](terminal)
            terminal.wait(before)
            # Back to where one begins, whatever editor this is, with no filter.
            terminal.keys("Escape")
            terminal.wait("c Write")
            terminal.keys("1", "/", "C-u", "Escape")
            terminal.wait("23 in all")
        go_to(terminal)
        terminal.type(typed)
        terminal.wait(typed)
        wait_for_disk(terminal, typed)
        os.kill(terminal.pid(), signal.SIGKILL)
        terminal.wait("ENDED")
        before = typed
    open_app(terminal)
    editors[before](terminal)
    terminal.wait(before)


def wait_for_disk(terminal: Terminal, text: str) -> None:
    """Wait until a text that was typed is on disk: half a second on a machine with time."""
    until = time.monotonic() + 20
    while not any(text.encode() in file.read_bytes() for file in terminal.home.rglob("drafts.db*")):
        assert time.monotonic() < until, f"{text!r} did not come to the disk"
        time.sleep(0.05)


def write_message(terminal: Terminal) -> None:
    open_room(terminal, "incident")
    start_writing(terminal)


def write_document(terminal: Terminal) -> None:
    """The message as document JSON, in another room: there the first key turns it."""
    open_room(terminal, "stand-up", last="Write")
    start_writing(terminal)
    if "Document JSON" not in terminal.screen:
        terminal.keys("F4")
        terminal.wait("Document JSON")


def write_module(terminal: Terminal) -> None:
    open_room(terminal, "incident")
    terminal.keys("3")
    terminal.wait("Enter edits")
    terminal.keys("Down", "Enter")
    terminal.wait("Module editor")


def fill_form(terminal: Terminal) -> None:
    terminal.keys("a")
    terminal.wait("ConversationPostHandler")


EDITOR = """#!/bin/sh
trap 'echo INTERRUPTED' INT
clear
echo THE EDITOR HAS "$1"
while ! read -r line; do :; done
printf %s "$line" > "$1"
"""


def test_the_terminal_is_given_to_editor_and_pager_and_taken_back(terminal: Terminal) -> None:
    editor = terminal.home / "editor"
    editor.write_text(EDITOR)
    editor.chmod(0o755)
    terminal.run(f"EDITOR={editor} PAGER=less {COMMAND}")
    terminal.wait("in all")
    terminal.keys("e")
    terminal.wait("f2 Send")
    terminal.keys("/")
    terminal.type("SendMessage")
    terminal.wait("POST SendMessage")
    terminal.keys("Enter")
    terminal.wait("conversationId *")
    terminal.keys("C-o")
    terminal.wait("THE EDITOR HAS")
    # In front of the app Ctrl+C is the editor's own.
    terminal.keys("C-c")
    terminal.wait("INTERRUPTED")
    terminal.type("Written outside")
    terminal.keys("Enter")
    terminal.wait(lambda screen: "f2 Send" in screen and "Written outside" in screen)
    terminal.keys("Escape")
    terminal.wait("/ Find")
    terminal.keys("/")
    terminal.type("ListSites")
    terminal.wait("GET  ListSites")
    terminal.keys("Enter")
    terminal.wait("GET /site/")
    terminal.keys("F2")
    terminal.wait("200 OK")
    terminal.keys("3", "o")
    terminal.wait("GetAllHandler.json")
    terminal.keys("q")
    terminal.wait(lambda screen: "f2 Send" in screen and "200 OK" in screen)
