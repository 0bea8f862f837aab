"""Tables as styled lines: columns that fit, or one row under the other where they cannot."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from typing import Final, NamedTuple, TypeAlias

from explorer.document.nodes import Node, Table, TableCell, TableHeader
from explorer.document.styled import BLANK, NARROWEST, Line, Span, shift, width_of

NARROWEST_COLUMN: Final = 4
"""Cells a column needs; with less for each, rows are stacked."""

_EDGE: Final = "table-border"
_CORNERS: Final = {  # boundary above, boundary below
    (True, True): "┼",
    (True, False): "┴",
    (False, True): "┬",
    (False, False): "─",
}

DrawCell: TypeAlias = Callable[[Node, int], list[Line]]


class _Cell(NamedTuple):
    """A cell in the grid: the columns it covers and how it looks when it has all the room."""

    start: int
    span: int
    node: Node | None
    lines: list[Line]
    natural: int
    is_header: bool


_Row: TypeAlias = list[_Cell]


def table_lines(table: Table, width: int, draw: DrawCell) -> list[Line]:
    """A table in boxes, with columns shared out so that it is no wider than `width`.

    Args:
        table: The table.
        width: Cells of the longest line.
        draw: Draws a cell's blocks at a width.
    """
    rows = _grid(table, width, draw)
    columns = max((cell.start + cell.span for row in rows for cell in row), default=0)
    room = width - 3 * columns - 1
    if not columns or room < NARROWEST_COLUMN * columns:
        return stacked_lines(table, width, draw)
    widths = _share(_natural(rows, columns), room)
    drawn = [_row_lines(row, widths, draw) for row in rows]
    spacious = any(
        len(lines) > 1 for row, lines in zip(rows, drawn, strict=True) if not _heads(row)
    )
    result = [_edge("┌", "┐", None, rows[0], widths)]
    for index, lines in enumerate(drawn):
        if index and (spacious or (_heads(rows[index - 1]) and not _heads(rows[index]))):
            result.append(_edge("├", "┤", rows[index - 1], rows[index], widths))
        result.extend(lines)
    result.append(_edge("└", "┘", rows[-1], None, widths))
    return result


def stacked_lines(table: Table, width: int, draw: DrawCell) -> list[Line]:
    """A table without columns: every cell under the one before, rows a rule apart."""
    result: list[Line] = []
    for row in table.content:
        if result:
            result.append(Line((Span("─" * min(width, 10), _EDGE),)))
        for cell in row.content or (row,):
            if width < NARROWEST:
                result.extend(draw(cell, width))
            else:
                result.extend(shift(draw(cell, width - 2), Span("· ", _EDGE), Span("  ")))
    return result


def _heads(row: _Row) -> bool:
    return bool(row) and all(cell.is_header for cell in row)


def _grid(table: Table, width: int, draw: DrawCell) -> list[_Row]:
    """Rows of cells with their columns; a cell that covers rows leaves empty cells below it."""
    rows: list[_Row] = []
    covered: dict[int, tuple[int, int]] = {}  # column -> (columns, rows left)
    numbered = table.is_number_column_enabled
    number = 0
    for source in table.content:
        row: _Row = []
        column = 0
        cells = deque(source.content or (source,))
        if numbered:
            heads = all(isinstance(cell, TableHeader) for cell in cells)
            number += not heads
            label = "" if heads else str(number)
            lines = [Line((Span(label, "muted"),))]
            row.append(_Cell(0, 1, None, lines, len(label), heads))
            column = 1
        left: dict[int, tuple[int, int]] = {}
        while cells or column in covered:
            if column in covered:
                span, more = covered.pop(column)
                row.append(_Cell(column, span, None, [BLANK], 0, False))
                if more > 1:
                    left[column] = (span, more - 1)
                column += span
                continue
            node = cells.popleft()
            span, down = (node.colspan, node.rowspan) if isinstance(node, TableCell) else (1, 1)
            span = min([span, *(at - column for at in covered if at > column)])
            lines = draw(node, max(width - 4, NARROWEST_COLUMN))
            natural = max(map(width_of, lines), default=0)
            row.append(_Cell(column, span, node, lines, natural, isinstance(node, TableHeader)))
            if down > 1:
                left[column] = (span, down - 1)
            column += span
        left.update({at: (span, more - 1) for at, (span, more) in covered.items() if more > 1})
        covered = left
        rows.append(row)
    return rows


def _natural(rows: Sequence[_Row], columns: int) -> list[int]:
    """The width each column would like."""
    widths = [1] * columns
    for row in rows:
        for cell in row:
            if cell.span == 1:
                widths[cell.start] = max(widths[cell.start], cell.natural)
    for row in rows:
        for cell in row:
            covered = range(cell.start, cell.start + cell.span)
            missing = cell.natural - sum(widths[at] for at in covered) - 3 * (cell.span - 1)
            if cell.span > 1 and missing > 0:
                for at in covered:
                    widths[at] += -(-missing // cell.span)
    return widths


def _share(natural: Sequence[int], room: int) -> list[int]:
    """Share out room: a column that wants less than its fair share gets what it wants."""
    widths = [0] * len(natural)
    waiting = sorted(range(len(natural)), key=natural.__getitem__)
    while waiting:
        fair = room // len(waiting)
        at = waiting.pop(0)
        widths[at] = min(natural[at], fair)
        room -= widths[at]
    return widths


def _cell_width(cell: _Cell, widths: Sequence[int]) -> int:
    return sum(widths[cell.start : cell.start + cell.span]) + 3 * (cell.span - 1)


def _row_lines(row: _Row, widths: Sequence[int], draw: DrawCell) -> list[Line]:
    filled = _filled(row, len(widths))
    blocks: list[tuple[int, list[Line]]] = []
    for cell in filled:
        size = _cell_width(cell, widths)
        fits = cell.natural <= size or cell.node is None
        blocks.append((size, cell.lines if fits or cell.node is None else draw(cell.node, size)))
    height = max((len(lines) for _, lines in blocks), default=1) or 1
    result: list[Line] = []
    for at in range(height):
        spans: list[Span] = []
        for size, lines in blocks:
            line = lines[at] if at < len(lines) else BLANK
            spans.append(Span("│ " if not spans else " │ ", _EDGE))
            spans.extend(line.spans)
            if pad := size - width_of(line):
                spans.append(Span(" " * pad, line.fill))
        spans.append(Span(" │", _EDGE))
        result.append(Line(tuple(spans)))
    return result


def _filled(row: _Row, columns: int) -> _Row:
    """A row with empty cells where it has none, so that the right edge is straight."""
    end = row[-1].start + row[-1].span if row else 0
    return [*row, *(_Cell(at, 1, None, [BLANK], 0, False) for at in range(end, columns))]


def _edge(
    left: str, right: str, above: _Row | None, below: _Row | None, widths: Sequence[int]
) -> Line:
    ups, downs = _boundaries(above, len(widths)), _boundaries(below, len(widths))
    pieces = [left]
    for at, size in enumerate(widths):
        pieces.append("─" * (size + 2))
        if at + 1 < len(widths):
            pieces.append(_CORNERS[at + 1 in ups, at + 1 in downs])
    return Line((Span("".join([*pieces, right]), _EDGE),))


def _boundaries(row: _Row | None, columns: int) -> set[int]:
    return set() if row is None else {cell.start for cell in _filled(row, columns)}
