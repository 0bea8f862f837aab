"""What is said in the rooms: a file a story, and the one function that puts it into tables."""

from __future__ import annotations

import inspect
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from explorer.api.models.messages import text_document
from explorer.document.model import Document
from explorer.document.text import wire_text
from explorer.sandbox.clock import TICKS_PER_SECOND, message_id, to_ticks
from explorer.sandbox.seed.people import Cast
from explorer.sandbox.seed.planting import room_id
from explorer.sandbox.seed.threads import (
    alerts,
    design,
    formatting,
    incident,
    labs,
    launch,
    quiet,
    rooms,
    standup,
)
from explorer.sandbox.seed.threads.script import Thread
from explorer.sandbox.store.database import Connection
from explorer.sandbox.store.messages import body_text

_STORIES = (incident, launch, alerts, standup, design, rooms, quiet, labs, formatting)
_MARKED = frozenset("*_`[]#>|@:~\n<&\\")
_MINUTE = 60 * TICKS_PER_SECOND


def all_threads(cast: Cast, now: datetime) -> Iterator[Thread]:
    """Every thread of every story."""
    for story in _STORIES:
        yield from story.threads(cast, now)


def plant_threads(connection: Connection, cast: Cast, now: datetime) -> None:
    """Put all messages into their rooms, each later than the one before and none after now."""
    latest = to_ticks(now) - TICKS_PER_SECOND
    taken: dict[str, int] = defaultdict(int)
    rows: list[tuple[str, str, int, str, str, str]] = []
    for thread in all_threads(cast, now):
        room = room_id(cast, thread.room)
        ticks = to_ticks(thread.start)
        for who, minutes, content in thread.said:
            number = len(rows)
            # People do not write on the full minute.
            spread = cast.ids.bits(f"message/{number}", 40)
            ticks += int(minutes * _MINUTE)
            moment = max(min(ticks + spread % (20 * TICKS_PER_SECOND), latest), taken[room] + 1)
            taken[room] = moment
            document, text = _content(content, cast)
            identity = message_id(moment, spread | 1 << 40, spread >> 20 & 0x3FFF)
            rows.append((identity, room, moment, cast.user(who), text, body_text(document)))
    connection.executemany("INSERT INTO message VALUES (?, ?, ?, ?, ?, ?)", rows)


def _content(content: str | dict[str, Any], cast: Cast) -> tuple[dict[str, Any], str]:
    if isinstance(content, dict):
        return content, wire_text(Document.parse(content))
    if _MARKED.isdisjoint(content):
        return text_document(content), content
    from explorer.document.markdown import from_markdown

    document = from_markdown(inspect.cleandoc(content), mentions=cast.mentions)
    return document.to_json(), wire_text(document)
