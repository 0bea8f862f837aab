"""What a line view draws: items that are made into styled lines when they are needed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol, runtime_checkable

from explorer.document.lines import Line


class LineSource(Protocol):
    """Items of a list, each some rows of styled text.

    A view calls `lines` for the items in view and a few beside them, never for all; a source that
    changes tells its view by the view's `items_…` methods.
    """

    @property
    def fixed_height(self) -> int | None:
        """Rows of every item if all have the same number, so that none is measured; else None."""

    def __len__(self) -> int:
        """The number of items."""

    def lines(self, index: int, width: int) -> Sequence[Line]:
        """One item's rows, at least one.

        Args:
            index: Which item, from 0.
            width: Cells a row may take; what is longer is cut by the view.
        """


@runtime_checkable
class Searchable(Protocol):
    """A source that knows the text to search an item by, without laying it out."""

    def search_text(self, index: int) -> str:
        """All of the item's text."""


@runtime_checkable
class Copyable(Protocol):
    """A source that knows better than its rows what to copy of an item."""

    def copy_text(self, index: int) -> str:
        """The text that goes to the clipboard."""


@runtime_checkable
class HasSubjects(Protocol):
    """A source whose items are things of the service, of which more than a text can be copied."""

    def subject(self, index: int) -> object:
        """The thing, as `explorer.workbench.copies` takes it; None for an item that is none."""


@runtime_checkable
class Togglable(Protocol):
    """A source whose items open and close on enter."""

    def toggle(self, index: int) -> bool:
        """Open or close an item; whether the items of the list have changed by it."""


@runtime_checkable
class Foldable(Protocol):
    """A source whose items open with the right key and close with the left one."""

    def expand(self, index: int) -> bool:
        """Open an item; whether the items of the list have changed by it."""

    def collapse(self, index: int) -> bool:
        """Close an item; whether the items of the list have changed by it."""

    def parent(self, index: int) -> int | None:
        """The item that the left key goes to from one that does not close; None: stay."""


class NoItems:
    """The source of a view that was given none."""

    fixed_height = 1

    def __len__(self) -> int:
        return 0

    def lines(self, index: int, width: int) -> tuple[Line, ...]:
        raise IndexError(index)


def text_reader(source: LineSource, width: int) -> Callable[[int], str]:
    """What gives the text to search an item by: the source itself if it can, else its rows.

    Args:
        source: The items.
        width: Cells for the rows of items that have to be laid out.
    """
    if isinstance(source, Searchable):
        return source.search_text
    return lambda index: "\n".join(line.text for line in source.lines(index, width))


def text_to_copy(source: LineSource, index: int, lines: Sequence[Line]) -> str:
    """The text of an item for the clipboard: what the source says it is, else its rows.

    Args:
        source: The items.
        index: Which item.
        lines: Its rows.
    """
    if isinstance(source, Copyable):
        return source.copy_text(index)
    return "\n".join(line.text for line in lines)
