"""The catalogue of operations to choose from: found by words, in the catalogue's order."""

from __future__ import annotations

from collections.abc import Callable

from explorer.notebook import controls
from explorer.notebook.listing import listing
from explorer.workbench.catalogue import search, tree


class OperationList:
    """A field to search in, and below it what is found.

    Args:
        choose: Called with the id of the operation that a person chooses.
        ui: As of `json_field`.
    """

    def __init__(self, choose: Callable[[str], object], ui: str = "") -> None:
        self._open = ""
        self.filter = controls.text("Find an operation", continuous_update=True)
        self.list = listing("Operations", "sx-list", choose=choose, ui=ui)
        self._draw()
        self.filter.observe(lambda _: self._draw(), "value")
        self.column = controls.column(self.filter, self.list, classes=("sx-side", "sx-operations"))

    def show(self, operation_id: str) -> None:
        """Show which operation is open.

        Args:
            operation_id: Its id; empty for none.
        """
        self._open = operation_id
        self.list.mark(operation_id)

    def _draw(self) -> None:
        found = [
            (f"{each.method:<6} {each.__name__}", each.operation_id)
            for branch in tree(search(self.filter.value))
            for each in branch.operations
        ]
        self.list.show(found, self._open)
