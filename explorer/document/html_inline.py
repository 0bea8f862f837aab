"""Inline nodes as HTML."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from explorer.document.element import Html, element, fragment
from explorer.document.link import link
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

_ELEMENTS: Final[dict[type[Mark], str]] = {
    Strong: "strong",
    Em: "em",
    Underline: "u",
    Strike: "s",
    Code: "code",
    Action: "kbd",
}


def inline_html(nodes: Iterable[Node]) -> Html:
    """Inline nodes as HTML; of blocks among them the words remain."""
    return fragment(*[_inline(each) for node in nodes for each in walk(node)])


def _inline(node: Node) -> str:
    match node:
        case Text():
            return _marked(node)
        case HardBreak():
            return element("br")
        case Mention():
            return element("strong", node.name)
        case Date():
            return element("time", node.day, datetime=node.day)
        case Placeholder():
            return element("em", node.text)
        case InlineExtension() if (group := node.action_group) is not None:
            buttons: list[str] = []
            for action in group.actions:
                buttons += [element("kbd", action.title), " "]
            return fragment(*buttons)
        case InlineExtension():
            return node.text or f"‹{node.key}›"
        case UnknownNode():
            return fragment(element("em", f"‹{node.label}›"), node.text)
        case Inline():
            return node.words
        case _:
            words = node.words
            return f" {words}" if words else ""


def _marked(node: Text) -> Html:
    html = fragment(node.text)
    for mark in reversed(node.marks):
        match mark:
            case Link() if mark.address:
                html = link(node.text, mark.address, label=html, title=mark.title)
            case Subsup() if mark.kind in ("sub", "sup"):
                html = element(mark.kind, html)
            case TextColor() if mark.is_sound:
                html = element("span", html, style=f"color: {mark.color}")
            case _ if name := _ELEMENTS.get(type(mark)):
                html = element(name, html)
    return html
