"""A list to choose from with arrows or the mouse: what is chosen is the row that was seen.

A list of core widgets tells the place of a click. By the time a busy kernel hears of it, another
item may stand there: the list was filtered, a page was turned, an exchange came in above. So here
each row has a name, and that is what a click tells. It may be one that is no longer in the list.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from threading import get_ident
from typing import Any

import anywidget
import ipywidgets as w
import traitlets

from explorer.notebook import controls
from explorer.notebook.json_editor import core_only

_STATIC = Path(__file__).parent / "static"

_KEPT = 3
"""Earlier lists of core widgets that are still heard, for a click that was under way."""

Row = tuple[str, str]
"""What stands in a row, and the name of what it stands for."""

Choose = Callable[[str], object]

NO_LONGER = "What was clicked is no longer in the list. Choose from the list as it is now."


def listing(
    label: str, *classes: str, choose: Choose, rows: int = 14, ui: str = ""
) -> Listing | CoreListing:
    """A list to choose from, with no row yet.

    Args:
        label: What is listed; read out, but not shown.
        classes: Of the style sheet.
        choose: Called with the name of the row that a person chooses, as it was seen.
        rows: Rows that are seen at once.
        ui: As of `json_field`.
    """
    if core_only(ui):
        return CoreListing(label, classes, choose, rows)
    made: Listing = controls.control(Listing, "sx-rows", *classes, label=label, rows=rows)
    made.on_choose(choose)
    return made


class Listing(anywidget.AnyWidget):
    """The list as our own widget.

    Attributes:
        label: What is listed.
        rows: Rows that are seen at once.
        items: The rows: words and name of each.
        value: The name of the one that is chosen; None for none.
        heard: The number of the last click that has come from the page.
    """

    _esm = _STATIC / "list.js"
    label = traitlets.Unicode("").tag(sync=True)
    rows = traitlets.Int(14).tag(sync=True)
    items = traitlets.List().tag(sync=True)
    value = traitlets.Unicode(None, allow_none=True).tag(sync=True)
    heard = traitlets.Int(0).tag(sync=True)

    def __init__(self, **traits: Any) -> None:
        super().__init__(**traits)
        self._choose: Choose = lambda name: None
        self.on_msg(self._told)

    def on_choose(self, choose: Choose) -> None:
        """Have a function called with the name of the row that a person chooses."""
        self._choose = choose

    def show(self, items: Sequence[Row], value: str | None) -> None:
        """Show other rows, and which of them is chosen.

        Args:
            items: The rows.
            value: The name of the one that is chosen; one that is not listed is none.
        """
        with self.hold_sync():
            self.items = [list(each) for each in items]
            self.mark(value)

    def mark(self, value: str | None) -> None:
        """Show which row is chosen; a name that is not listed is none."""
        self.value = value if any(name == value for _, name in self.items) else None

    def _told(self, widget: object, content: Any, buffers: object) -> None:
        match content:
            case {"type": "choose", "name": str(name), "number": int(number)}:
                with self.hold_sync():
                    self.heard = number
                    if any(name == listed for _, listed in self.items):
                        self.value = name
                self._choose(name)


class CoreListing(w.VBox):
    """The list of core widgets alone: other rows are another list, so that its clicks are known.

    Args:
        label: What is listed.
        classes: Of the style sheet.
        choose: Called with the name of the row that a person chooses.
        rows: Rows that are seen at once.

    Attributes:
        items, value: As of `Listing`.
    """

    def __init__(self, label: str, classes: Sequence[str], choose: Choose, rows: int) -> None:
        super().__init__(layout=controls.shared(w.Layout))
        for each in classes:
            self.add_class(each)
        self._label, self._rows, self._choose = label, rows, choose
        self._drawing: set[int] = set()
        """Threads that change the list just now, and so do not choose from it."""
        self._earlier: deque[Any] = deque()
        self._names: list[str] = []
        self.items: list[list[str]] = []
        self._list = self._begin()

    @property
    def value(self) -> str | None:
        """The name of the row that is chosen; None for none."""
        place = self._list.index
        return None if place is None else self._names[place]

    def show(self, items: Sequence[Row], value: str | None) -> None:
        """Show other rows, and which of them is chosen; as of `Listing`."""
        names = [name for _, name in items]
        if names != self._names:
            self._earlier.append(self._list)
            self._names = names
            self._list = self._begin()
            if len(self._earlier) > _KEPT:
                self._earlier.popleft().close()
        self.items = [list(each) for each in items]
        with self._list.hold_sync():
            with self._changing():
                self._list.options = [(words, place) for place, (words, _) in enumerate(items)]
            self.mark(value)

    def mark(self, value: str | None) -> None:
        """Show which row is chosen; a name that is not listed is none."""
        with self._changing():
            self._list.index = self._names.index(value) if value in self._names else None

    @contextmanager
    def _changing(self) -> Iterator[None]:
        self._drawing.add(get_ident())
        try:
            yield
        finally:
            self._drawing.discard(get_ident())

    def _begin(self) -> Any:
        made = controls.control(
            w.Select, "sx-quiet", "sx-list", description=self._label, rows=self._rows
        )
        made.observe(partial(self._told, self._names), "index")
        self.children = (made,)
        return made

    def _told(self, names: Sequence[str], change: Any) -> None:
        place = change["new"]
        if get_ident() not in self._drawing and place is not None:
            self._choose(names[place])
