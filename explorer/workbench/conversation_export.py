"""A whole conversation as a file: Markdown to read, JSON to work with."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from explorer.api.models.base import Unreadable
from explorer.api.models.conversations import Conversation
from explorer.api.models.messages import Message
from explorer.api.saving import Destination
from explorer.document.safe import one_line, visible
from explorer.workbench.message_pages import MessagePages, Received, moment_of

if TYPE_CHECKING:
    from explorer.workbench.workbench import Workbench


class ExportFormat(StrEnum):
    """What a conversation can be written as."""

    MARKDOWN = "markdown"
    JSON = "json"

    @property
    def suffix(self) -> str:
        """How such a file's name ends."""
        return {"markdown": ".md", "json": ".json"}[self.value]


@dataclass(frozen=True, slots=True)
class ExportProgress:
    """How far an export is.

    Args:
        messages: How many were written.
        up_to: When the last of them was sent; None while unknown.
        fallback: Whether the server lists no messages, and these were sent from here.
    """

    messages: int
    up_to: datetime | None
    fallback: bool = False


@dataclass(frozen=True, slots=True)
class Exported:
    """A conversation that was written.

    Args:
        path: The file.
        messages: How many it holds.
        size: Its bytes.
        fallback: Whether the server lists no messages, so that it holds what was sent from here.
    """

    path: Path
    messages: int
    size: int
    fallback: bool


def export_name(conversation: Conversation, format: ExportFormat) -> str:
    """What to call the file of a conversation."""
    from explorer.api.filenames import safe_name

    return safe_name(
        one_line(conversation.title, 80) + format.suffix, f"conversation{format.suffix}"
    )


async def export_conversation(
    workbench: Workbench,
    conversation: Conversation,
    path: str | PathLike[str],
    format: ExportFormat,
    *,
    overwrite: bool = False,
    now: Callable[[], datetime] = lambda: datetime.now().astimezone(),
    progress: Callable[[ExportProgress], None] = lambda _: None,
) -> Exported:
    """Write a conversation from its first message to its last, a page at a time.

    Under the final name there is either the whole file or nothing new, also when this is cancelled.
    From `ListMessages`.

    Args:
        workbench: Asks.
        conversation: The conversation.
        path: The file.
        format: What to write.
        overwrite: Whether a file that is there is replaced.
        now: The clock, in the zone that times are written in.
        progress: Called after each page.

    Raises:
        CallError: There is no such directory, or the file is there.
        FileTrouble: It could not be written.
        ApiError: The messages could not be had.
    """
    destination = Destination(path, overwrite=overwrite)
    destination.check()
    made = ExportProgress(0, None)
    await asyncio.to_thread(destination.begin, ())
    try:
        async for text, made in conversation_pieces(workbench, conversation, format, now=now):
            await asyncio.to_thread(destination.write, text.encode("utf-8", "replace"))
            progress(made)
        saved = await asyncio.to_thread(destination.finish, ())
    finally:
        # Without effect once the file is in its place.
        destination.abandon()
    return Exported(saved.path, made.messages, saved.size, made.fallback)


async def conversation_pieces(
    workbench: Workbench,
    conversation: Conversation,
    format: ExportFormat,
    *,
    now: Callable[[], datetime] = lambda: datetime.now().astimezone(),
) -> AsyncIterator[tuple[str, ExportProgress]]:
    """A conversation as text, a page at a time, with how far that is. From `ListMessages`.

    Args:
        workbench: Asks.
        conversation: The conversation.
        format: What to write.
        now: The clock, in the zone that times are written in.

    Raises:
        ApiError: The messages could not be had.
    """
    pages = workbench.message_pages(conversation)
    writer = _WRITERS[format](workbench, conversation, now)
    made = ExportProgress(0, None)
    yield writer.head(), made
    async for items in _forward(pages):
        await writer.meet(items)
        moments = filter(None, map(moment_of, reversed(items)))
        made = ExportProgress(made.messages + len(items), next(moments, None), pages.fallback)
        yield "".join(map(writer.item, items)), made
    yield writer.tail(fallback=pages.fallback), made


async def _forward(pages: MessagePages) -> AsyncIterator[Sequence[Received]]:
    """The messages of a conversation, oldest first, a page at a time."""
    page = await pages.first()
    while page.items:
        yield page.items
        bound = next((item for item in reversed(page.items) if item.id), None)
        if not page.more or bound is None:
            return
        page = await pages.after(bound)


class _MarkdownWriter:
    """Days as headings, authors and times in bold, bodies as Markdown."""

    def __init__(
        self, workbench: Workbench, conversation: Conversation, now: Callable[[], datetime]
    ) -> None:
        self._workbench, self._conversation = workbench, conversation
        self._zone = now().tzinfo
        self._day = ""

    def head(self) -> str:
        topic = one_line(self._conversation.topic or "", 500)
        title = _plain(one_line(self._conversation.title, 200))
        return f"# {title}\n" + (f"\n{_plain(topic)}\n" if topic else "")

    async def meet(self, items: Sequence[Received]) -> None:
        """Learn the names of those who wrote."""
        authors = {item.sender_id for item in items if isinstance(item, Message)} - {""}
        await asyncio.gather(*map(self._workbench.name_of, sorted(authors)))

    def item(self, item: Received) -> str:
        from explorer.document.markdown import to_markdown

        if isinstance(item, Unreadable):
            return f"\n*A message that does not fit: {_plain(one_line(item.why, 300))}*\n"
        moment = moment_of(item)
        local = moment.astimezone(self._zone) if moment else None
        day = f"{local:%A} {local.day} {local:%B %Y}" if local else self._day
        heading = f"\n## {day}\n" if day != self._day else ""
        self._day = day
        name = self._workbench.known_name(item.sender_id) if item.sender_id else "unknown sender"
        when = f" {local:%H:%M}" if local else ""
        body = to_markdown(item.document).strip("\n")
        return f"{heading}\n**{_plain(one_line(name, 80))}**{when}\n\n{body}\n"

    def tail(self, *, fallback: bool) -> str:
        if not fallback:
            return ""
        return "\n*The server lists no messages: these were sent from here.*\n"


class _JsonWriter:
    """The messages as the service gives them, in one list."""

    def __init__(
        self, workbench: Workbench, conversation: Conversation, now: Callable[[], datetime]
    ) -> None:
        self._conversation = conversation
        self._first = True

    def head(self) -> str:
        facts = json.loads(self._conversation.model_dump_json(by_alias=True, exclude_none=True))
        return '{"conversation": ' + _json(facts) + ',\n"messages": [\n'

    async def meet(self, items: Sequence[Received]) -> None:
        """Nobody has to be known by name."""

    def item(self, item: Received) -> str:
        if isinstance(item, Unreadable):
            value = item.raw
        else:
            value = json.loads(item.model_dump_json(by_alias=True, exclude_none=True))
        before, self._first = ("" if self._first else ",\n"), False
        return before + _json(value)

    def tail(self, *, fallback: bool) -> str:
        return '\n],\n"sentFromHere": ' + _json(fallback) + "}\n"


_WRITERS: dict[ExportFormat, type[_MarkdownWriter] | type[_JsonWriter]] = {
    ExportFormat.MARKDOWN: _MarkdownWriter,
    ExportFormat.JSON: _JsonWriter,
}


def _json(value: object) -> str:
    """JSON in which no character acts on a terminal."""
    return json.dumps(value, ensure_ascii=True)


def _plain(text: str) -> str:
    """Text that Markdown takes as it stands."""
    from explorer.document.markdown_escape import escape_text

    return escape_text(visible(text))
