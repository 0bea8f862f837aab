"""Writing a message: Markdown with a preview, kept as a draft, never lost."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import traitlets

from explorer.api.models.conversations import Conversation
from explorer.api.operation import CallError
from explorer.api.representation.figure import Code, Figure, Words
from explorer.document.element import Html, element
from explorer.document.excerpt import excerpt
from explorer.document.model import Document
from explorer.document.safe import one_line
from explorer.notebook import controls
from explorer.notebook.about_conversation import AboutConversation
from explorer.notebook.desks import Given
from explorer.notebook.transcript import LARGEST
from explorer.workbench.composing import written
from explorer.workbench.outgoing import Outgoing
from explorer.workbench.transcript import STATES, joined
from explorer.workbench.ways import Way
from explorer.workbench.workbench import Workbench

PAUSE = 0.25
"""Seconds after the last key before the preview is drawn."""


class MessageComposer(AboutConversation):
    """A field to write a message in, what it will look like, and what could not be sent.

    What is typed is a draft from the first key on, the same as in the terminal. A message that was
    not sent is kept with the reason, to be sent again or taken back.

    Attributes:
        conversation: Where it goes, a `Conversation`; None for none. May be set or linked, or
            chosen in it, see `choosing`.
        text: What is written. May be set.
        way: How it is written and sent: `document`, `json`, `markdown` or `text`, see `Way`.
        sent: The last message that has arrived; None for none yet.
        unsent: Messages that have not arrived, or may not have.

    Args:
        given: A workbench, a client, the name of a profile, or nothing; see `Component`.
        conversation: As the attribute.
        choose: Whether another conversation can be chosen in it.
    """

    kind = "Composer"
    view = "messages"

    conversation = traitlets.Instance(Conversation, allow_none=True)
    text = traitlets.Unicode()
    way = traitlets.UseEnum(Way, Way.DOCUMENT)
    sent = traitlets.Instance(Outgoing, allow_none=True)
    unsent = traitlets.Tuple()

    def __init__(
        self,
        given: Given = None,
        conversation: Conversation | None = None,
        *,
        choose: bool = True,
    ) -> None:
        super().__init__(given, choose=choose)
        self._filling = False
        self._field = controls.area("Write a message in Markdown", "sx-write", rows=3)
        ways = [(way.label, way) for way in Way]
        self._way_choice = controls.choice("How it is sent", ways, value=Way.DOCUMENT)
        self._send_button = controls.button(
            "Send", self.send, look="primary", icon="paper-plane", typed=True
        )
        self._preview = controls.html(None, "sx-preview", "sx-gone")
        self._found: list[Outgoing] = []
        self._unsent_list: Any = None
        self._unsent_row: Any = None
        traitlets.link((self, "text"), (self._field, "value"))
        traitlets.link((self, "way"), (self._way_choice, "value"))
        self.observe(lambda _: self._typed(), ["text", "way"])
        self.observe(lambda change: self._moved(change["old"]), "conversation")
        self.conversation = conversation
        self.compose(*self.chooser, self._field, self._preview)
        self._foot.put(self._way_choice, self._send_button)

    async def load(self, workbench: Workbench) -> None:
        """What was written earlier, and what could not be sent."""
        where = self.conversation
        self._found = await workbench.unsent(where) if where is not None else []

    def draw(self) -> None:
        """The controls, in line with the conversation and the text."""
        self._show_unsent(self._found)
        where = self.conversation
        self._send_button.disabled = where is None
        self._field.disabled = where is None
        self.say(f"To {where.title}" if where is not None else "Choose a conversation to write to.")

    def figure(self) -> Figure:
        """What is written, and what could not be sent."""
        note = self.conversation.title if self.conversation is not None else ""
        failed = [Words(f"{STATES[each.state][0]}: {each.reason}") for each in self.unsent]
        written = (Code(self.text, label="A draft:"),) if self.text else ()
        return Figure(self.kind, note=f"to {note}" if note else "", blocks=(*failed, *written))

    # Sending

    def send(self) -> None:
        """Send what is written. The field is free for the next at once."""
        where, text, way = self.conversation, self.text, self.way
        if where is None:
            self.fail("Choose a conversation first.")
        elif not text.strip():
            self.fail("There is nothing to send: write a message first.")
        else:
            self.text = ""
            self.run(lambda workbench: self._deliver(workbench, where, text, way))

    async def _deliver(
        self, workbench: Workbench, where: Conversation, text: str, way: Way
    ) -> None:
        try:
            message = await workbench.send_message(where, text, way)
        except BaseException:
            self._give_back(workbench, where, text)
            raise
        await self._outcome(workbench, message)

    async def _outcome(self, workbench: Workbench, message: Outgoing) -> None:
        await self._look_for_unsent(workbench)
        if message.reason:
            raise CallError(message.reason)
        self.sent = message
        self.say("Sent.")

    def send_again(self) -> None:
        """Send the last message again that has not arrived."""
        self._with_last(lambda workbench, last: self._retry(workbench, last))

    async def _retry(self, workbench: Workbench, message: Outgoing) -> None:
        await message.retry()
        await self._outcome(workbench, message)

    def take_back(self) -> None:
        """Put the last message that has not arrived back into the field."""
        self._with_last(self._take_back)

    async def _take_back(self, workbench: Workbench, message: Outgoing) -> None:
        if self.conversation is not None:
            self._give_back(workbench, self.conversation, message.markdown)
        message.discard()
        await self._look_for_unsent(workbench)

    def _with_last(self, act: Any) -> None:
        if self.unsent:
            message = self.unsent[-1]
            self.run(lambda workbench: act(workbench, message))

    async def _look_for_unsent(self, workbench: Workbench) -> None:
        where = self.conversation
        found = await workbench.unsent(where) if where is not None else []
        self._found = found
        self._show_unsent(found)

    def _show_unsent(self, found: list[Outgoing]) -> None:
        self.unsent = tuple(found)
        if not found and self._unsent_list is None:
            return
        if self._unsent_list is None:
            self._unsent_list = controls.html()
            again = controls.button("Send again", self.send_again, tip="Send the last of these")
            back = controls.button("Take back", self.take_back, tip="Put the last one in the field")
            row = controls.row(self._unsent_list, again, back, classes=("sx-unsent",))
            self._unsent_row = row
            self.children = (*self.children[:-1], row, self.children[-1])
        controls.show(self._unsent_row, bool(found))
        controls.write(self._unsent_list, _unsent_html(found))

    # Drafts

    def _give_back(self, workbench: Workbench, where: Conversation, text: str) -> None:
        """Put a text that was not sent back where it was written, before what stands there."""
        if self.conversation is not None and self.conversation.id == where.id:
            self.text = joined(text, self.text)
            return
        draft = workbench.message_draft(where)
        workbench.drafts.put(draft, joined(text, workbench.drafts.get(draft) or ""))

    def _typed(self) -> None:
        self.run(self._draw_preview, key="preview", lasting=True)
        workbench, where = self.workbench, self.conversation
        if self._filling or workbench is None or where is None:
            return
        draft = workbench.message_draft(where)
        if self.text:
            workbench.drafts.put(draft, self.text)
        else:
            workbench.drafts.delete(draft)

    def _moved(self, left: Conversation | None) -> None:
        """To another conversation: the draft of the one that is left is kept already."""
        workbench, where = self.workbench, self.conversation
        self._filling = True
        try:
            if workbench is not None and where is not None:
                self.text = workbench.drafts.get(workbench.message_draft(where)) or ""
            elif left is not None:
                self.text = ""
        finally:
            self._filling = False
        self.refresh()

    async def _draw_preview(self, workbench: Workbench) -> None:
        await asyncio.sleep(PAUSE)
        text = self.text
        if text.strip():
            controls.write(self._preview, _preview_html(text, self.way, workbench.mentions()))
        controls.show(self._preview, bool(text.strip()))


def _preview_html(text: str, way: Way, mentions: Mapping[str, str]) -> Html:
    try:
        document = Document.parse(written(text, way, mentions).document)
    except CallError as problem:
        return element("p", str(problem), class_="sx-note")
    shown, left_out = excerpt(document, LARGEST)
    note = element("p", f"… {left_out} not shown here") if left_out else None
    return element("div", shown, note, class_="sx-doc", dir="auto")


def _unsent_html(found: list[Outgoing]) -> Html:
    return element("ul", *map(_unsent_row, found))


def _unsent_row(message: Outgoing) -> Html:
    state = element("strong", STATES[message.state][0])
    return element("li", state, f" “{one_line(message.markdown, 60)}” ", message.reason)
