"""A list of the browse screen that has not come yet."""

from __future__ import annotations

from explorer.document.lines import Line


class NoRows:
    """A list that has not come yet."""

    fixed_height = 1

    def __len__(self) -> int:
        return 0

    def lines(self, index: int, width: int) -> tuple[Line, ...]:
        raise IndexError(index)
