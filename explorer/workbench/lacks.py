"""Which operations a server does not have, found out once and by the way.

A server may have no more than the collection's operations and answer 404 or 405 to all others. A
404 can also mean that the thing asked for is not there: that is told apart by asking for the
conversation, which every server can give.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from explorer.api.client import AsyncClient
from explorer.api.errors import ApiError
from explorer.api.operation import Operation
from explorer.api.operations import GetConversation, GetMe, GetUser
from explorer.workbench.once import Once

_STRANGERS = 3
"""After so many different people were not found, and none was, there is no directory."""


def needed(operation: type[Operation[Any]]) -> str:
    """The operation that something would need, in words: its id, method and path."""
    return f"{operation.operation_id} ({operation.method} {operation.path})"


class Lacks:
    """What the server of a sitting is known not to have.

    Args:
        client: Asks.
    """

    def __init__(self, client: AsyncClient) -> None:
        self._client = client
        self._missing: set[str] = set()
        self._strangers: set[str] = set()
        self._conversations: dict[tuple[str, str], Once[bool]] = {}

    def has(self, operation: type[Operation[Any]]) -> bool:
        """Whether the operation is worth asking for: True until the server has shown otherwise."""
        return operation.operation_id not in self._missing

    def answered(self, operation: type[Operation[Any]]) -> None:
        """Take note that the server has answered an operation."""
        if operation is GetUser:
            self._strangers.clear()

    def without(self, operation: type[Operation[Any]]) -> None:
        """Take note that the server does not have an operation, found out otherwise."""
        self._missing.add(operation.operation_id)

    async def because(self, operation: Operation[Any], error: ApiError) -> bool:
        """Whether a call failed because the server does not have the operation.

        Args:
            operation: The call.
            error: How it failed.
        """
        if operation.in_collection or error.status not in {403, 404, 405, 501}:
            return False
        if await self._missing_by(operation, error.status):
            self._missing.add(operation.operation_id)
            return True
        return False

    async def _missing_by(self, operation: Operation[Any], status: int) -> bool:
        if status in {405, 501}:
            return True
        if isinstance(operation, GetUser):
            # A room token, or an app without the directory's own permission, is told 403.
            self._strangers.add(operation.user_id)
            return status == 403 or len(self._strangers) >= _STRANGERS
        if status == 403:
            return False
        if isinstance(operation, GetMe):
            return True
        # With bounds or a message in the call, these may be what was not found.
        bound = operation.model_fields_set - {"cloud_id", "conversation_id", "limit", "content"}
        if bound - {"form"} or not hasattr(operation, "conversation_id"):
            return False
        return await self._there(getattr(operation, "cloud_id", ""), operation.conversation_id)

    async def _there(self, site: str, conversation_id: str) -> bool:
        """Whether a conversation can be had. Those who ask at the same time share one call."""
        place = (site, conversation_id)
        if place not in self._conversations:
            self._conversations[place] = Once(partial(self._ask_for, site, conversation_id))
        asking = self._conversations[place]
        try:
            return await asking()
        finally:
            if not asking.running:
                self._conversations.pop(place, None)

    async def _ask_for(self, site: str, conversation_id: str) -> bool:
        call = GetConversation(cloud_id=site, conversation_id=conversation_id)
        return (await self._client.exchange(call)).ok
