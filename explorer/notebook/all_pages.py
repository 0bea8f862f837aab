"""All pages of a list as one answer, one after the other, for as long as it is wanted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from explorer.api.exchange import Exchange
from explorer.api.operation import PagedOperation
from explorer.api.paging import Walk
from explorer.workbench.workbench import Workbench


class AllPages:
    """A way through the pages that follow one that has come.

    Args:
        call: The call that the page came of.
        exchange: What came of it.
    """

    def __init__(self, call: PagedOperation[Any, Any], exchange: Exchange[Any]) -> None:
        self._walk: Walk[Any, Any] = Walk(call)
        self.pages, self.last = 1, exchange
        self.items: list[Any] = self._walk.take(exchange.value)

    @property
    def following(self) -> PagedOperation[Any, Any] | None:
        """The call for what has not come yet; None at the end."""
        return self._walk.call

    def words(self) -> str:
        """How far it is."""
        pages = f"{self.pages:,} page{'s' if self.pages != 1 else ''}"
        return f"{len(self.items):,} items on {pages}"

    async def go(self, workbench: Workbench, tell: Callable[[str], object]) -> None:
        """Ask for one page after the other, to the end or a failure; `last` is what came last.

        Args:
            workbench: Whose client asks.
            tell: Told before each page how far it is.
        """
        while (call := self._walk.call) is not None:
            tell(self.words())
            self.last = await workbench.client.exchange(call)
            if self.last.value is None:
                return
            self.items += self._walk.take(self.last.value)
            self.pages += 1

    def whole(self) -> Exchange[Any]:
        """The last exchange, its value a page of all that has come; a failure as it is."""
        page = self.last.value
        if page is None:
            return self.last
        return replace(self.last, value=page.model_copy(update={type(page).member: self.items}))
