"""Every command of the app in one place, for help, palette and the remapping of keys."""

from __future__ import annotations

from explorer.tui.browse.conversation_commands import (
    CONVERSATION_COMMANDS,
    DETAILS_COMMANDS,
    PROFILE_COMMANDS,
    SERVERS_COMMANDS,
)
from explorer.tui.browse.module_commands import (
    DRAFTS_COMMANDS,
    EDITOR_COMMANDS,
    MODULES_COMMANDS,
)
from explorer.tui.browse.thread_commands import (
    COMPLETION_COMMANDS,
    COMPOSER_COMMANDS,
    EXPORT_COMMANDS,
    FOUND_COMMANDS,
    GOING_COMMANDS,
    THREAD_COMMANDS,
    WRITING_COMMANDS,
)
from explorer.tui.commands import CHOICE, GIVING, HELP, QUESTION, Command
from explorer.tui.endpoints.commands import ENDPOINT_COMMANDS, PICKER_COMMANDS
from explorer.tui.history.commands import HISTORY_COMMANDS
from explorer.tui.sandbox.commands import SANDBOX_COMMANDS
from explorer.tui.tour.commands import TOUR_COMMANDS
from explorer.tui.widgets.body_commands import BODY_COMMANDS
from explorer.tui.widgets.form_commands import FIELD_COMMANDS, FORM_COMMANDS
from explorer.tui.widgets.list_commands import LIST_COMMANDS

BROWSE = "Browse"
TEXT = "Texts"

APP_COMMANDS: tuple[Command, ...] = (
    Command(
        "app.help",
        "Help",
        "Show every key and what it does.",
        "question_mark,f1",
        footer=1,
    ),
    Command(
        "app.palette",
        "Palette",
        "Find any operation, conversation or command by name.",
        "ctrl+p",
        action="command_palette",
        footer=2,
    ),
    Command("app.quit", "Quit", "Leave the app; what is typed is kept.", "q,ctrl+q", footer=4),
    Command(
        "app.history",
        "History",
        "Show every exchange: find, compare, send again, delete.",
        "L,f10",
        palette="History",
    ),
    Command(
        "app.sandbox",
        "Sandbox",
        "The sandbox's own side: faults, snapshots, rate limit, latency, and what arrives.",
        "B",
        palette="Sandbox",
    ),
    Command(
        "app.inspector",
        "Inspector",
        "Show or hide what the last act did on the wire.",
        "w,f12",
        palette="Inspector",
    ),
    Command("app.tour", "Present a tour", "Show a demo step by step, before people."),
    Command(
        "app.record",
        "Record a tour",
        "Begin to record what is sent, or end it and write it as a tour.",
        "T",
    ),
    Command("app.theme", "Theme", "Choose another theme; it is remembered.", action="change_theme"),
)

# Those that lead to another pane or field come before a list's own keys, so that the focus has
# moved when the next key arrives; the screen withholds them while a field has the focus.
BROWSE_COMMANDS: tuple[Command, ...] = (
    Command("browse.next-pane", "Next pane", "Go to the pane to the right.", "tab", where=BROWSE),
    Command(
        "browse.previous-pane",
        "Previous pane",
        "Go to the pane to the left.",
        "shift+tab",
        where=BROWSE,
    ),
    Command(
        "browse.conversations",
        "Conversations",
        "Go to the conversations.",
        "1",
        where=BROWSE,
        priority=True,
    ),
    Command("browse.thread", "Messages", "Go to the messages.", "2", where=BROWSE, priority=True),
    Command(
        "browse.modules",
        "Modules",
        "Go to the modules of the conversation.",
        "3,m",
        where=BROWSE,
        priority=True,
        footer=2,
    ),
    Command(
        "browse.compose",
        "Write",
        "Write a message to the conversation.",
        "c,i",
        where=BROWSE,
        priority=True,
        footer=2,
    ),
    Command(
        "browse.find",
        "Find",
        "Filter the conversations, or search the messages on screen.",
        "slash",
        where=BROWSE,
        priority=True,
        footer=1,
    ),
    Command(
        "browse.endpoints",
        "Endpoints",
        "Go to the operations: fill any of them in, send it, read the answer.",
        "4,e",
        where=BROWSE,
        palette="Endpoints",
        priority=True,
        footer=1,
    ),
    Command(
        "browse.servers",
        "Servers",
        "Go to another site or profile; make, change and try profiles.",
        "ctrl+o",
        where=BROWSE,
        palette="Sites and profiles",
    ),
    Command(
        "browse.go",
        "Go to",
        "Go to a conversation by its id or a link.",
        "O",
        where=BROWSE,
        palette="Go to a conversation by id or link",
    ),
    Command("browse.reload", "Reload", "Ask the server again.", "r,f5", where=BROWSE, footer=4),
    Command(
        "browse.back",
        "Back",
        "Leave a field, end a search, give up a read that is waited for, go back a pane.",
        "escape",
        where=BROWSE,
    ),
)

TEXT_COMMANDS: tuple[Command, ...] = (
    Command("text.start", "Start", "Go to the start of the text.", "ctrl+home", where=TEXT),
    Command("text.end", "End", "Go to the end of the text.", "ctrl+end", where=TEXT),
    Command(
        "text.select-to-start",
        "Select to start",
        "Select up to the start of the text.",
        "ctrl+shift+home",
        where=TEXT,
    ),
    Command(
        "text.select-to-end",
        "Select to end",
        "Select up to the end of the text.",
        "ctrl+shift+end",
        where=TEXT,
    ),
)

HELP_COMMANDS: tuple[Command, ...] = (
    Command("help.find", "Find", "Show only what holds some words.", "slash", where=HELP),
    Command(
        "help.close",
        "Close",
        "End the search, then leave the help.",
        "escape,question_mark,f1,q",
        where=HELP,
    ),
)

CONFIRM_COMMANDS: tuple[Command, ...] = (
    Command("confirm.yes", "Yes", "Do what is asked about.", "y", where=QUESTION),
    Command("confirm.no", "No", "Leave everything as it is.", "escape,n,q", where=QUESTION),
)

CHOICE_COMMANDS: tuple[Command, ...] = (
    Command("choice.close", "Close", "Choose none of them.", "escape,q", where=CHOICE),
)

SECRET_COMMANDS: tuple[Command, ...] = (
    Command("secret.cancel", "Cancel", "Give no secret and send nothing.", "escape", where=GIVING),
)

ALL_COMMANDS: tuple[Command, ...] = (
    *APP_COMMANDS,
    *BROWSE_COMMANDS,
    *CONVERSATION_COMMANDS,
    *DETAILS_COMMANDS,
    *SERVERS_COMMANDS,
    *THREAD_COMMANDS,
    *COMPOSER_COMMANDS,
    *WRITING_COMMANDS,
    *COMPLETION_COMMANDS,
    *GOING_COMMANDS,
    *FOUND_COMMANDS,
    *EXPORT_COMMANDS,
    *MODULES_COMMANDS,
    *DRAFTS_COMMANDS,
    *EDITOR_COMMANDS,
    *ENDPOINT_COMMANDS,
    *PICKER_COMMANDS,
    *FORM_COMMANDS,
    *FIELD_COMMANDS,
    *PROFILE_COMMANDS,
    *TEXT_COMMANDS,
    *HELP_COMMANDS,
    *CONFIRM_COMMANDS,
    *CHOICE_COMMANDS,
    *SECRET_COMMANDS,
    *HISTORY_COMMANDS,
    *TOUR_COMMANDS,
    *BODY_COMMANDS,
    *SANDBOX_COMMANDS,
    *LIST_COMMANDS,
)
