"""A document as styled lines of a given width, with no screen.

Every line fits the width, every text is visible text, and no character of a text is lost:
what is too deep, unknown or broken is shown as well as it can be.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from typing import Final, NamedTuple

from explorer.document.card_lines import card_lines
from explorer.document.code_spans import code_rows
from explorer.document.grammar import PANELS
from explorer.document.inline_spans import add_style, loose_spans, spans_of
from explorer.document.marks import is_safe_address
from explorer.document.model import Document
from explorer.document.nodes import (
    MAX_DEPTH,
    ApplicationCard,
    Blockquote,
    BodiedExtension,
    BulletList,
    CodeBlock,
    DecisionItem,
    DecisionList,
    Extension,
    Heading,
    Inline,
    ListItem,
    Media,
    MediaGroup,
    MediaSingle,
    Node,
    OrderedList,
    Panel,
    Paragraph,
    Rule,
    Table,
    TableCell,
    TableHeader,
    TaskItem,
    TaskList,
    UnknownNode,
)
from explorer.document.safe import one_line, visible
from explorer.document.styled import (
    BLANK,
    NARROWEST,
    Line,
    Span,
    chop_spans,
    filled,
    shift,
    truncate,
    width_of,
    wrap,
)
from explorer.document.table_lines import stacked_lines, table_lines

__all__ = ["BLANK", "Line", "Span", "shift", "to_lines", "truncate", "width_of", "wrap"]

_BULLETS: Final = ("• ", "◦ ", "▪ ")
_PANEL_SIGNS: Final = {
    "info": "ℹ",
    "note": "✎",
    "tip": "✦",
    "warning": "⚠",
    "error": "✖",
    "success": "✔",
}


class _Frame(NamedTuple):
    """Where blocks are drawn: how wide, in which style, how deep."""

    width: int
    me: str | None = None
    style: str = ""
    depth: int = 0
    lists: int = 0
    in_table: bool = False

    def inside(self, indent: int = 0, style: str = "") -> _Frame:
        """The frame of what is inside a block drawn in this one."""
        return self._replace(
            width=self.width - indent if self.has_room(indent) else self.width,
            style=add_style(self.style, style) if style else self.style,
            depth=self.depth + 1,
        )

    def has_room(self, indent: int) -> bool:
        return self.width - indent >= NARROWEST


def to_lines(document: Document, width: int, *, me: str | None = None) -> list[Line]:
    """Draw a document as lines.

    Args:
        document: Any document, sound or not.
        width: Cells of the longest line, at least 10.
        me: The reader's own user id; mentions of it, and of everyone, are styled `mention-me`.

    Returns:
        At least one line; an empty one for an empty document. Blocks are an empty line apart.
    """
    frame = _Frame(max(width, NARROWEST), me)
    return _blocks(document.content, frame) or [BLANK]


def _blocks(nodes: Iterable[Node], frame: _Frame, *, spaced: bool = True) -> list[Line]:
    lines: list[Line] = []
    for is_inline, run in groupby(nodes, _is_inline):
        for block in _loose(run, frame) if is_inline else (_block(node, frame) for node in run):
            if lines and spaced:
                lines.append(BLANK)
            lines.extend(block)
    return lines


def _loose(run: Iterable[Node], frame: _Frame) -> Iterator[list[Line]]:
    """Text directly among blocks: in no sound document, but a paragraph all the same."""
    yield wrap(spans_of(run, frame.style, frame.me), frame.width)


def _is_inline(node: Node) -> bool:
    return isinstance(node, Inline)


def _block(node: Node, frame: _Frame) -> list[Line]:
    if frame.depth >= MAX_DEPTH:
        return wrap(loose_spans(node, frame.style, frame.me), frame.width)
    return _DRAW.get(type(node), _unknown)(node, frame)


def _indented(
    lines: Sequence[Line], frame: _Frame, first: Span, rest: Span | None = None
) -> list[Line]:
    """Lines behind a prefix, unless the frame is too narrow for it."""
    if not frame.has_room(len(first.text)):
        return list(lines)
    return shift(lines, first, rest)


def _paragraph(node: Node, frame: _Frame) -> list[Line]:
    return wrap(spans_of(node.content, frame.style, frame.me), frame.width)


def _heading(node: Node, frame: _Frame) -> list[Line]:
    level = node.level if isinstance(node, Heading) else 1
    style = add_style(frame.style, f"heading-{level}")
    return wrap(spans_of(node.content, style, frame.me), frame.width)


def _rule(node: Node, frame: _Frame) -> list[Line]:
    return [Line((Span("─" * frame.width, add_style(frame.style, "rule")),))]


def _list(node: Node, frame: _Frame) -> list[Line]:
    lines: list[Line] = []
    numbers = len(node.content)
    start = node.order if isinstance(node, OrderedList) else None
    size = 2 if start is None else len(str(start + numbers - 1)) + 2
    for index, item in enumerate(node.content):
        if start is None:
            sign = _BULLETS[frame.lists % len(_BULLETS)]
        else:
            sign = f"{start + index}. ".rjust(size)
        lines.extend(_item(item, frame, Span(sign, add_style(frame.style, "bullet"))))
    return lines


def _item(item: Node, frame: _Frame, sign: Span) -> list[Line]:
    inner = frame.inside(len(sign.text))._replace(lists=frame.lists + 1)
    if isinstance(item, ListItem):
        inside = _blocks(item.content, inner._replace(depth=inner.depth + 1), spaced=False)
    elif isinstance(item, (TaskItem, DecisionItem)):
        inside = _paragraph(item, inner)
    else:
        inside = _blocks([item], inner)
    if not frame.has_room(len(sign.text)):
        return [*wrap([sign], frame.width), *inside]
    return shift(inside or [BLANK], sign, Span(" " * len(sign.text)))


def _tasks(node: Node, frame: _Frame) -> list[Line]:
    lines: list[Line] = []
    for item in node.content:
        done = isinstance(item, TaskItem) and item.done
        style = add_style(frame.style, "task-done" if done else "task-todo")
        lines.extend(_item(item, frame, Span("☑ " if done else "☐ ", style)))
    return lines


def _decisions(node: Node, frame: _Frame) -> list[Line]:
    lines: list[Line] = []
    for item in node.content:
        decided = not isinstance(item, DecisionItem) or item.state == "DECIDED"
        sign = Span("◆ " if decided else "◇ ", add_style(frame.style, "decision"))
        lines.extend(_item(item, frame, sign))
    return lines


def _quote(node: Node, frame: _Frame) -> list[Line]:
    inside = _blocks(node.content, frame.inside(2, "quote"))
    return _indented(inside, frame, Span("│ ", add_style(frame.style, "quote")))


def _panel(node: Node, frame: _Frame) -> list[Line]:
    kind = node.kind if isinstance(node, Panel) and node.kind in PANELS else "info"
    body = add_style(frame.style, f"panel-body-{kind}")
    inside = _blocks(node.content, frame.inside(4, f"panel-body-{kind}")) or [BLANK]
    style = add_style(body, f"panel-{kind}")
    lines = _indented(inside, frame, Span(f"┃ {_PANEL_SIGNS[kind]} ", style), Span("┃   ", style))
    return filled(lines, body)


def _code(node: Node, frame: _Frame) -> list[Line]:
    style = add_style(frame.style, "code-block")
    inner = frame.inside(2)
    lines: list[Line] = []
    if isinstance(node, CodeBlock):
        if node.language:
            label = Span(one_line(node.language), add_style(frame.style, "code-language"))
            lines.extend(wrap([label], inner.width))
        for row in code_rows(visible(node.code), node.language, style):
            lines.extend(chop_spans(row, inner.width))
    return filled(_indented(lines, frame, Span("┆ ", style)), style)


def _media(node: Node, frame: _Frame) -> list[Line]:
    if not isinstance(node, Media):
        return _blocks(node.content, frame.inside(), spaced=False)
    words = " · ".join(filter(None, [one_line(node.name) or "file", node.size]))
    link = node.url if is_safe_address(node.url) else ""
    style = add_style(frame.style, "media")
    return wrap([Span(words, style, link)], frame.width, first=[Span("▣ ", style)])


def _card(node: Node, frame: _Frame) -> list[Line]:
    return card_lines(ApplicationCard(node.raw).card, frame.width, frame.style)


def _table(node: Node, frame: _Frame) -> list[Line]:
    inner = frame.inside()._replace(in_table=True)

    def draw(cell: Node, width: int) -> list[Line]:
        own = inner._replace(width=max(width, 2), depth=inner.depth + 2)
        if isinstance(cell, TableHeader):
            own = own._replace(style=add_style(own.style, "table-header"))
        if isinstance(cell, TableCell):
            return _blocks(cell.content, own, spaced=False)
        return _blocks([cell], own)

    # Cells are drawn twice to be measured: a table in a table, in which that would double at
    # every level, is stacked, and so is one so deep that its cells would be flattened.
    table = Table(node.raw)
    return (stacked_lines if frame.in_table else table_lines)(table, frame.width, draw)


def _extension(node: Node, frame: _Frame) -> list[Line]:
    key, text = "", ""
    if isinstance(node, (Extension, BodiedExtension)):
        key, text = node.key, node.text
    return _labelled(node, key or "extension", text, frame)


def _unknown(node: Node, frame: _Frame) -> list[Line]:
    label = node.label if isinstance(node, UnknownNode) else node.type
    return _labelled(node, label, node.text if isinstance(node, UnknownNode) else "", frame)


def _labelled(node: Node, label: str, text: str, frame: _Frame) -> list[Line]:
    """A block that can only be named: its label, its text, and whatever is inside it."""
    lines = wrap([Span(f"‹{one_line(label)}›", add_style(frame.style, "unknown"))], frame.width)
    inner = frame.inside(2)
    inside = wrap([Span(visible(text), inner.style)], inner.width) if text else []
    inside += _blocks(node.content, inner)
    return lines + _indented(inside, frame, Span("  "))


_DRAW: Final[dict[type[Node], Callable[[Node, _Frame], list[Line]]]] = {
    Paragraph: _paragraph,
    Heading: _heading,
    Rule: _rule,
    BulletList: _list,
    OrderedList: _list,
    TaskList: _tasks,
    DecisionList: _decisions,
    Blockquote: _quote,
    Panel: _panel,
    CodeBlock: _code,
    Media: _media,
    MediaSingle: _media,
    MediaGroup: _media,
    ApplicationCard: _card,
    Table: _table,
    Extension: _extension,
    BodiedExtension: _extension,
}
