"""What is done with the messages of the thread on screen, each after asking where it must."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from explorer.document.safe import one_line
from explorer.document.text import to_text
from explorer.tui.content import notify_text
from explorer.tui.hints import hint

if TYPE_CHECKING:
    from datetime import datetime

    from explorer.api.models import Conversation, Message
    from explorer.tui.browse.thread import ThreadPane
    from explorer.workbench.conversation_export import ExportProgress
    from explorer.workbench.destinations import Destination
    from explorer.workbench.threads import MessageFeed
    from explorer.workbench.workbench import Workbench

NONE_OPEN = "Choose a conversation first."


def _opened(pane: ThreadPane) -> tuple[Workbench, Conversation] | None:
    if pane.workbench is None or pane.conversation is None:
        notify_text(pane.app, NONE_OPEN)
        return None
    return pane.workbench, pane.conversation


def not_own(pane: ThreadPane, act: str) -> str:
    """Why nothing can be done with the message under the cursor; empty where it is one's own.

    Args:
        pane: Shows it.
        act: What is to be done, as `change` or `delete`.
    """
    from explorer.api.models import Message

    item = pane.item
    if not isinstance(item, Message):
        return f"Go to a message of your own to {act} it."
    if pane.me and item.sender_id != pane.me:
        return f"Only your own messages can be {act}d: this is someone else's."
    return ""


def _own_message(pane: ThreadPane, act: str) -> Message | None:
    """The own message under the cursor; a sentence where it is none."""
    from explorer.api.models import Message

    if why := not_own(pane, act):
        notify_text(pane.app, why)
    item = pane.item
    return item if isinstance(item, Message) and not why else None


def edit(pane: ThreadPane) -> None:
    """Put the own message under the cursor into the field, to be changed."""
    if (message := _own_message(pane, "change")) is not None:
        pane.writing.edit(message)


async def delete(pane: ThreadPane) -> None:
    """Delete the own message under the cursor, once a person has agreed, after a moment."""
    from explorer.api.operations import DeleteMessage
    from explorer.tui.widgets.confirm import confirm
    from explorer.workbench.rooms import behind

    opened, message = _opened(pane), _own_message(pane, "delete")
    if opened is None or message is None:
        return
    workbench, conversation = opened
    words = one_line(to_text(message.document), 60)
    call = behind(
        DeleteMessage,
        cloud_id=workbench.cloud_id,
        conversation_id=conversation.id,
        message_id=message.id,
    )
    question = f"Delete your message “{words}” for everyone?"
    if await confirm(pane, question, "Delete", behind=call, name="", workbench=workbench):
        with workbench.origin("person", view="messages"):
            workbench.own.delete(conversation.id, message.id)
        notify_text(
            pane.app,
            hint(pane, "It is deleted in a moment. {thread.undo} keeps it."),
            about="deletion",
        )


def undo(pane: ThreadPane) -> None:
    """Keep the message whose deletion was asked for last."""
    workbench = pane.workbench
    if workbench is None:
        return
    kept = workbench.own.undo()
    notify_text(
        pane.app, "It is kept." if kept else "No message is about to be deleted.", about="deletion"
    )


def jump(pane: ThreadPane) -> None:
    """Ask where to go, and go there."""
    from explorer.tui.browse.jump import JumpScreen

    if _opened(pane) is None:
        return

    def chosen(place: Destination | None) -> None:
        if place is not None:
            pane.go_to(lambda feed: _to(pane, feed, place))

    pane.app.push_screen(JumpScreen(), chosen)


async def _to(pane: ThreadPane, feed: MessageFeed, place: Destination) -> str:
    if place.moment is not None:
        found = await feed.jump_to(place.moment)
        if found:
            _say_end(pane, feed, place.moment)
        return found
    if place.message_id:
        return place.message_id if await feed.jump(place.message_id) else ""
    return feed.messages[-1].id if await feed.latest() and feed.messages else ""


def _say_end(pane: ThreadPane, feed: MessageFeed, moment: datetime) -> None:
    """Say so where the conversation reaches not as far as its reader wanted to go."""
    from explorer.api.models import Message
    from explorer.workbench.destinations import off_the_end
    from explorer.workbench.message_pages import moment_of

    found = [moment_of(each) for each in feed.messages if isinstance(each, Message)]
    known = [each for each in found if each is not None]
    first = known[0] if known and feed.at_start else None
    last = known[-1] if known and feed.at_end else None
    if said := off_the_end(moment, first, last):
        notify_text(pane.app, said)


def context(pane: ThreadPane) -> None:
    """Read the message under the cursor and its neighbours anew, and show them around it."""
    from explorer.api.models import Message

    item = pane.item
    if _opened(pane) is None:
        return
    if not isinstance(item, Message):
        notify_text(pane.app, "Go to a message that the server has first.")
        return

    async def around(feed: MessageFeed) -> str:
        if not await feed.jump(item.id, anew=True):
            return ""
        places = [at for at, each in enumerate(feed.messages) if each.id == item.id]
        before = places[0] if places else 0
        after = len(feed.messages) - before - 1
        said = f"with {before:,} messages before it and {after:,} after it."
        notify_text(pane.app, f"Read anew by GetMessageContext, {said}")
        return item.id

    pane.go_to(around, center=True)


def find_all(pane: ThreadPane, text: str) -> None:
    """Search the whole conversation, and go to what is chosen of what was found."""
    from explorer.tui.browse.found import FoundScreen
    from explorer.workbench.conversation_search import ConversationSearch

    opened = _opened(pane)
    if opened is None:
        return
    workbench, conversation = opened

    def begin(text: str) -> ConversationSearch:
        return ConversationSearch(workbench.message_pages(conversation), text)

    def chosen(message_id: str | None) -> None:
        if message_id:
            pane.go_to_message(message_id)

    pane.app.push_screen(FoundScreen(workbench, begin, text), chosen)


def export(pane: ThreadPane) -> None:
    """Save the whole conversation, as what the ending of the file's name says."""
    from explorer.tui.browse.saving_dialog import SavingDialog
    from explorer.workbench.conversation_export import (
        ExportFormat,
        export_conversation,
        export_name,
    )

    opened = _opened(pane)
    if opened is None:
        return
    workbench, conversation = opened

    async def save(path: str, overwrite: bool, say: Callable[[str], None]) -> str:
        format = ExportFormat.JSON if path.lower().endswith(".json") else ExportFormat.MARKDOWN

        def progress(made: ExportProgress) -> None:
            local = made.up_to.astimezone(pane.now().tzinfo) if made.up_to else None
            up_to = f", up to {local.day} {local:%B %Y}" if local else ""
            say(f"{made.messages:,} messages{up_to}…")

        with workbench.origin("person", view="messages"):
            made = await export_conversation(
                workbench,
                conversation,
                path,
                format,
                overwrite=overwrite,
                now=pane.now,
                progress=progress,
            )
        here = " that were sent from here" if made.fallback else ""
        return f"{made.messages:,} messages{here} in {made.path}, {made.size:,} bytes."

    name = export_name(conversation, ExportFormat.MARKDOWN)
    note = "The whole conversation, oldest first: Markdown, or JSON for a name that ends in .json."
    pane.app.push_screen(SavingDialog(f"Export {conversation.title}", name, note, save))


