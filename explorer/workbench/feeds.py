"""Lists that follow a cursor as someone scrolls, of which only a window is kept."""

from __future__ import annotations

import asyncio
import itertools
from array import array
from bisect import bisect_right
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar

from explorer.api.client import AsyncClient
from explorer.api.errors import ApiError
from explorer.api.models.base import Unreadable
from explorer.api.models.conversations import Conversation
from explorer.api.operation import PagedOperation
from explorer.api.operations import GetConversation, ListConversations
from explorer.workbench.changes import Changes
from explorer.workbench.once import Once
from explorer.workbench.sitting import calling

Item = TypeVar("Item")
Call = PagedOperation[Any, Any]

WINDOW = 500
"""Most rows kept in memory."""

_BARREN_PAGES = 10
"""How many pages without a new row are read in one go before a server is left alone."""


@dataclass(frozen=True, slots=True)
class Loaded(Generic[Item]):
    """A page.

    Args:
        call: The call that gave it, to have it again; None for the first page of its kind.
        items: In the server's order.
        following: The call for the next page; None at the end.
    """

    call: Call | None
    items: Sequence[Item | Unreadable]
    following: Call | None


@dataclass(slots=True)
class _Page(Generic[Item]):
    call: Call | None
    names: array[int]
    items: list[Item | Unreadable] | None


class Feed(Changes, Generic[Item]):
    """Rows known by their number, loaded page by page and dropped when they are far away.

    A row that comes again on a later page is shown once. Of a dropped page the cursor is kept, so
    that `ensure` can have it back; if the list has changed by then, so do the rows.

    Args:
        load: Gives a page: the first for None, another for its call. Raises ApiError.
        identify: The id of an item, empty where it has none.
        window: Most rows kept.
    """

    def __init__(
        self,
        load: Callable[[Call | None], Awaitable[Loaded[Item]]],
        *,
        identify: Callable[[Item | Unreadable], str],
        window: int = WINDOW,
    ) -> None:
        super().__init__()
        self._load, self._identify, self._window = load, identify, window
        self._pages: list[_Page[Item]] = []
        self._starts: list[int] = []
        self._seen: set[int] = set()
        self._asked: set[str] = set()
        self._unnamed = itertools.count()
        self._following: Call | None = None
        self._focus = (0, 0)
        self._more = Once(self._load_more)
        self._filling = asyncio.Lock()
        self.count = 0
        """Rows known so far, dropped ones included."""
        self.complete = False
        """Whether the end of the list is known."""
        self.error: ApiError | None = None
        """Why the last page could not be had; None once one could."""

    @property
    def loading(self) -> bool:
        """Whether a page is on its way."""
        return self._more.running or self._filling.locked()

    def row(self, index: int) -> Item | Unreadable | None:
        """The row of that number.

        Args:
            index: From 0.

        Returns:
            None where there is none, or where it was dropped: see `ensure`.
        """
        if not 0 <= index < self.count:
            return None
        number = bisect_right(self._starts, index) - 1
        items = self._pages[number].items
        return None if items is None else items[index - self._starts[number]]

    async def more(self) -> int:
        """Load the next page. Calls at the same time share one.

        Returns:
            How many rows were added: 0 at the end (`complete`) and on failure (`error`).
        """
        return 0 if self.complete else await self._more()

    async def ensure(self, first: int, last: int) -> None:
        """Have the rows of these numbers back, as far as the window holds them.

        Those who show the feed call this with what they show: it is also what is kept longest.
        A failure is told by `error`.

        Args:
            first, last: Row numbers, both included.
        """
        first = max(first, 0)
        last = min(last, self.count - 1, first + self._window - 1)
        self._focus = (first, last)
        if last < first:
            return
        async with self._filling:
            kept = 0
            number = bisect_right(self._starts, first) - 1
            while number < len(self._pages) and self._starts[number] <= last:
                page = self._pages[number]
                kept += len(page.names)
                if page.items is None and kept <= max(self._window, len(page.names)):
                    self.changed()
                    if not await self._fill(number):
                        break
                number += 1
            self._trim()
        self.changed()

    def close(self) -> None:
        """Stop loading; what is known stays."""
        self._more.cancel()

    async def _load_more(self) -> int:
        before = self.count
        asyncio.get_running_loop().call_soon(self.changed)
        try:
            for _ in range(_BARREN_PAGES):
                self._append(await self._load(self._following))
                self.error = None
                if self.complete or self.count > before:
                    break
        except ApiError as problem:
            self.error = problem
        finally:
            # Those who are told look at `loading`, which ends with this very task.
            asyncio.get_running_loop().call_soon(self.changed)
        return self.count - before

    def _append(self, loaded: Loaded[Item]) -> None:
        self._following = loaded.following
        if loaded.following is None:
            self.complete = True
        else:
            target = loaded.following.build("site").target
            self.complete = target in self._asked
            self._asked.add(target)
        items, names = self._fresh(loaded.items)
        if items:
            self._pages.append(_Page(loaded.call, names, items))
            self._starts.append(self.count)
            self.count += len(items)
            self._focus = (self._starts[-1], self.count - 1)
            self._trim()

    async def _fill(self, number: int) -> bool:
        """Have a dropped page back; whether that went well. It may come back as several."""
        try:
            loaded = await self._again(number)
        except ApiError as problem:
            self.error = problem
            return False
        self.error = None
        self._seen.difference_update(self._pages[number].names)
        pages: list[_Page[Item]] = []
        for each in loaded:
            items, names = self._fresh(each.items)
            if items or not pages:
                pages.append(_Page(each.call, names, items))
        self._pages[number : number + 1] = pages
        self._starts = list(
            itertools.accumulate((len(each.names) for each in self._pages), initial=0)
        )
        self.count = self._starts.pop()
        return True

    async def _again(self, number: int) -> list[Loaded[Item]]:
        """A page as it is now, and what it has lost to the call after it.

        Where items were added, the last ones of the page are pushed beyond its end, but the page
        after it still begins where it began: between the two they would be missed. What stands
        before the page says nothing about that: it may hold rows that were pushed into this one.
        """
        missing = set(self._pages[number].names)
        later = set(itertools.chain.from_iterable(each.names for each in self._pages[number + 1 :]))
        found: list[Loaded[Item]] = []
        call: Call | None = self._pages[number].call
        for _ in range(_BARREN_PAGES):
            loaded = await self._load(call)
            found.append(loaded)
            names = {hash(id) for id in map(self._identify, loaded.items) if id}
            missing -= names
            call = loaded.following
            # A single row of later pages may have come here by a new name.
            if not missing or call is None or (names and names <= later):
                break
        return found

    def _fresh(
        self, items: Sequence[Item | Unreadable]
    ) -> tuple[list[Item | Unreadable], array[int]]:
        """The items not seen yet, and a number for each: 100,000 ids would weigh 10 MB."""
        kept: list[Item | Unreadable] = []
        names = array("q")
        for item in items:
            id = self._identify(item)
            name = hash(id) if id else hash((next(self._unnamed),))
            if name not in self._seen:
                self._seen.add(name)
                names.append(name)
                kept.append(item)
        return kept, names

    def _trim(self) -> None:
        held = [number for number, page in enumerate(self._pages) if page.items is not None]
        size = sum(len(self._pages[number].names) for number in held)
        first, last = self._focus

        def distance(number: int) -> tuple[int, int]:
            start = self._starts[number]
            end = start + len(self._pages[number].names) - 1
            # Of what is looked at, too much for the window, the beginning is kept.
            return max(start - last, first - end, 0), number

        for number in sorted(held, key=distance, reverse=True):
            if size <= self._window or len(held) == 1:
                break
            held.remove(number)
            size -= len(self._pages[number].names)
            self._pages[number].items = None


