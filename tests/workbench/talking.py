"""What a room's messages say, and someone who says more."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from explorer.api.operations import SendMessage
from explorer.workbench.outgoing import Outgoing
from explorer.workbench.threads import MessageFeed
from explorer.workbench.workbench import Workbench

MakeRoom = Callable[..., Awaitable[str]]


def texts(feed: MessageFeed) -> list[str]:
    return [
        item.markdown if isinstance(item, Outgoing) else getattr(item, "text", "") or ""
        for item in feed.messages
    ]


def numbered(numbers: Sequence[int]) -> list[str]:
    return [f"message {number}" for number in numbers]


async def say(workbench: Workbench, room: str, *messages: str) -> list[str]:
    sent = [
        await workbench.client.send(SendMessage(conversation_id=room, content=text))
        for text in messages
    ]
    return [made.id for made in sent]
