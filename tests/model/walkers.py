"""Lists read to their end in one way or another, while others change them.

A walk is an iterator of ids that asks for a page when it needs one: what happens to the list
between two items happens between two pages where these items are on two.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import suppress
from typing import Any

from .calls import Call
from .drivers import Async, Raw, Sync
from .worlds import World

WAYS = ("raw", "client", "async client")
BY = "again"


class Reader:
    """One way of reading, in a world; a context manager."""

    def __init__(self, way: str, world: World) -> None:
        self._driver: Raw | Sync | Async
        self._driver = {"raw": Raw, "client": Sync, "async client": Async}[way](world)

    def __enter__(self) -> Reader:
        return self

    def __exit__(self, *reason: object) -> None:
        self._driver.close()

    def each(
        self,
        resource: str,
        method: str,
        raw: Callable[[Raw], Iterator[str]],
        **arguments: Any,
    ) -> Iterator[str]:
        """Ids of all items.

        Args:
            resource, method: The client's spelling.
            raw: The same over bare HTTP.
            arguments: For the client.
        """
        driver = self._driver
        if isinstance(driver, Raw):
            return raw(driver)
        items = getattr(getattr(driver.client(BY), resource), method)(**arguments)
        if isinstance(driver, Async):
            items = _drawn(driver, items)
        return (_id(item) for item in items)


def _drawn(driver: Async, items: AsyncIterator[Any]) -> Iterator[Any]:
    async def following() -> Any:
        return await anext(items)

    with suppress(StopAsyncIteration):
        while True:
            yield driver.run(following())


def _id(item: Any) -> str:
    return item if isinstance(item, str) else getattr(item, "key", None) or item.id


def by_cursor(driver: Raw, path: dict[str, str], query: dict[str, Any]) -> Iterator[str]:
    """Conversations, over bare HTTP."""
    cursor = ""
    while True:
        more = {"cursor": cursor} if cursor else {}
        call = Call("ConversationGetAllHandler", BY, path, {**query, **more})
        page = driver.send(call).json
        yield from (each["id"] for each in page["values"])
        cursor = page["cursor"]
        if not cursor:
            return


def by_bound(driver: Raw, path: dict[str, str], query: dict[str, Any]) -> Iterator[str]:
    """Messages, over bare HTTP: back in time, or forward from a lower bound."""
    forward = "afterTimestamp" in query
    while True:
        call = Call("ConversationMessagesGetHandler", BY, path, query)
        ids = [each["id"] for each in driver.send(call).json["messages"]]
        yield from ids
        if len(ids) < query["limit"]:
            return
        bound = {"afterMessage": ids[-1]} if forward else {"beforeMessage": ids[0]}
        query = {"limit": query["limit"], **bound}


def by_offset(
    driver: Raw, operation: str, path: dict[str, str], query: dict[str, Any]
) -> Iterator[str]:
    """Modules or a roster, over bare HTTP, each page where the one before it ended."""
    start = 0
    while True:
        call = Call(operation, BY, path, {**query, "start": start})
        values = driver.send(call).json["values"]
        yield from (each if isinstance(each, str) else each["key"] for each in values)
        start += len(values)
        if len(values) < query["limit"]:
            return


def walked(
    ids: Iterator[str], acts: Sequence[tuple[int, Any]], act: Callable[[Any], None]
) -> list[str]:
    """Read to the end, and meanwhile do things.

    Args:
        ids: The walk.
        acts: Each with how many items are read before it.
        act: Does one.
    """
    found: list[str] = []
    waiting = sorted(acts, key=lambda pair: pair[0])
    while True:
        while waiting and waiting[0][0] <= len(found):
            act(waiting.pop(0)[1])
        id = next(ids, None)
        if id is None:
            return found
        found.append(id)
