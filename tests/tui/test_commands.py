"""Commands: one declaration, and what is made of it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.widgets import Footer

from explorer.tui.commands import (
    EVERYWHERE,
    LISTS,
    QUESTION,
    UNRELIABLE,
    Command,
    HelpRow,
    KeymapError,
    bindings,
    canonical,
    check_keymap,
    clashes,
    help_rows,
    is_key,
    key_label,
    split_keys,
    together,
)
from explorer.tui.keys import ALL_COMMANDS
from explorer.tui.widgets.list_commands import LIST_COMMANDS

QUIT = Command("app.quit", "Quit", "Leave the app.", "ctrl+c,f10", footer=True)
SEND = Command("messages.send", "Send", "Send it.", "f5", where="Messages", palette="Send message")
EDIT = Command("messages.edit-last", "Edit", "Edit the last.", "e", where="Messages")
OPEN = Command("history.open", "Open", "Open it.", "f5", where="History")
SILENT = Command("app.about", "About", "What this is.", palette="About this app")
ALL = (QUIT, SEND, EDIT, OPEN, SILENT, *LIST_COMMANDS)


def test_a_command_is_a_binding() -> None:
    made = bindings([QUIT, SILENT, EDIT])
    assert all(isinstance(binding, Binding) for binding in made)
    quit_, edit = made
    assert isinstance(quit_, Binding)
    assert isinstance(edit, Binding)
    assert (quit_.id, quit_.key, quit_.action, quit_.description, quit_.show, quit_.tooltip) == (
        "app.quit",
        "ctrl+c,f10",
        "quit",
        "Quit",
        True,
        "Leave the app.",
    )
    assert (edit.id, edit.action, edit.show) == ("messages.edit-last", "edit_last", False)


def test_a_command_is_a_row_of_help() -> None:
    rows = help_rows([SEND, QUIT, EDIT], {"messages.send": "ctrl+g,question_mark"})
    assert rows == [
        HelpRow("Messages", "Ctrl+G, ?", "Send", "Send it.", "messages.send"),
        HelpRow("Messages", "E", "Edit", "Edit the last.", "messages.edit-last")._replace(keys="e"),
        HelpRow(EVERYWHERE, "Ctrl+C, F10", "Quit", "Leave the app.", "app.quit"),
    ]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"id": ""}, "words joined by dots"),
        ({"id": "two words"}, "words joined by dots"),
        ({"keys": "ctrl+nonsense"}, "'ctrl+nonsense', which is not a key"),
        ({"keys": "ctrl+s"}, "give it a second key"),
        ({"keys": "ctrl+j, ctrl+m"}, "give it a second key"),
    ],
)
def test_a_malformed_command_is_refused(options: dict[str, str], message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        Command(**{"id": "some.command", "title": "T", "help": "H.", **options})


@pytest.mark.parametrize("key", sorted(UNRELIABLE))
def test_a_key_that_not_every_terminal_sends_may_be_a_second_one(key: str) -> None:
    assert is_key(key)
    assert Command("a.b", "T", "H.", f"f5,{key}").keys == f"f5,{key}"


def test_what_keys_are() -> None:
    named = ["f12", "ctrl+p", "shift+tab", "ctrl+shift+up", "question_mark", "plus", "slash"]
    for key in ["a", "G", "1", "?", "+", *named]:
        assert is_key(key), key
    for key in ["", "ctrl+", "foo", "ctrl+foo", "strg+a", "ab", " ", "ctrl+ctrl", "<any>"]:
        assert not is_key(key), key
    assert split_keys(" a, ,ctrl+b ,") == ("a", "ctrl+b")


def test_keys_have_one_spelling_to_compare_and_one_to_read() -> None:
    assert canonical("question_mark") == canonical("?")
    assert canonical("shift+ctrl+a") == canonical("ctrl+shift+a")
    assert canonical("a") != canonical("A")
    labels = ["ctrl+p", "question_mark", "pagedown", "up", "enter", "shift+f5", "g", "G", "+"]
    assert [key_label(key) for key in labels] == [
        "Ctrl+P",
        "?",
        "PgDn",
        "↑",
        "Enter",
        "Shift+F5",
        "g",
        "G",
        "+",
    ]


def test_a_good_keymap_is_given_back() -> None:
    assert check_keymap(ALL, {}) == {}
    assert check_keymap(ALL, {"messages.send": " f6, ctrl+g,f6"}) == {"messages.send": "f6,ctrl+g"}


def test_keys_can_be_exchanged() -> None:
    swapped = {"messages.send": "e", "messages.edit-last": "f5"}
    assert check_keymap(ALL, swapped) == swapped


@pytest.mark.parametrize(
    ("overrides", "message"),
    [
        (
            {"messages.sned": "f6"},
            "There is no command 'messages.sned' to set a key for; did you mean 'messages.send'?",
        ),
        (
            {"zzz": "f6"},
            "There is no command 'zzz' to set a key for; see the help for the names.",
        ),
        ({"messages.send": " , "}, "Command 'messages.send' needs at least one key."),
        (
            {"messages.send": "hyperspace"},
            "'hyperspace' for command 'messages.send' is not a key; "
            "write it like 'f5', 'ctrl+g', 'question_mark' or 'x'.",
        ),
        (
            {"messages.send": "e"},
            "Key e is set for both 'messages.send' (Send) and 'messages.edit-last' (Edit); "
            "choose another key for one of them.",
        ),
        (
            {"messages.send": "f10"},
            "Key F10 is set for both 'app.quit' (Quit) and 'messages.send' (Send); "
            "choose another key for one of them.",
        ),
        (
            {"history.open": "down"},
            "Key ↓ is set for both 'history.open' (Open) and 'list.down' (Down); "
            "choose another key for one of them.",
        ),
    ],
)
def test_a_bad_keymap_is_one_sentence(overrides: dict[str, str], message: str) -> None:
    with pytest.raises(KeymapError) as caught:
        check_keymap(ALL, overrides)
    assert str(caught.value) == message


def test_commands_of_different_screens_may_share_a_key() -> None:
    assert check_keymap(ALL, {"history.open": "e"}) == {"history.open": "e"}


def test_contexts_that_lie_over_others_have_all_keys_to_themselves() -> None:
    assert together("History", EVERYWHERE)
    assert together(LISTS, "History")
    assert together(EVERYWHERE, LISTS)
    assert not together("History", "Messages")
    assert not together(QUESTION, EVERYWHERE)
    assert not together(LISTS, QUESTION)
    assert together("Help", LISTS)


def test_the_same_id_twice_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match=r"Two commands have the id 'app\.quit'"):
        check_keymap([QUIT, QUIT], {})


def test_clashes_of_a_table_are_found() -> None:
    other = Command("messages.other", "Other", "H.", "E, e", where="Messages")
    assert clashes([SEND, EDIT, OPEN, other]) == [("messages.edit-last", "messages.other", "e")]
    assert clashes(LIST_COMMANDS) == []


class KeymapApp(App[None]):
    BINDINGS = bindings([QUIT, Command("app.mark", "Mark", "Mark it.", "m,x", footer=True)])

    def __init__(self) -> None:
        super().__init__()
        self.marked = 0

    def compose(self) -> ComposeResult:
        yield Footer()

    def action_mark(self) -> None:
        self.marked += 1


async def test_textual_takes_the_keymap() -> None:
    commands = [QUIT, Command("app.mark", "Mark", "Mark it.", "m,x")]
    app = KeymapApp()
    async with app.run_test() as pilot:
        await pilot.press("m", "x")
        assert app.marked == 2
        app.set_keymap(check_keymap(commands, {"app.mark": "?,f6"}))
        await pilot.press("m", "x")
        assert app.marked == 2
        await pilot.press("question_mark", "f6")
        assert app.marked == 4


async def test_the_footer_shows_what_it_should(screen_text: Any) -> None:
    app = KeymapApp()
    async with app.run_test() as pilot:
        await pilot.pause()
        assert "Mark" in screen_text(app)
        tooltips = {key.tooltip for key in app.query("FooterKey")}
        assert "Mark it." in tooltips


def test_no_two_commands_of_the_app_want_the_same_key() -> None:
    assert clashes(ALL_COMMANDS) == []
