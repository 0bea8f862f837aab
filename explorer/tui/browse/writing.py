"""Where messages are written, changed and sent from. Nothing that is typed is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message

from explorer.tui.browse.completing import CompletingField
from explorer.tui.browse.thread_commands import WRITING_COMMANDS
from explorer.tui.browse.writing_field import problems
from explorer.tui.commands import bindings
from explorer.tui.content import notify_text
from explorer.workbench.composition_drafts import Composition
from explorer.workbench.transcript import joined
from explorer.workbench.ways import Way

if TYPE_CHECKING:
    from explorer.api.models import Conversation
    from explorer.api.models import Message as Received
    from explorer.tui.browse.composer import Composer
    from explorer.workbench.outgoing import Outgoing
    from explorer.workbench.workbench import Workbench


class Writing(CompletingField):
    """The field to write in, and the sending of what stands in it."""

    BINDINGS = bindings(WRITING_COMMANDS)

    class Sending(Message):
        """A message is on its way, and shows among the others."""

    class Sent(Message):
        """The sending has ended.

        Args:
            arrived: Whether there was something to send at all.
        """

        def __init__(self, arrived: bool) -> None:
            super().__init__()
            self.arrived = arrived

    class Changed(Message):
        """A message has another text now.

        Args:
            message_id: The message.
        """

        def __init__(self, message_id: str) -> None:
            super().__init__()
            self.message_id = message_id

    class Left(Message):
        """A person goes back to the messages."""

    # Sending

    def on_composer_submitted(self, event: Composer.Submitted) -> None:
        """Send what was written, or save the change."""
        event.stop()
        found = problems(event.text, self._way)
        if found:
            problem = found[0]
            if self.composer is not None:
                self.composer.move_cursor((problem.line - 1, problem.column - 1))
            notify_text(self.app, f"This is no document: {problem}.", severity="error")
        elif self._editing:
            self._save(event.text)
        else:
            self.send(event.text)

    def on_composer_left(self, event: Composer.Left) -> None:
        """Go back to the messages."""
        event.stop()
        self.post_message(self.Left())

    def send(self, text: str) -> None:
        """Send a message. It shows at once, as being sent; the field is free for the next."""
        workbench, conversation, way = self._workbench, self._conversation, self._way
        if workbench is None or conversation is None:
            return
        self._show(Composition())
        self.keep_draft()

        async def send() -> None:
            from explorer.api.errors import ApiError
            from explorer.api.operation import CallError

            try:
                with workbench.origin("person", view="messages"):
                    if way is Way.DOCUMENT:
                        await workbench.send_message(conversation, text)
                    else:
                        await workbench.send_message(conversation, text, way)
            except (ApiError, CallError) as problem:
                self.post_message(self.Sent(False))
                self._give_back(workbench, conversation, text, way)
                notify_text(self.app, str(problem), severity="error", timeout=10)
            except Exception:
                self._give_back(workbench, conversation, text, way)
                raise
            else:
                self.post_message(self.Sent(True))

        self.post_message(self.Sending())
        # A write is never cancelled by the next one.
        self.background(send, "send")

    def send_again(self, item: Outgoing) -> None:
        """Send a message again that could not be sent."""
        workbench = self._workbench
        if workbench is None:
            return

        async def again() -> None:
            with workbench.origin("person", view="messages"):
                await item.retry()

        self.background(again, "send")

    def take_back(self, item: Outgoing) -> None:
        """Put a message that could not be sent back into the field."""
        if self._workbench is not None and self._conversation is not None:
            self._give_back(self._workbench, self._conversation, item.markdown, item.way)
            item.discard()

    # Changing

    def edit(self, message: Received) -> None:
        """Change a message: what stands in the field stays as a draft meanwhile."""
        from explorer.document.markdown import from_markdown, to_markdown
        from explorer.workbench.module_text import pretty

        workbench = self._workbench
        if workbench is None or self.composer is None:
            return
        self.keep_draft()
        document = message.document
        text, way = to_markdown(document).rstrip("\n"), Way.DOCUMENT
        if from_markdown(text, mentions=workbench.mentions()).to_json() != document.to_json():
            # What Markdown has no words for would be lost.
            text, way = pretty(document.to_json()), Way.JSON
        self._show(Composition(text, way, message.id))
        self.composer.focus()

    def action_drop(self) -> None:
        """Drop the change of a message: it stays as it is."""
        workbench, conversation = self._workbench, self._conversation
        if not self._editing or workbench is None or conversation is None:
            return
        drafts = self._drafts(workbench, conversation)
        drafts.drop(self._editing)
        self._show(drafts.new())

    def _save(self, text: str) -> None:
        workbench, conversation = self._workbench, self._conversation
        message_id, way = self._editing, self._way
        if workbench is None or conversation is None or self._saving:
            return
        self._saving = True
        self._show_state()

        async def save() -> None:
            from explorer.api.errors import ApiError
            from explorer.api.operation import CallError

            drafts = self._drafts(workbench, conversation)
            try:
                with workbench.origin("person", view="messages"):
                    await workbench.own.edit(conversation.id, message_id, text, way)
            except (ApiError, CallError) as problem:
                # The text still stands in the field, and as a draft.
                notify_text(self.app, str(problem), severity="error", timeout=10)
            else:
                drafts.drop(message_id)
                self.post_message(self.Changed(message_id))
                if self._editing == message_id:
                    self._show(drafts.new())
            finally:
                self._saving = False
                self._show_state()

        self.background(save, "send")

    def _give_back(
        self, workbench: Workbench, conversation: Conversation, text: str, way: Way
    ) -> None:
        """Put a text that was not sent back where it was written, before what stands there."""
        drafts = self._drafts(workbench, conversation)
        here = self._conversation is not None and self._conversation.id == conversation.id
        if here and self.composer is not None and not self._editing:
            there = Composition(self.composer.text, self._way)
        else:
            there = drafts.new()
        back = Composition(_joined(text, way, there, workbench.mentions()), way)
        if here and self.composer is not None and not self._editing:
            self._show(back)
            self.keep_draft()
            self.composer.focus()
        else:
            drafts.keep(back)


def _joined(text: str, way: Way, there: Composition, mentions: dict[str, str]) -> str:
    """A text before what stands in a field already, in the way of the text."""
    from explorer.workbench.composing import changed_way

    # Two documents are none: they then stand one after the other, to be joined by hand.
    rest = there.text if way is Way.JSON else changed_way(there.text, there.way, way, mentions)
    return joined(text, rest)
