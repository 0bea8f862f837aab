"""What a person can do with the messages of a conversation, and while writing one."""

from __future__ import annotations

from explorer.tui.commands import COMPLETING, COMPOSER, Command

THREAD = "Messages"
GOING = "Going to a message"
FOUND = "Searching all messages"
EXPORT = "Saving"

THREAD_COMMANDS: tuple[Command, ...] = (
    Command(
        "thread.resend",
        "Send again",
        "Send a message again that could not be sent.",
        "s",
        where=THREAD,
        footer=4,
    ),
    Command(
        "thread.take-back",
        "Take back",
        "Put a message that could not be sent back into the composer.",
        "u",
        where=THREAD,
        footer=4,
    ),
    Command(
        "thread.edit",
        "Change",
        "Change the own message under the cursor.",
        "E",
        where=THREAD,
        footer=2,
    ),
    Command(
        "thread.delete",
        "Delete",
        "Delete the own message under the cursor; for a moment it can be undone.",
        "D,delete",
        where=THREAD,
        footer=2,
    ),
    Command(
        "thread.undo",
        "Undo",
        "Keep the message that is about to be deleted.",
        "z,ctrl+z",
        where=THREAD,
        footer=4,
    ),
    Command(
        "thread.jump",
        "Go to",
        "Go to a date, a time, or a message by its id.",
        "t,ctrl+g",
        where=THREAD,
        palette="Go to a date or a message",
        footer=1,
    ),
    Command(
        "thread.context",
        "Context",
        "Read the message under the cursor and those around it anew, and show it amid them.",
        "x",
        where=THREAD,
        palette="Message context: a message amid those around it",
        footer=2,
    ),
    Command(
        "thread.find-all",
        "Search all",
        "Search the whole conversation back to its beginning.",
        "F,f3",
        where=THREAD,
        palette="Search the whole conversation",
        footer=2,
    ),
    Command(
        "thread.export",
        "Export",
        "Save the whole conversation as Markdown or JSON.",
        "X",
        where=THREAD,
        palette="Export the conversation",
        footer=3,
    ),
    Command(
        "thread.save-file",
        "Save file",
        "Save a file of the message under the cursor.",
        "S",
        where=THREAD,
        footer=3,
    ),
    Command(
        "thread.follow",
        "Follow",
        "Go to the module that a button or card of the message names; begin it where it is "
        "missing.",
        "o",
        where=THREAD,
        footer=3,
    ),
)

# None of these comes before the field's own keys: a key that does would overtake the text that was
# typed right before it.
COMPOSER_COMMANDS: tuple[Command, ...] = (
    Command(
        "composer.send",
        "Send",
        "Send the message, or save the change of one.",
        "ctrl+d,f9,ctrl+enter",
        where=COMPOSER,
        footer=1,
    ),
    Command(
        "composer.leave",
        "Leave",
        "Go back to the messages; the draft is kept.",
        "escape",
        where=COMPOSER,
        footer=1,
    ),
)

# While completions are offered these come before all else that a key does in the field.
COMPLETION_COMMANDS: tuple[Command, ...] = (
    Command(
        "completion.next",
        "Next",
        "Go to the next completion that is offered for @ or :.",
        "down",
        where=COMPLETING,
    ),
    Command(
        "completion.previous",
        "Previous",
        "Go to the completion before.",
        "up",
        where=COMPLETING,
    ),
    Command("completion.take", "Take", "Put it into the text.", "tab,enter", where=COMPLETING),
    Command(
        "completion.refuse",
        "None",
        "Take none of them; the text stays as it is.",
        "escape",
        where=COMPLETING,
    ),
)

WRITING_COMMANDS: tuple[Command, ...] = (
    Command(
        "composer.preview",
        "Preview",
        "Show what the text will look like, or hide it.",
        "f3",
        where=COMPOSER,
        footer=1,
    ),
    Command(
        "composer.way",
        "Format",
        "Write in another way: Markdown, document JSON, Markdown as it is, plain text.",
        "f4",
        where=COMPOSER,
        footer=1,
    ),
    Command(
        "composer.external",
        "Editor",
        "Write in your own editor.",
        "f6",
        where=COMPOSER,
        footer=2,
    ),
    Command(
        "composer.drop",
        "Drop",
        "Drop the change of a message: it stays as it is.",
        "f8",
        where=COMPOSER,
    ),
)

GOING_COMMANDS: tuple[Command, ...] = (
    Command("jump.close", "Close", "Stay where you are.", "escape", where=GOING),
)

FOUND_COMMANDS: tuple[Command, ...] = (
    Command("found.stop", "Stop", "Stop searching; what was found stays.", "f8", where=FOUND),
    Command("found.close", "Close", "Stop searching and go back.", "escape", where=FOUND),
)

EXPORT_COMMANDS: tuple[Command, ...] = (
    Command("export.cancel", "Cancel", "Save nothing, and leave no file.", "escape", where=EXPORT),
)
