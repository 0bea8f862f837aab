"""What is said below a message: how far its deletion is, and which modules it names are missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.document.safe import one_line
from explorer.tui.hints import hint, offered

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.dom import DOMNode

    from explorer.api.models import Message
    from explorer.workbench.module_links import ModuleLink
    from explorer.workbench.workbench import Workbench

    Note = tuple[str, str]
    """Words, which may come from outside, and a style."""


class MessageNotes:
    """The notes of one conversation's messages.

    Args:
        node: The app, or anything in it: its keys are named.
        workbench: Knows the deletions and the modules.
        conversation_id: The conversation.
        me: The app's own user id; empty if unknown.
    """

    def __init__(self, node: DOMNode, workbench: Workbench, conversation_id: str, me: str) -> None:
        self._node, self._workbench = node, workbench
        self._conversation_id, self._me = conversation_id, me
        self.naming: set[str] = set()
        """Ids of the messages asked for so far that name modules."""

    def of(self, message: Message) -> Sequence[Note]:
        """What is to be said below a message, each with its style."""
        return [*self._files(message), *self._missing(message), *self._deletion(message.id)]

    def _files(self, message: Message) -> list[Note]:
        """The names and sizes of files, which the service tells only with the bytes."""
        from explorer.workbench.room_files import files_of, saved_file

        notes: list[Note] = []
        files = files_of(message.document)
        asked = (saved_file(self._workbench, each.id or "") for each in files)
        known = [each for each in asked if each is not None]
        for name, size in known:
            notes.append((f"saved as {one_line(name, 60)}, {size:,} bytes", "muted"))
        if len(known) < len(files):
            words = "name and size are known once saved"
            save = offered(self._node, " ({thread.save-file})")
            notes.append((f"{words}{save}", "muted"))
        return notes

    def links(self, message: Message) -> Sequence[ModuleLink]:
        """The modules that a message names."""
        from explorer.workbench.module_links import links_of_message

        shelf = self._workbench.shelf(self._conversation_id)
        return links_of_message(message, self._me, shelf.keys() if shelf is not None else {})

    def _missing(self, message: Message) -> list[Note]:
        links = self.links(message)
        if links:
            self.naming.add(message.id)
        keys = dict.fromkeys(each.key for each in links if each.is_missing)
        follow = offered(self._node, "  {thread.follow} begins it")
        return [(f"→ {one_line(key, 40)} missing{follow}", "warning") for key in keys]

    def _deletion(self, message_id: str) -> list[Note]:
        from explorer.workbench.own_messages import Stage

        deletion = self._workbench.own.deletion(self._conversation_id, message_id)
        if deletion is None:
            return []
        if deletion.stage is Stage.FAILED:
            return [(f"not deleted: {deletion.reason}", "error")]
        if deletion.stage is Stage.WAITING:
            words = hint(self._node, "deleted in a moment, {thread.undo} keeps it")
            return [(words, "warning")]
        return [("being deleted…", "warning")]
