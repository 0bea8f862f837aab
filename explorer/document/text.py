"""A document as plain text, as Stride put it into a message's `text`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from explorer.document.card import CardDetail
from explorer.document.model import Document
from explorer.document.nodes import (
    MAX_DEPTH,
    ApplicationCard,
    BulletList,
    CodeBlock,
    DecisionList,
    Inline,
    InlineExtension,
    Node,
    OrderedList,
    Rule,
    Table,
    TaskItem,
    TaskList,
    plain_text,
    walk,
)
from explorer.document.safe import visible

_INDENT: Final = "  "


def to_text(document: Document) -> str:
    """Write a document as plain text.

    Marks are left out, a block is a line or several, a list item begins with `•` or its number,
    cells of a table are a `|` apart. All text is visible text.

    Args:
        document: Any document, sound or not.

    Returns:
        Text without a line break at its end; empty for an empty document.
    """
    return visible(wire_text(document))


def wire_text(document: Document) -> str:
    """As `to_text`, but with the characters as they are: for a service, not for a face."""
    return "\n".join(_blocks(document.content, 0))


def inline_text(nodes: Iterable[Node]) -> str:
    """Inline nodes as plain text; of blocks among them the words remain."""
    return "".join([_inline(each) for node in nodes for each in walk(node)])


def block_text(node: Node) -> list[str]:
    """One block as lines of plain text."""
    return list(_blocks([node], 0))


def _inline(node: Node) -> str:
    if isinstance(node, InlineExtension) and (group := node.action_group) is not None:
        return " ".join([f"[{action.title}]" for action in group.actions])
    return node.words


def _blocks(nodes: Iterable[Node], depth: int) -> Iterator[str]:
    row: list[Node] = []
    for node in nodes:
        if isinstance(node, Inline):
            row.append(node)
            continue
        if row:
            yield from inline_text(row).split("\n")
            row = []
        yield from _block(node, depth)
    if row:
        yield from inline_text(row).split("\n")


def _block(node: Node, depth: int) -> Iterator[str]:
    if depth >= MAX_DEPTH:
        yield from plain_text(node).split("\n")
        return
    match node:
        case BulletList() | OrderedList() | TaskList() | DecisionList():
            yield from _list(node, depth)
        case Table():
            for row in node.content:
                cells = [
                    " ".join(_blocks(cell.content, depth + 3)).strip(" ") for cell in row.content
                ]
                yield " | ".join(cells)
        case CodeBlock():
            yield from node.code.split("\n")
        case Rule():
            yield "---"
        case ApplicationCard():
            yield from _card(node)
        case _:
            if words := node.words:
                yield from words.split("\n")
            yield from _blocks(node.content, depth + 1)


def _list(node: Node, depth: int) -> Iterator[str]:
    for index, item in enumerate(node.content):
        sign = "• "
        if isinstance(node, OrderedList):
            sign = f"{node.order + index}. "
        elif isinstance(item, TaskItem):
            sign = "[x] " if item.done else "[ ] "
        lines = list(_blocks(item.content, depth + 2)) or [""]
        for number, line in enumerate(lines):
            yield (_INDENT if number else sign) + line


def _card(node: ApplicationCard) -> Iterator[str]:
    card = node.card
    title = card.title.text if card.title else ""
    yield title or card.text
    description = card.description.text if card.description else ""
    if body := description or (card.text if title and card.text != title else ""):
        yield from body.split("\n")
    yield from filter(None, map(detail_text, card.details))
    if card.context and card.context.text:
        yield card.context.text
    if card.actions:
        yield " ".join([f"[{action.title}]" for action in card.actions])


def detail_text(detail: CardDetail) -> str:
    """One detail of a card in a row: `State: open`."""
    people = [user.icon.label for user in detail.users if user.icon]
    parts = [
        detail.text,
        detail.lozenge.text if detail.lozenge else "",
        detail.badge.text if detail.badge else "",
        ", ".join(filter(None, people)),
    ]
    words = " ".join(filter(None, parts))
    return f"{detail.title}: {words}" if detail.title and words else detail.title or words
