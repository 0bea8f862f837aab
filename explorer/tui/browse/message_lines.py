"""The line view of a thread: its end is the conversation's, also where that is not loaded."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from explorer.tui.widgets.line_messages import OfLines
from explorer.tui.widgets.lines import Lines

if TYPE_CHECKING:
    from explorer.tui.browse.message_source import Change, Item


class MessageLines(Lines):
    """Messages, of which the latest may not be loaded.

    Args:
        id: As for every widget.
        empty_text: As of `Lines`.
    """

    class LatestWanted(OfLines, namespace="message_lines"):
        """A person wants to go to the latest messages, which are not loaded."""

    def __init__(self, *, id: str, empty_text: str) -> None:
        super().__init__(id=id, empty_text=empty_text, anchor_bottom=True)
        self.at_latest = True
        """Whether the last item is the conversation's last message."""

    def center_cursor(self) -> None:
        """Have the item under the cursor in the middle, as far as there are others around it."""
        view, item = self._view, self.cursor
        row = next((at for at, place in enumerate(view.rows) if place.item == item), None)
        if item is not None and row is not None:
            view.scroll(row - (view.height - view.rows_of(item)) // 2)
            self._update()

    def action_last(self) -> None:
        """To the last row of the latest message."""
        if self.at_latest:
            super().action_last()
        else:
            self.post_message(self.LatestWanted(self))

    def show_change(self, items: list[Item], change: Change, new: Sequence[Item]) -> None:
        """Show another state of a thread; the reader stays where they are.

        Args:
            items: The items of the source, changed in place.
            change: How the new state differs, from `compare`.
            new: The new state.
        """
        if change.whole:
            items[:] = new
            self.refresh_items()
            return
        on_last = self.cursor == len(items) - 1 and self.at_end
        # What goes, goes first: a view believes a change only if the number of items fits it.
        if change.dropped_after:
            kept = len(items) - change.dropped_after
            del items[kept:]
            self.items_removed(kept, change.dropped_after)
        if change.dropped_before:
            del items[: change.dropped_before]
            self.items_removed(0, change.dropped_before)
        if change.before:
            items[:0] = new[: change.before]
            self.items_prepended(change.before)
        if change.dropped_before or change.before:
            # What is now behind another message, or no longer, begins a day or a name or not.
            self.item_changed(change.before)
        if change.after:
            items[:] = new
            self.items_appended(change.after)
            if on_last and change.dropped_after:
                # What was sent has come back as a message: it is still the last.
                self.cursor = len(items) - 1
