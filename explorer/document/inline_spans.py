"""Inline nodes as styled spans."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from explorer.document.card import ActionGroup
from explorer.document.emoji_names import character_of
from explorer.document.marks import (
    Action,
    Code,
    Em,
    Link,
    Mark,
    Strike,
    Strong,
    Subsup,
    TextColor,
    Underline,
)
from explorer.document.nodes import (
    Date,
    Emoji,
    HardBreak,
    Inline,
    InlineExtension,
    Mention,
    Node,
    Placeholder,
    Text,
    UnknownNode,
    walk,
)
from explorer.document.safe import one_line, visible
from explorer.document.styled import Span

EVERYONE: Final = frozenset({"all", "here"})
"""Ids of mentions that mean everyone in the conversation."""

_MARK_STYLES: Final[dict[type[Mark], str]] = {
    Strong: "strong",
    Em: "em",
    Underline: "underline",
    Strike: "strike",
    Code: "code",
    Action: "action",
}


def add_style(style: str, name: str) -> str:
    """Join a style name to those applied before."""
    return f"{style} {name}" if style else name


def button(title: str, style: str, *, primary: bool = False) -> Span:
    """A button as text, `[ Title ]`."""
    name = "button button-primary" if primary else "button"
    return Span(f"[ {one_line(title)} ]", add_style(style, name))


def spans_of(nodes: Iterable[Node], style: str = "", me: str | None = None) -> list[Span]:
    """Inline nodes as spans; a hard break is a line feed in a span, for `styled.wrap` to break at.

    Args:
        nodes: Inline nodes; of blocks among them, which no sound document has, the words remain.
        style: Style names that apply to all of it.
        me: The reader's own user id: mentions of it are styled `mention-me`.
    """
    spans: list[Span] = []
    for node in nodes:
        if type(node) is Text:
            spans.append(_text_span(node, style))
        elif isinstance(node, Inline):
            spans.extend(_inline_spans(node, style, me))
        else:
            spans.extend(loose_spans(node, style, me))
    return spans


def loose_spans(node: Node, style: str = "", me: str | None = None) -> list[Span]:
    """All words inside a node of any kind and depth, in one row."""
    spans: list[Span] = []
    for each in walk(node):
        if isinstance(each, Text):
            spans.append(_text_span(each, style))
        elif isinstance(each, Inline):
            spans.extend(_inline_spans(each, style, me))
        else:
            if isinstance(each, UnknownNode):
                spans.append(Span(f"‹{one_line(each.label)}›", add_style(style, "unknown")))
            elif spans:
                spans.append(Span(" ", style))
            if words := each.words:
                spans.append(Span(visible(words), style))
    return spans


def _text_span(node: Text, style: str) -> Span:
    link = ""
    if node.raw.get("marks"):
        for mark in node.marks:
            if isinstance(mark, Link):
                link = link or mark.address
                name = "link" if mark.address else ""
            elif isinstance(mark, TextColor):
                name = f"color-{mark.color}" if mark.is_sound else ""
            elif isinstance(mark, Subsup):
                name = mark.kind if mark.kind in ("sub", "sup") else ""
            else:
                name = _MARK_STYLES.get(type(mark), "")
            if name:
                style = add_style(style, name)
    return Span(visible(node.text), style, link)


def _inline_spans(node: Inline, style: str, me: str | None) -> Iterator[Span]:
    match node:
        case HardBreak():
            yield Span("\n", style)
        case Mention():
            mine = node.id in EVERYONE or (me is not None and node.id == me)
            name = "mention mention-me" if mine else "mention"
            yield Span(one_line(node.name), add_style(style, name))
        case Emoji():
            text = node.text or character_of(node.short_name) or node.short_name
            yield Span(one_line(text), add_style(style, "emoji"))
        case Date():
            yield Span(one_line(node.day), add_style(style, "date"))
        case Placeholder():
            yield Span(one_line(node.text), add_style(style, "placeholder"))
        case InlineExtension():
            if (group := node.action_group) is not None:
                yield from group_spans(group, style)
            else:
                yield Span(visible(node.text) or f"‹{one_line(node.key)}›", _unknown(style))
    if node.content:
        for child in node.content:
            yield from loose_spans(child, style, me)


def group_spans(group: ActionGroup, style: str) -> Iterator[Span]:
    """A row of buttons, one space apart."""
    for index, action in enumerate(group.actions):
        if index:
            yield Span(" ", style)
        yield button(action.title, style, primary=action.appearance == "primary")


def _unknown(style: str) -> str:
    return add_style(style, "unknown")
