"""The middle pane: the messages of one conversation, and the field to write another."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.message import Message
from textual.widgets import Input

from explorer.tui.browse import message_acts
from explorer.tui.browse.message_source import MessageSource
from explorer.tui.browse.thread_commands import THREAD_COMMANDS
from explorer.tui.browse.thread_search import SearchingPane
from explorer.tui.browse.writing import Writing
from explorer.tui.commands import bindings
from explorer.tui.content import notify_text

if TYPE_CHECKING:
    from explorer.api.models import Conversation
    from explorer.tui.browse.composer import Composer
    from explorer.workbench.module_links import ModuleLink
    from explorer.workbench.outgoing import Outgoing
    from explorer.workbench.workbench import Workbench


class ThreadPane(SearchingPane):
    """A conversation's messages, and what can be done with them."""

    BINDINGS = bindings(THREAD_COMMANDS)

    class Follow(Message):
        """A person wants to go to what a message names.

        Args:
            links: All of it.
        """

        def __init__(self, links: Sequence[ModuleLink]) -> None:
            super().__init__()
            self.links = links

    def compose(self) -> ComposeResult:
        yield from super().compose()
        yield Input(placeholder="search in what is loaded", id="thread-search", compact=True)
        yield Writing(id="writing")

    @property
    def writing(self) -> Writing:
        """What is below the messages."""
        return self.query_one(Writing)

    @property
    def composer(self) -> Composer | None:
        """The field to write in; None while no conversation is open."""
        return self.writing.composer

    def open(self, workbench: Workbench, conversation: Conversation, at: str = "") -> None:
        """Show a conversation: its draft at once, its messages when they come.

        Args:
            workbench: Of the sitting.
            conversation: The conversation.
            at: Id of a message to go to; empty for the latest.
        """
        self.close_search(focus=False)
        self.wanted = at
        self.writing.open(workbench, conversation)
        self.show(workbench, conversation)

    def shut(self) -> None:
        """Show no conversation; what is being written stays as a draft."""
        self.close_search(focus=False)
        self.writing.shut()
        self.leave()

    # Writing

    def on_writing_sending(self, event: Writing.Sending) -> None:
        """Go to the message that is on its way, once it shows."""
        event.stop()
        self._follow_sent = True
        self.answered()

    def on_writing_sent(self, event: Writing.Sent) -> None:
        """Bring what was sent, as the server has it."""
        event.stop()
        if event.arrived:
            self.reload()
        else:
            self._follow_sent = False

    def on_writing_changed(self, event: Writing.Changed) -> None:
        """Show what was changed, as the server has it."""
        event.stop()
        self.refresh_message(event.message_id)

    def on_writing_left(self, event: Writing.Left) -> None:
        """Go back to the messages."""
        event.stop()
        self.list.focus()

    # Own messages, and the whole conversation

    def action_edit(self) -> None:
        """Change the own message under the cursor."""
        message_acts.edit(self)

    def action_delete(self) -> None:
        """Delete the own message under the cursor."""
        self.background(partial(message_acts.delete, self), "delete")

    def action_undo(self) -> None:
        """Keep the message that is about to be deleted."""
        message_acts.undo(self)

    def action_jump(self) -> None:
        """Go to a date or a message."""
        message_acts.jump(self)

    def action_context(self) -> None:
        """Show the message under the cursor amid its neighbours."""
        message_acts.context(self)

    def action_find_all(self) -> None:
        """Search the whole conversation for what is being searched on the screen."""
        message_acts.find_all(self, self.query_one("#thread-search", Input).value)

    def action_export(self) -> None:
        """Save the whole conversation."""
        message_acts.export(self)

    def action_save_file(self) -> None:
        """Save a file of the message under the cursor."""
        self.background(partial(message_acts.save_file, self), "save")

    def file_saved(self, message_id: str) -> None:
        """Show what was learnt of a message's file by saving it."""
        source = self.list.source
        place = source.place_of(message_id) if isinstance(source, MessageSource) else None
        if place is not None:
            self.list.item_changed(place)

    def action_follow(self) -> None:
        """Go to a module that the message under the cursor names."""
        self.post_message(self.Follow(self.links()))

    def action_resend(self) -> None:
        """Send a message again that could not be sent."""
        if (item := self._outgoing()) is not None:
            self.writing.send_again(item)

    def action_take_back(self) -> None:
        """Put a message that could not be sent back into the composer."""
        if (item := self._outgoing()) is not None:
            self.writing.take_back(item)

    @property
    def has_failed(self) -> bool:
        """Whether there is a message that could not be sent."""
        from explorer.workbench.outgoing import State

        source = self.list.source
        items = source.items if isinstance(source, MessageSource) else []
        return any(getattr(each, "state", None) in {State.FAILED, State.UNKNOWN} for each in items)

    def _outgoing(self) -> Outgoing | None:
        """A message that could not be sent: the one under the cursor, else the latest."""
        from explorer.workbench.outgoing import Outgoing, State

        source, index = self.list.source, self.list.cursor
        if not isinstance(source, MessageSource) or index is None:
            return None
        for place in (index, *reversed(range(len(source)))):
            item = source.items[place]
            if isinstance(item, Outgoing) and item.state in {State.FAILED, State.UNKNOWN}:
                self.list.cursor = place
                return item
        notify_text(self.app, "Every message that was sent here has arrived or is on its way.")
        return None
