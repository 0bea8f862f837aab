"""What a person can do with modules, in the editor of one, and with drafts."""

from __future__ import annotations

from explorer.tui.commands import Command

MODULES = "Modules"
EDITOR = "Module editor"
DRAFTS = "Drafts"

MODULES_COMMANDS: tuple[Command, ...] = (
    Command(
        "modules.add",
        "Add",
        "Add a module of the type under the cursor, from its template.",
        "a",
        where=MODULES,
        footer=1,
    ),
    Command(
        "modules.copy-module",
        "Copy to",
        "Copy the module to another key, or to another conversation.",
        "p",
        where=MODULES,
        footer=2,
    ),
    Command(
        "modules.rename",
        "Rename",
        "Give the module another key: a copy is put there, then this one is deleted.",
        "R",
        where=MODULES,
        footer=2,
    ),
    Command(
        "modules.delete",
        "Delete",
        "Delete the module from the server; asks first.",
        "d,delete",
        where=MODULES,
        footer=2,
    ),
    Command(
        "modules.follow",
        "Follow",
        "Go to the module that this one names; begin it where it is missing.",
        "o",
        where=MODULES,
        footer=2,
    ),
    Command(
        "modules.state",
        "Set state",
        "Set what a glance shows, or turn a configuration's switch: both are write-only.",
        "s",
        where=MODULES,
        footer=2,
    ),
    Command(
        "modules.drafts",
        "Drafts",
        "List all drafts: open one, or throw it away.",
        "D",
        where=MODULES,
        footer=1,
    ),
)

DRAFTS_COMMANDS: tuple[Command, ...] = (
    Command(
        "drafts.discard",
        "Discard",
        "Throw the draft away; asks first.",
        "d,delete",
        where=DRAFTS,
    ),
    Command("drafts.reload", "Reload", "Read the drafts again.", "r,f5", where=DRAFTS),
    Command("drafts.close", "Close", "Open none.", "escape", where=DRAFTS),
)

EDITOR_COMMANDS: tuple[Command, ...] = (
    Command(
        "editor.save",
        "Save",
        "Show what will change on the server, and save it once that is shown.",
        "f2,ctrl+s",
        where=EDITOR,
        footer=1,
    ),
    Command(
        "editor.difference",
        "Difference",
        "Show what differs from the server's copy.",
        "f3",
        where=EDITOR,
        footer=1,
    ),
    Command(
        "editor.format",
        "Format",
        "Lay the JSON out anew.",
        "f4",
        where=EDITOR,
        footer=2,
    ),
    Command(
        "editor.discard",
        "Discard",
        "Throw the draft away and show the server's copy.",
        "f8",
        where=EDITOR,
        footer=2,
    ),
    Command(
        "editor.delete",
        "Delete",
        "Delete the module from the server; asks first.",
        "f9",
        where=EDITOR,
        footer=3,
    ),
    Command(
        "editor.copy-module",
        "Copy to",
        "Copy the module as its text stands to another key, or to another conversation.",
        "ctrl+l",
        where=EDITOR,
        footer=3,
    ),
    Command(
        "editor.rename",
        "Rename",
        "Give the module another key: a copy is put there, then this one is deleted.",
        "ctrl+r",
        where=EDITOR,
        footer=4,
    ),
    Command(
        "editor.follow",
        "Follow",
        "Go to the module that is named at the cursor; begin it where it is missing.",
        "f5,ctrl+g",
        where=EDITOR,
        footer=2,
    ),
    Command(
        "editor.problem",
        "Problem",
        "Go to the next thing that is wrong in the text.",
        "ctrl+n",
        where=EDITOR,
        footer=2,
    ),
    Command(
        "editor.template",
        "Template",
        "Put the template of the type into the text; undo brings back what was there.",
        "ctrl+t",
        where=EDITOR,
        footer=3,
    ),
    Command(
        "editor.outside", "$EDITOR", "Change the text in $EDITOR.", "ctrl+o", where=EDITOR, footer=3
    ),
    Command(
        "editor.close",
        "Close",
        "Go back; an unsaved draft is kept.",
        "escape",
        where=EDITOR,
        footer=1,
    ),
)
