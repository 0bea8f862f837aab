"""The catalogue of operations to choose from: found by words, in the catalogue's order."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from explorer.notebook import controls
from explorer.workbench.catalogue import search, tree


class OperationList:
    """A field to search in, and below it what is found.

    Args:
        choose: Called with the id of the operation that a person chooses.
    """

    def __init__(self, choose: Callable[[str], object]) -> None:
        self._choose = choose
        self._open, self._drawing = "", False
        self.filter = controls.text("Find an operation", continuous_update=True)
        self.list = controls.listing("Operations", "sx-list", rows=14)
        self._draw()
        self.filter.observe(lambda _: self._draw(), "value")
        self.list.observe(self._chosen, "value")
        self.column = controls.column(self.filter, self.list, classes=("sx-side", "sx-operations"))

    def show(self, operation_id: str) -> None:
        """Show which operation is open.

        Args:
            operation_id: Its id; empty for none.
        """
        self._open = operation_id
        self._drawing = True
        try:
            self._select()
        finally:
            self._drawing = False

    def _draw(self) -> None:
        options = [
            (f"{each.method:<6} {each.__name__}", each.operation_id)
            for branch in tree(search(self.filter.value))
            for each in branch.operations
        ]
        self._drawing = True
        try:
            with self.list.hold_sync():
                self.list.options = options
                self._select()
        finally:
            self._drawing = False

    def _select(self) -> None:
        known = {value for _, value in self.list.options}
        self.list.value = self._open if self._open in known else None

    def _chosen(self, change: Any) -> None:
        if change["new"] and not self._drawing:
            self._choose(change["new"])