async def save_file(pane: ThreadPane) -> None:
    """Save a file of the message under the cursor."""
    from explorer.api.models import Message
    from explorer.document.nodes import Media
    from explorer.tui.browse.saving_dialog import SavingDialog
    from explorer.tui.widgets.choice import ChoiceScreen
    from explorer.workbench.room_files import download, files_of

    opened, item = _opened(pane), pane.item
    if opened is None:
        return
    workbench, conversation = opened
    files: list[Media] = files_of(item.document) if isinstance(item, Message) else []
    if not files or item is None:
        notify_text(pane.app, "The message under the cursor has no file that could be saved.")
        return
    chosen = 0
    if len(files) > 1:
        names = [each.name or each.id or "file" for each in files]
        picked = await pane.app.push_screen_wait(ChoiceScreen("Save which file", names))
        if picked is None:
            return
        chosen = picked
    message_id, media_id = item.id, files[chosen].id or ""

    async def save(path: str, overwrite: bool, say: Callable[[str], None]) -> str:
        def progress(done: int, total: int | None) -> None:
            say(f"{done:,} bytes" + (f" of {total:,}…" if total else "…"))

        with workbench.origin("person", view="messages"):
            saved = await download(
                workbench, conversation, media_id, path, overwrite=overwrite, progress=progress
            )
        pane.file_saved(message_id)
        return f"Saved as {one_line(str(saved.path), 300)}, {saved.size:,} bytes."

    note = "A file, or a directory: then the server's name for the file is used."
    pane.app.push_screen(SavingDialog("Save a file", "./", note, save))
