"""Messages: their words, in one line or as they are formatted."""

from __future__ import annotations

from explorer.api.models.base import Unreadable
from explorer.api.models.messages import Message, MessagePage
from explorer.api.representation.dispatch import figure_of, line_of, markdown_of
from explorer.api.representation.figure import Bit, Figure, Prose, moment
from explorer.api.representation.line import tag
from explorer.document.markdown import to_markdown
from explorer.document.model import Document
from explorer.document.text import to_text

_ENOUGH = 400
_BLOCKS = 20


def words(message: Message) -> str:
    """The beginning of what a message says."""
    if message.text:
        return message.text[:_ENOUGH]
    blocks = message.document.raw.get("content")
    first = blocks[:_BLOCKS] if isinstance(blocks, list) else []
    return to_text(Document({"type": "doc", "content": first}))[:_ENOUGH]


@line_of.register
def _line(message: Message) -> str:
    when = moment(message.ts).text if message.ts else ""
    return tag("Message", message.id, quoted=words(message), lead=when)


@figure_of.register
def _figure(message: Message) -> Figure:
    from explorer.api.representation.models import facts, json_fold

    body = (json_fold("The body as JSON", message.body),) if message.body else ()
    sender = ("from ", Bit(message.sender_id, "code")) if message.sender_id else ""
    when = moment(message.ts).text if message.ts else ""
    known = facts(message, "body", "text", "sender", "ts")
    return Figure("Message", sender, when, (Prose(message.document), *known, *body))


@markdown_of.register
def _markdown(message: Message) -> str:
    return to_markdown(message.document)


@markdown_of.register
def _transcript(page: MessagePage) -> str:
    from explorer.api.representation.markdown import write

    parts = []
    for item in page.messages:
        if isinstance(item, Unreadable):
            parts.append(write(figure_of(item)))
            continue
        head = Figure("From", Bit(item.sender_id or "(unknown)", "code"), _when(item))
        said = to_markdown(item.document).rstrip("\n") or "(empty)"
        parts.append(f"{write(head)}\n{said}\n")
    return "\n---\n\n".join(parts) if parts else "No messages.\n"


def _when(message: Message) -> str:
    return moment(message.ts).text if message.ts else ""
