"""When a reader comes near an end of a list, so that more can be fetched in time."""

from __future__ import annotations

from explorer.tui.widgets.viewport import Viewport


class Ends:
    """Which ends of a list a reader was near, each told once until items come or go there."""

    def __init__(self) -> None:
        self._told_start = self._told_end = False
        self._again = False

    def failed(self) -> None:
        """What was asked for at an end did not come: nothing is news until the reader moves."""
        self._again = True

    def moved(self) -> None:
        """The reader has moved."""
        if self._again:
            self.reset()

    def reset(self) -> None:
        """The list may be another: nothing was told of it yet."""
        self._told_start = self._told_end = self._again = False

    def changed(self, start: int, end: int, count: int) -> None:
        """Items were added or taken out.

        Args:
            start: The first item taken out, or the one before which items were added.
            end: One past the last item taken out; the same as `start` where items were added.
            count: The number of items before the change.
        """
        self._told_start = self._told_start and start > 0
        self._told_end = self._told_end and end < count

    def reached(self, view: Viewport, near: int) -> tuple[bool, bool]:
        """Whether the first and whether the last items are near, each only if it is news.

        Args:
            view: The window on the list.
            near: Items from an end that are near it.
        """
        first, last = view.first, view.last
        if first is None or last is None or self._again:
            return False, False
        at_start = not self._told_start and first <= near
        at_end = not self._told_end and last >= len(view) - 1 - near
        self._told_start |= at_start
        self._told_end |= at_end
        return at_start, at_end
