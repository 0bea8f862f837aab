"""What a person can do in a line view, whatever it shows."""

from __future__ import annotations

from explorer.tui.commands import LISTS, Command

LIST_COMMANDS: tuple[Command, ...] = (
    Command(
        "list.up",
        "Up",
        "Go to the item above, or scroll up within a long one.",
        "up,k",
        where=LISTS,
    ),
    Command(
        "list.down",
        "Down",
        "Go to the item below, or read on in a long one.",
        "down,j",
        where=LISTS,
    ),
    Command("list.page-up", "Page up", "Go up by a screen.", "pageup", where=LISTS),
    Command("list.page-down", "Page down", "Go down by a screen.", "pagedown,space", where=LISTS),
    Command("list.half-page-up", "Half up", "Go up by half a screen.", "ctrl+u", where=LISTS),
    Command("list.half-page-down", "Half down", "Go down by half a screen.", "ctrl+d", where=LISTS),
    Command("list.first", "First", "Go to the first item.", "home,g", where=LISTS),
    Command("list.last", "Last", "Go to the last item.", "end,G", where=LISTS),
    Command(
        "list.choose", "Open", "Open the item under the cursor, or fold it.", "enter", where=LISTS
    ),
    Command("list.expand", "Unfold", "Unfold the item under the cursor.", "right,l", where=LISTS),
    Command("list.collapse", "Fold", "Fold the item under the cursor.", "left,h", where=LISTS),
    Command(
        "list.copy",
        "Copy",
        "Copy the selected text, or the item under the cursor.",
        "y",
        where=LISTS,
    ),
    Command(
        "list.copy-as",
        "Copy…",
        "Choose what to copy of the item: text or value, id, web link, REST address, JSON.",
        "Y",
        where=LISTS,
    ),
    Command(
        "list.next-match", "Next match", "Go to the next item the search found.", "n", where=LISTS
    ),
    Command("list.previous-match", "Previous match", "Go to the match before.", "N", where=LISTS),
)
"""The commands of `explorer.tui.widgets.lines.Lines`, for its bindings and for the help."""
