"""What a page sends to the kernel when a person does something in it."""

from __future__ import annotations

import itertools
from typing import Any

from explorer.notebook.listing import CoreListing, Listing

_numbers = itertools.count(1)


def heard(widget: Any, **data: Any) -> None:
    """A message of the page has come to a widget."""
    widget._handle_msg({"content": {"data": data}, "buffers": []})


def click(listing: Any, row: int | str, seen: list[list[str]] | None = None) -> None:
    """A person clicks a row of a list, and the kernel hears of it now.

    Args:
        listing: The list.
        row: Its place, or words that stand in it.
        seen: The rows the page shows: the kernel may have others by now. None for those it has.
    """
    rows = listing.items if seen is None else seen
    place = row if isinstance(row, int) else [row in words for words, _ in rows].index(True)
    if isinstance(listing, CoreListing):
        heard(listing._list, method="update", state={"index": place}, buffer_paths=[])
        return
    assert isinstance(listing, Listing)
    content = {"type": "choose", "name": rows[place][1], "number": next(_numbers)}
    heard(listing, method="custom", content=content)


def marked(listing: Any) -> int | None:
    """The place of the row that a list shows as chosen; None for none."""
    names = [name for _, name in listing.items]
    return None if listing.value is None else names.index(listing.value)