class ConversationFeed(Feed[Conversation]):
    """The conversations of a site.

    Args:
        client: Sends.
        site: Gives the cloud id.
        query: Full or partial name; empty for all.
        include_private, include_archived, exclude_direct, sort: As of `ListConversations`.
        only: The one conversation of a room token, which cannot list; empty for all.
    """

    def __init__(
        self,
        client: AsyncClient,
        site: Callable[[], Awaitable[str]],
        *,
        query: str = "",
        include_private: bool = True,
        include_archived: bool = False,
        exclude_direct: bool = False,
        sort: Literal["asc", "desc"] | None = None,
        only: str = "",
    ) -> None:
        super().__init__(self._only_page if only else self._page, identify=lambda item: item.id)
        self._client, self._site = client, site
        self.query, self._only = query, only
        self._options: dict[str, Any] = {
            name: value
            for name, value, default in (
                ("query", query, ""),
                ("include_private", include_private, True),
                ("include_archived", include_archived, False),
                ("exclude_direct", exclude_direct, False),
                ("sort", sort, None),
            )
            if value != default
        }

    async def _page(self, call: Call | None) -> Loaded[Conversation]:
        with calling(ListConversations):
            asked = call or ListConversations(cloud_id=await self._site(), **self._options)
            page = (await self._client.exchange(asked)).result()
        return Loaded(asked, page.values, asked.next_page(page))

    async def _only_page(self, call: Call | None) -> Loaded[Conversation]:
        with calling(GetConversation):
            asked = GetConversation(cloud_id=await self._site(), conversation_id=self._only)
            found = (await self._client.exchange(asked)).result()
        fits = self.query.casefold() in found.title.casefold()
        return Loaded(None, [found] if fits else [], None)
