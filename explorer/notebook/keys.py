"""What a component needs of the page it stands in: its keys for itself, and all that was typed."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import anywidget

from explorer.notebook.bridge import home_loop

_STATIC = Path(__file__).parent / "static"

PATIENCE = 30.0
"""Seconds after which a page that was clicked in has gone: a slow one answers before."""

Act = Callable[[], object]


class KeyGuard(anywidget.AnyWidget):
    """Shows nothing. Of the component it stands in, no key goes to the notebook.

    Core widgets cannot: in a list of theirs the arrows go from cell to cell in JupyterLab.

    And it knows when all that was typed has come: while the kernel is busy with one change of a
    field, a page holds back the next, but not a click, and a kernel may take the click in another
    thread. So a button would send half of a message that someone typed fast.
    """

    _esm = _STATIC / "keys.js"

    def __init__(self, **traits: Any) -> None:
        super().__init__(**traits)
        self.add_class("sx-sheet")
        self._is_in_a_page = False
        self._numbers = itertools.count(1)
        self._waiting: dict[int, Act] = {}
        self.on_msg(self._heard)

    def after_typing(self, act: Act, fields: Sequence[str] = ()) -> None:
        """Call a function once all that was typed until now is here.

        Args:
            act: It; called at once where there is no page, and in any case before long.
            fields: Ids of the models of what can be typed in.
        """
        if not self._is_in_a_page:
            act()
            return
        number = next(self._numbers)
        self._waiting[number] = act
        # The page answers once what it has held back of the fields has come, and was taken.
        self.send({"type": "ask", "number": number, "fields": list(fields)})
        loop = home_loop()
        loop.call_soon_threadsafe(loop.call_later, PATIENCE, self._go_on, number)

    def _heard(self, widget: object, content: Any, buffers: object) -> None:
        match content:
            case {"type": "here"}:
                self._is_in_a_page = True
            case {"type": "answer", "number": int(number)}:
                self._go_on(number)

    def _go_on(self, number: int) -> None:
        act = self._waiting.pop(number, None)
        if act is not None:
            act()
