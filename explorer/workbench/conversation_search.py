"""Searching a whole conversation, back from its latest message to its first."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime

from explorer.api.errors import ApiError
from explorer.api.models.messages import Message
from explorer.workbench.changes import Changes
from explorer.workbench.message_pages import MessagePages, Page, Received, moment_of
from explorer.workbench.search_words import pattern_of

MOST_FOUND = 1_000
"""Finds after which a search ends: whoever wants more looks for something more special."""


class ConversationSearch(Changes):
    """A search that goes on until it has reached the beginning, or is stopped.

    Args:
        pages: The messages.
        text: What to look for.
    """

    def __init__(self, pages: MessagePages, text: str) -> None:
        super().__init__()
        self._pages = pages
        self._pattern = pattern_of(text)
        self._stopped = False
        self.text = text
        self.found: list[Message] = []
        """What was found, newest first."""
        self.looked_at = 0
        """How many messages were read."""
        self.back_to: datetime | None = None
        """When the oldest message was sent that was read."""
        self.done = False
        """Whether nothing more will be found."""
        self.error: ApiError | None = None
        """Why it ended early; None where it did not."""

    @property
    def complete(self) -> bool:
        """Whether it has reached the beginning of the conversation."""
        stopped = self._stopped or self.error is not None or len(self.found) >= MOST_FOUND
        return self.done and not stopped

    @property
    def fallback(self) -> bool:
        """Whether only what was sent from here could be searched."""
        return self._pages.fallback

    def stop(self) -> None:
        """Read no further page; what was found stays."""
        self._stopped = True

    async def run(self) -> None:
        """Search; `found` grows meanwhile. A failure is told by `error`."""
        try:
            page: Page | None = await self._pages.latest()
            while page is not None and not self._stopped:
                self._look(page.items)
                bound = next((item for item in page.items if item.id), None)
                more = page.more and bound is not None and len(self.found) < MOST_FOUND
                page = await self._pages.before(bound) if more and bound is not None else None
                # Whoever watches gets a turn, however fast the server is.
                await asyncio.sleep(0)
        except ApiError as problem:
            self.error = problem
        finally:
            self.done = True
            self.changed()

    def _look(self, items: Sequence[Received]) -> None:
        from explorer.document.text import to_text

        for item in reversed(items):
            if isinstance(item, Message) and self._pattern.search(to_text(item.document)):
                self.found.append(item)
        self.looked_at += len(items)
        self.back_to = next(filter(None, map(moment_of, items)), self.back_to)
        self.changed()
