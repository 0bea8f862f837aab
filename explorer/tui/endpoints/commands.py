"""What a person can do with the operations, and in the lists that open above them."""

from __future__ import annotations

from explorer.tui.commands import PICKER, Command

ENDPOINTS = "Endpoints"

# Those that lead to another pane come before a list's own keys; the screen withholds them while a
# field has the focus. None of the others does, so that none overtakes what was typed before it.
ENDPOINT_COMMANDS: tuple[Command, ...] = (
    Command("endpoints.send", "Send", "Send the request.", "f2", where=ENDPOINTS, footer=True),
    Command(
        "endpoints.send-anyway",
        "Anyway",
        "Send the request as it stands, past our own checks.",
        "f3",
        where=ENDPOINTS,
        footer=True,
    ),
    Command(
        "endpoints.choose",
        "Choose",
        "Choose the value of the field from what the site has.",
        "f4",
        where=ENDPOINTS,
        footer=True,
    ),
    Command(
        "endpoints.again",
        "Again",
        "Send once more what was sent last.",
        "f5,r",
        where=ENDPOINTS,
    ),
    Command(
        "endpoints.add",
        "Add",
        "Add a query parameter or a header to a request of a collection or of the history.",
        "ctrl+n",
        where=ENDPOINTS,
    ),
    Command(
        "endpoints.template",
        "Template",
        "Put the next template into the body.",
        "ctrl+t",
        where=ENDPOINTS,
    ),
    Command(
        "endpoints.edit-body",
        "Edit body",
        "Edit the body of the request in $EDITOR.",
        "ctrl+o",
        where=ENDPOINTS,
    ),
    Command(
        "endpoints.documentation",
        "Docs",
        "Show all there is to say of the operation, or its form again.",
        "f7,d",
        where=ENDPOINTS,
        footer=True,
    ),
    Command(
        "endpoints.cancel",
        "Cancel",
        "Give up the request that is on its way.",
        "f8",
        where=ENDPOINTS,
    ),
    Command(
        "endpoints.clear",
        "Clear",
        "Empty the form; once more brings back what was typed.",
        "f9",
        where=ENDPOINTS,
    ),
    Command(
        "endpoints.next-pane", "Next pane", "Go to the pane to the right.", "f6", where=ENDPOINTS
    ),
    Command("endpoints.next-field", "Next", "Go to the next field.", "tab", where=ENDPOINTS),
    Command(
        "endpoints.previous-field",
        "Previous",
        "Go to the field before.",
        "shift+tab",
        where=ENDPOINTS,
    ),
    Command(
        "endpoints.tree", "Operations", "Go to the operations.", "1", where=ENDPOINTS, priority=True
    ),
    Command("endpoints.form", "Request", "Go to the request.", "2", where=ENDPOINTS, priority=True),
    Command("endpoints.answer", "Answer", "Go to the answer.", "3", where=ENDPOINTS, priority=True),
    Command(
        "endpoints.find",
        "Find",
        "Filter the operations, or search in the answer.",
        "slash",
        where=ENDPOINTS,
        footer=True,
        priority=True,
    ),
    Command(
        "endpoints.group",
        "Group",
        "Group the operations by the collection's folders, or by resource.",
        "t",
        where=ENDPOINTS,
    ),
    Command("endpoints.body", "Body", "Look at the answer's body.", "b", where=ENDPOINTS),
    Command(
        "endpoints.typed",
        "Typed",
        "Show what the answer means, beside its body.",
        "v",
        where=ENDPOINTS,
    ),
    Command(
        "endpoints.headers",
        "Headers",
        "Look at the headers and attempts of the answer.",
        "H",
        where=ENDPOINTS,
    ),
    Command(
        "endpoints.compare",
        "Compare",
        "Show what differs from an earlier answer, or from any exchange there was.",
        "c",
        where=ENDPOINTS,
    ),
    Command(
        "endpoints.filter",
        "JSONPath",
        "Show of the answer's body what a JSONPath leads to.",
        "f",
        where=ENDPOINTS,
    ),
    Command(
        "endpoints.regular",
        "Regular expression",
        "Search the answer's body for a regular expression, or for plain text again.",
        "ctrl+r",
        where=ENDPOINTS,
    ),
    Command(
        "endpoints.copy-path",
        "Copy path",
        "Copy the path of the value under the cursor.",
        "p",
        where=ENDPOINTS,
    ),
    Command(
        "endpoints.copy-as",
        "Copy as",
        "Copy the request as it stands as curl, HTTPie, Python or raw HTTP.",
        "f11,x",
        where=ENDPOINTS,
    ),
    Command("endpoints.save", "Save", "Save the answer to a file.", "s", where=ENDPOINTS),
    Command(
        "endpoints.pager",
        "Pager",
        "Read the answer's body in $PAGER.",
        "o",
        where=ENDPOINTS,
    ),
    Command(
        "endpoints.editor",
        "Editor",
        "Open the answer's body in $EDITOR.",
        "e",
        where=ENDPOINTS,
    ),
    Command(
        "endpoints.back",
        "Back",
        "End a search, go back a pane, or leave; what is typed is kept.",
        "escape",
        where=ENDPOINTS,
        footer=True,
    ),
)

PICKER_COMMANDS: tuple[Command, ...] = (
    Command("picker.close", "Close", "Leave the field as it is.", "escape", where=PICKER),
)
