"""What a line view says; each is also an attribute of `Lines`, as `Lines.Highlighted`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from explorer.tui.widgets.lines import Lines


class OfLines(Message):
    """A message about one view."""

    def __init__(self, lines: Lines) -> None:
        super().__init__()
        self.lines = lines

    @property
    def control(self) -> Lines:
        """The view it is about."""
        return self.lines


class OfItem(OfLines):
    """A message about one item of a view, `index`."""

    def __init__(self, lines: Lines, index: int) -> None:
        super().__init__(lines)
        self.index = index


class Highlighted(OfItem, namespace="lines"):
    """The cursor is on another item; a newer one replaces one not yet handled."""

    def can_replace(self, message: Message) -> bool:
        return isinstance(message, Highlighted) and message.lines is self.lines


class Selected(OfItem, namespace="lines"):
    """A person chose an item, by enter or a double click."""


class NearStart(OfLines, namespace="lines"):
    """The first items come near; posted once until items are added or taken out there."""


class NearEnd(OfLines, namespace="lines"):
    """The last items come near; posted once until items are added or taken out there."""


class CopyRequested(OfLines, namespace="lines"):
    """A person wants `text` on the clipboard."""

    def __init__(self, lines: Lines, text: str) -> None:
        super().__init__(lines)
        self.text = text


class CopyAsRequested(OfItem, namespace="lines"):
    """A person wants to choose what of an item goes on the clipboard; `text` is the item's own."""

    def __init__(self, lines: Lines, index: int, text: str) -> None:
        super().__init__(lines, index)
        self.text = text


class SearchUpdated(OfLines, namespace="lines"):
    """A search has gone on.

    `matches` is the number of items found so far, `position` which of them the cursor is on,
    from 0, or None, and `done` whether all items were looked at.
    """

    def __init__(self, lines: Lines, matches: int, position: int | None, done: bool) -> None:
        super().__init__(lines)
        self.matches = matches
        self.position = position
        self.done = done

    def can_replace(self, message: Message) -> bool:
        return isinstance(message, SearchUpdated) and message.lines is self.lines
