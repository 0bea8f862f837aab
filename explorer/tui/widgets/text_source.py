"""Styled lines that are there already, as items of a line view."""

from __future__ import annotations

from collections.abc import Sequence

from explorer.document.lines import Line, wrap


class TextSource:
    """Lines to read; each is wrapped to the view.

    Args:
        lines: As long as they are.
    """

    fixed_height = None

    def __init__(self, lines: Sequence[Line] = ()) -> None:
        self._lines = lines

    def __len__(self) -> int:
        return len(self._lines)

    def lines(self, index: int, width: int) -> list[Line]:
        spans = self._lines[index].spans
        return list(wrap(spans, width)) if spans else [Line()]

    def search_text(self, index: int) -> str:
        return self._lines[index].text

    def copy_text(self, index: int) -> str:
        return self._lines[index].text
