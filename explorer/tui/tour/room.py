"""One conversation and its people as lines to read, for the pane beside a presented step."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import TYPE_CHECKING

from explorer.document.lines import Line, Span
from explorer.document.safe import one_line
from explorer.workbench.rows import short_time, sign_of

if TYPE_CHECKING:
    from explorer.api.models.conversations import Conversation
    from explorer.workbench.workbench import Workbench

MOST_PEOPLE = 30
"""People who are named; of more their number is said."""


async def room_lines(workbench: Workbench, conversation: Conversation, now: datetime) -> list[Line]:
    """What a conversation is like now, and who is in it. From `ListRoster` and `GetUser`.

    Args:
        workbench: Asks.
        conversation: As the server has it now.
        now: The present, in the zone that times are shown in.
    """
    kind = (
        "direct" if conversation.is_direct else "private" if conversation.is_private else "public"
    )
    lines = [
        Line(
            (
                Span(f"{sign_of(conversation)} ", "accent"),
                Span(one_line(conversation.title, 120), "strong"),
            )
        ),
        _fact("topic", conversation.topic or "none"),
        _fact("kind", kind),
        _fact("changed", short_time(conversation.modified, now)),
    ]
    if conversation.is_archived:
        lines.append(Line((Span(f"{'archived':<9}", "key"), Span("yes", "warning"))))
    return [*lines, Line(), *await _people(workbench, conversation)]


async def _people(workbench: Workbench, conversation: Conversation) -> list[Line]:
    from explorer.api.errors import ApiError
    from explorer.workbench.roster import RosterFeed

    feed = RosterFeed(workbench, conversation)
    await feed.more()
    if feed.error is not None:
        return [Line((Span(one_line(str(feed.error), 300), "muted"),))]
    ids = [each for each in map(feed.row, range(feed.count)) if isinstance(each, str)]
    try:
        me = await workbench.own_id()
        names = await asyncio.gather(*map(workbench.name_of, ids[:MOST_PEOPLE]))
    except ApiError:
        me, names = "", ids[:MOST_PEOPLE]
    count = f"{feed.count:,}{'' if feed.complete else ' and more'}"
    lines = [Line((Span(f"{count} {'person' if feed.count == 1 else 'people'}", "muted"),))]
    for id, name in zip(ids, names, strict=False):
        own = (Span(" · you", "muted"),) if id == me else ()
        lines.append(Line((Span("@ ", "accent"), Span(one_line(name, 80)), *own)))
    if len(ids) > MOST_PEOPLE:
        lines.append(Line((Span(f"and {len(ids) - MOST_PEOPLE} more", "muted"),)))
    return lines


def _fact(name: str, text: str) -> Line:
    return Line((Span(f"{name:<9}", "key"), Span(one_line(text, 300))))
