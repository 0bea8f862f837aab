"""Hosts that a person has let a collection send to: asked about once, and kept."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from explorer.document.safe import one_line
from explorer.workbench.drafts import DraftId, Drafts

if TYPE_CHECKING:
    from explorer.workbench.collected_call import CollectedCall

KIND = "host"
"""What the drafts call it."""


class Consent:
    """What a person has agreed to, by profile, collection and origin.

    Args:
        drafts: Keep it.
        profile: What drafts know the server by.
    """

    def __init__(self, drafts: Drafts, profile: str) -> None:
        self._drafts, self._profile = drafts, profile
        self._given: set[str] = set()

    async def load(self) -> None:
        """Read what was agreed to in earlier sittings."""
        found = await asyncio.to_thread(self._drafts.list, profile=self._profile, kind=KIND)
        self._given |= {each.id.key for each in found}

    def question(self, call: CollectedCall) -> str:
        """What to ask before a request is sent; empty where nobody need be asked.

        Args:
            call: The request, ready.
        """
        if not call.host or _key(call) in self._given:
            return ""
        return (
            f"This goes to {one_line(_origin(call), 120)}, which is neither your server nor this "
            "machine; your profile's token stays here. Send it, and what else "
            f"{one_line(call.entry.collection, 60)} sends there from now on?"
        )

    def agree(self, call: CollectedCall) -> None:
        """Ask no more about this host of this collection."""
        key = _key(call)
        if key not in self._given:
            self._given.add(key)
            self._drafts.put(DraftId(self._profile, "", "", KIND, key), "agreed")


def _origin(call: CollectedCall) -> str:
    parts = urlsplit(call.ready.resolved.url)
    return f"{parts.scheme}://{parts.netloc}"


def _key(call: CollectedCall) -> str:
    return f"{_origin(call)} {call.entry.collection}"
