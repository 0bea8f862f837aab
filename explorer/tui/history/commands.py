"""What a person can do with the history."""

from __future__ import annotations

from explorer.tui.commands import Command

HISTORY = "History"

HISTORY_COMMANDS: tuple[Command, ...] = (
    Command("history.list", "Exchanges", "Go to the exchanges.", "1", where=HISTORY),
    Command("history.detail", "Detail", "Go to the exchange under the cursor.", "2", where=HISTORY),
    Command("history.next-pane", "Next pane", "Go to the other pane.", "tab", where=HISTORY),
    Command(
        "history.previous-pane", "Previous pane", "Go back a pane.", "shift+tab", where=HISTORY
    ),
    Command(
        "history.find",
        "Find",
        "Filter by words, as in status:4xx op:Message since:1h text; in the detail, search it.",
        "slash",
        where=HISTORY,
        footer=1,
    ),
    Command(
        "history.again",
        "Again",
        "Send the exchange again; one that changes something asks first.",
        "s",
        where=HISTORY,
        footer=1,
    ),
    Command(
        "history.open-form",
        "Form",
        "Open the exchange in the form of its operation, to change it before it is sent.",
        "o",
        where=HISTORY,
        footer=1,
    ),
    Command(
        "history.mark",
        "Mark",
        "Mark the exchange to compare others with.",
        "x",
        where=HISTORY,
        footer=3,
    ),
    Command(
        "history.compare",
        "Compare",
        "Compare with the marked exchange, or with the one before of the same operation.",
        "c",
        where=HISTORY,
        footer=2,
    ),
    Command(
        "history.copy-as",
        "Copy as",
        "Copy the request as curl, HTTPie, Python or raw HTTP.",
        "e",
        where=HISTORY,
        footer=2,
    ),
    Command(
        "history.delete",
        "Delete",
        "Delete the exchange from the journal; asks first.",
        "d,delete",
        where=HISTORY,
        footer=2,
    ),
    Command(
        "history.delete-found",
        "Delete all found",
        "Delete every exchange that the filter finds; asks first.",
        "D",
        where=HISTORY,
        footer=4,
    ),
    Command(
        "history.polling",
        "Polling",
        "Show or hide what looking for new messages caused.",
        "p",
        where=HISTORY,
        footer=3,
    ),
    Command("history.reload", "Reload", "Read the journal again.", "r", where=HISTORY, footer=4),
    Command(
        "history.back",
        "Back",
        "Leave a field or the detail, then the history.",
        "escape",
        where=HISTORY,
        footer=1,
    ),
)
