"""A difference as rows: what is added and removed, and in a conflict what either side changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.document.lines import Line, Span
from explorer.document.safe import visible
from explorer.document.styled import chop, wrap

if TYPE_CHECKING:
    from explorer.workbench.module_editing import DiffLine, ModuleEdit

THEIRS = "What the server's copy has changed since this text was begun:"
MINE = "The server's copy now, and this text:"
SAME = "Nothing differs from the server's copy:"
LEFT_OUT = "  ⋯"
GONE = "The module is no longer on the server. This text, which would be put there again:"


class DifferenceSource:
    """A difference as items of a line view, a line each; a heading is a text alone."""

    fixed_height = None

    def __init__(self, lines: list[DiffLine | str]) -> None:
        self._lines = lines

    def __len__(self) -> int:
        return len(self._lines)

    def lines(self, index: int, width: int) -> list[Line]:
        line = self._lines[index]
        if line == LEFT_OUT:
            return [Line((Span(LEFT_OUT, "muted"),))]
        if isinstance(line, str):
            head = list(wrap([Span(line, "heading-2")], max(8, width)))
            return [Line(), *head] if index else head
        mark, style = {"added": ("+ ", "success"), "removed": ("- ", "error")}.get(
            line.kind, ("  ", "muted")
        )
        cut = chop(visible(line.text), max(2, width - 2), style)
        return [Line((Span(mark, style), *part.spans)) for part in cut]

    def copy_text(self, index: int) -> str:
        line = self._lines[index]
        return line if isinstance(line, str) else line.text


def difference_of(edit: ModuleEdit) -> DifferenceSource:
    """What differs from the server's copy; in a conflict first what changed there.

    Args:
        edit: The module.
    """
    conflict = edit.conflict
    if conflict is None:
        lines = edit.difference()
        is_same = bool(lines) and all(line.kind == "same" for line in lines)
        return DifferenceSource([SAME, *lines] if is_same else [*lines])
    if conflict.theirs is None:
        return DifferenceSource([GONE, *edit.difference()])
    return DifferenceSource([THEIRS, *brief(edit.their_changes()), MINE, *brief(edit.difference())])


def brief(lines: list[DiffLine]) -> list[DiffLine | str]:
    """A difference without the lines that are far from any change.

    Args:
        lines: All of it.
    """
    kept: list[DiffLine | str] = []
    for place, line in enumerate(lines):
        around = lines[max(0, place - 1) : place + 2]
        if any(each.kind != "same" for each in around):
            kept.append(line)
        elif kept and kept[-1] != LEFT_OUT:
            kept.append(LEFT_OUT)
    if kept and kept[-1] == LEFT_OUT:
        kept.pop()
    return kept
