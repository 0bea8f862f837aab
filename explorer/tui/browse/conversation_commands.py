"""What a person can do in the list of conversations, and with one of them."""

from __future__ import annotations

from explorer.tui.commands import FORM, Command

CONVERSATIONS = "Conversations"
DETAILS = "Details"
SERVERS = "Sites and profiles"

CONVERSATION_COMMANDS: tuple[Command, ...] = (
    Command(
        "conversations.create",
        "New",
        "Make a new conversation.",
        "a",
        where=CONVERSATIONS,
        footer=1,
    ),
    Command(
        "conversations.details",
        "Details",
        "Show every field of the conversation under the cursor, and who is in it.",
        "d",
        where=CONVERSATIONS,
        footer=1,
    ),
    Command(
        "conversations.archive",
        "Archive",
        "Archive the conversation under the cursor, or take it out of the archive.",
        "X",
        where=CONVERSATIONS,
        footer=2,
    ),
    Command(
        "conversations.change",
        "Change",
        "Change the name, topic or privacy of the conversation under the cursor.",
        "E",
        where=CONVERSATIONS,
        footer=2,
    ),
    Command(
        "conversations.direct",
        "Direct",
        "Open the direct conversation of a user.",
        "u",
        where=CONVERSATIONS,
        footer=2,
    ),
    Command(
        "conversations.pin",
        "Pin",
        "Keep the conversation under the cursor on top, or let it go.",
        "p",
        where=CONVERSATIONS,
        footer=2,
    ),
    Command(
        "conversations.private",
        "Private",
        "Show private conversations, or leave them out.",
        "P",
        where=CONVERSATIONS,
        footer=4,
    ),
    Command(
        "conversations.archived",
        "Archived",
        "Show archived conversations, or leave them out.",
        "A",
        where=CONVERSATIONS,
        footer=4,
    ),
    Command(
        "conversations.directs",
        "Direct ones",
        "Show direct conversations, or leave them out.",
        "D",
        where=CONVERSATIONS,
        footer=4,
    ),
    Command(
        "conversations.sort",
        "Order",
        "Order by name: upwards, downwards, or as the server has them.",
        "o",
        where=CONVERSATIONS,
        footer=3,
    ),
)

DETAILS_COMMANDS: tuple[Command, ...] = (
    Command(
        "details.change",
        "Change",
        "Change name, topic or privacy.",
        "e",
        where=DETAILS,
        footer=1,
    ),
    Command(
        "details.archive",
        "Archive",
        "Archive the conversation, or take it out of the archive.",
        "X",
        where=DETAILS,
        footer=1,
    ),
    Command("details.add", "Add", "Add people.", "a", where=DETAILS, footer=1),
    Command(
        "details.remove",
        "Remove",
        "Take the person under the cursor out of the conversation.",
        "x,delete",
        where=DETAILS,
        footer=1,
    ),
    Command(
        "details.direct",
        "Direct",
        "Open the direct conversation with the person under the cursor.",
        "u",
        where=DETAILS,
        footer=1,
    ),
    Command("details.open", "Messages", "Show its messages.", "o", where=DETAILS, footer=1),
    Command("details.reload", "Reload", "Ask the server again.", "r,f5", where=DETAILS, footer=4),
    Command("details.conversation", "Conversation", "Go to the fields.", "1", where=DETAILS),
    Command("details.people", "People", "Go to the people.", "2", where=DETAILS),
    Command("details.next-pane", "Next pane", "Go to the other pane.", "tab", where=DETAILS),
    Command(
        "details.previous-pane",
        "Previous pane",
        "Go to the other pane.",
        "shift+tab",
        action="next_pane",
        where=DETAILS,
    ),
    Command(
        "details.back",
        "Back",
        "Give up a read that is waited for, else go back to the list.",
        "escape,d",
        where=DETAILS,
        footer=1,
    ),
)

SERVERS_COMMANDS: tuple[Command, ...] = (
    Command("servers.add", "Add", "Make a new profile.", "a", where=SERVERS),
    Command("servers.change", "Change", "Change the profile under the cursor.", "e", where=SERVERS),
    Command("servers.try", "Try", "Call the server of the profile once.", "t,f6", where=SERVERS),
    Command("servers.close", "Close", "Stay where one is.", "escape", where=SERVERS),
)

PROFILE_COMMANDS: tuple[Command, ...] = (
    Command(
        "profile.try",
        "Try",
        "Call the server once with what stands in the form; nothing is written.",
        "f6",
        where=FORM,
    ),
)
