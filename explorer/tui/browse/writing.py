"""Where messages are written and sent from. Nothing that is typed is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import Vertical
from textual.message import Message

from explorer.tui.background import Background
from explorer.tui.content import notify_text
from explorer.workbench.transcript import joined

if TYPE_CHECKING:
    from textual.widgets import TextArea

    from explorer.api.models import Conversation
    from explorer.tui.browse.composer import Composer
    from explorer.workbench.outgoing import Outgoing
    from explorer.workbench.workbench import Workbench


class Writing(Background, Vertical):
    """The field to write in, its draft, and the sending."""

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

    def __init__(self, id: str) -> None:
        super().__init__(id=id)
        self.composer: Composer | None = None
        """The field to write in; None while no conversation is open."""
        self._workbench: Workbench | None = None
        self._conversation: Conversation | None = None

    def open(self, workbench: Workbench, conversation: Conversation) -> None:
        """Write to a conversation: what stands there of another one stays as its draft.

        Without a pause in between, so that no key typed meanwhile goes to the wrong draft.
        """
        # The text field loads a parser for highlighting, which the first paint does not need.
        from textual.widgets import TextArea

        from explorer.tui.browse.composer import Composer

        self.keep_draft()
        self._workbench, self._conversation = workbench, conversation
        draft = workbench.drafts.get(workbench.message_draft(conversation)) or ""
        if self.composer is None:
            self.composer = Composer(draft, id="composer")
            self.mount(self.composer)
            self.composer.move_cursor(self.composer.document.end)
        elif self.composer.text != draft:
            with self.composer.prevent(TextArea.Changed):
                self.composer.text = draft
            self.composer.move_cursor(self.composer.document.end)

    def shut(self) -> None:
        """Write to no conversation; what is being written stays as a draft."""
        self.keep_draft()
        self._conversation = None
        if self.composer is not None:
            self.composer.remove()
            self.composer = None

    # Drafts

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Keep what is typed as a draft."""
        event.stop()
        self.keep_draft()

    def keep_draft(self) -> None:
        """Keep what stands in the composer, also if its last key was not handled yet."""
        composer = self.composer
        if composer is None or self._workbench is None or self._conversation is None:
            return
        draft = self._workbench.message_draft(self._conversation)
        if composer.text:
            self._workbench.drafts.put(draft, composer.text)
        else:
            self._workbench.drafts.delete(draft)

    def _give_back(self, workbench: Workbench, conversation: Conversation, text: str) -> None:
        """Put a text that was not sent back where it was written, before what stands there."""
        composer = self.composer
        here = self._conversation is not None and self._conversation.id == conversation.id
        draft = workbench.message_draft(conversation)
        if here and composer is not None:
            composer.text = joined(text, composer.text)
            composer.focus()
        else:
            workbench.drafts.put(draft, joined(text, workbench.drafts.get(draft) or ""))

    # Sending

    def on_composer_submitted(self, event: Composer.Submitted) -> None:
        """Send what was written."""
        event.stop()
        self.send(event.text)

    def send(self, text: str) -> None:
        """Send a message. It shows at once, as being sent; the field is free for the next."""
        workbench, conversation = self._workbench, self._conversation
        if workbench is None or conversation is None:
            return
        if self.composer is not None:
            self.composer.text = ""

        async def send() -> None:
            from explorer.api.errors import ApiError
            from explorer.api.operation import CallError

            try:
                with workbench.origin("person", view="messages"):
                    await workbench.send_message(conversation, text)
            except (ApiError, CallError) as problem:
                self.post_message(self.Sent(False))
                self._give_back(workbench, conversation, text)
                notify_text(self.app, str(problem), severity="error", timeout=10)
            except Exception:
                self._give_back(workbench, conversation, text)
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
            self._give_back(self._workbench, self._conversation, item.markdown)
            item.discard()
