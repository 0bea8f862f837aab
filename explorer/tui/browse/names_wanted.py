"""Names of people, asked for as the rows that need them are drawn."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from explorer.tui.background import Background
    from explorer.workbench.workbench import Workbench

AT_ONCE = 8
"""Names asked for before those that came are shown."""


class NamesWanted:
    """The people whose names a view lacks: each is asked for once.

    Args:
        pane: Works in the background.
        workbench: Asks.
        view: What the journal knows the pane by.
        learnt: Called each time that names have come.
    """

    def __init__(
        self, pane: Background, workbench: Workbench, view: str, learnt: Callable[[], None]
    ) -> None:
        self._pane, self._workbench, self._view, self._learnt = pane, workbench, view, learnt
        self._needed: dict[str, None] = {}
        self._asked: set[str] = set()
        self._asking = False

    def need(self, user_id: str) -> None:
        """Take note that a row is drawn without a name: it is asked for with those beside it."""
        if user_id in self._asked:
            return
        self._asked.add(user_id)
        self._needed[user_id] = None
        if not self._asking:
            self._asking = True
            self._pane.background(self._ask, "names")

    def stop(self) -> None:
        """Ask for no more."""
        self._needed.clear()

    async def _ask(self) -> None:
        try:
            # All rows of a screen are drawn without a pause: they are asked for together.
            await asyncio.sleep(0)
            with self._workbench.origin("polling", view=self._view):
                while self._needed:
                    part = list(self._needed)[:AT_ONCE]
                    for user_id in part:
                        del self._needed[user_id]
                    await asyncio.gather(*map(self._workbench.name_of, part))
                    self._learnt()
        finally:
            self._asking = False
