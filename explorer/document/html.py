"""A document as HTML that reads well with every style removed.

The element builder is in `explorer.document.element`; nothing else makes HTML.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import groupby
from typing import Final

from explorer.document.element import Html, element, fragment
from explorer.document.grammar import PANELS
from explorer.document.html_inline import inline_html
from explorer.document.link import link
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
    plain_text,
)
from explorer.document.text import detail_text

__all__ = ["Html", "element", "fragment", "to_html"]

_BAR: Final = "border-left: 3px solid #8993a4; margin: 0; padding-left: 8px"
_PLAIN_LIST: Final = "list-style: none; padding-left: 0"


def to_html(document: Document) -> Html:
    """Write a document as HTML: elements with inline styles, no scripts, no style sheets.

    Args:
        document: Any document, sound or not.

    Returns:
        HTML to be put into a page; all text in it is visible text and escaped.
    """
    return element("div", _blocks(document.content, 0))


def _blocks(nodes: Iterable[Node], depth: int) -> Html:
    written: list[Html] = []
    for is_inline, run in groupby(nodes, _is_inline):
        if is_inline:
            written.append(element("p", inline_html(run)))
        else:
            written.extend(_block(node, depth) for node in run)
    return fragment(*written)


def _is_inline(node: Node) -> bool:
    return isinstance(node, Inline)


def _block(node: Node, depth: int) -> Html:
    if depth >= MAX_DEPTH:
        return element("p", plain_text(node))
    return _WRITE.get(type(node), _unknown)(node, depth)


def _paragraph(node: Node, depth: int) -> Html:
    return element("p", inline_html(node.content))


def _heading(node: Node, depth: int) -> Html:
    level = node.level if isinstance(node, Heading) else 1
    return element(f"h{level}", inline_html(node.content))


def _rule(node: Node, depth: int) -> Html:
    return element("hr")


def _list(node: Node, depth: int) -> Html:
    items = fragment(*[_item(item, depth) for item in node.content])
    if isinstance(node, OrderedList):
        return element("ol", items, start=node.order if node.order > 1 else None)
    return element("ul", items, style=_PLAIN_LIST if not isinstance(node, BulletList) else None)


def _item(item: Node, depth: int) -> Html:
    match item:
        case ListItem():
            return element("li", _blocks(item.content, depth + 2))
        case TaskItem():
            return element("li", "☑ " if item.done else "☐ ", inline_html(item.content))
        case DecisionItem():
            return element("li", "◆ ", inline_html(item.content))
        case _:
            return element("li", _blocks([item], depth + 2))


def _quote(node: Node, depth: int) -> Html:
    return element("blockquote", _blocks(node.content, depth + 1), style=_BAR)


def _panel(node: Node, depth: int) -> Html:
    kind = node.kind if isinstance(node, Panel) and node.kind in PANELS else "panel"
    label = element("p", element("strong", kind.capitalize()))
    return element("blockquote", label, _blocks(node.content, depth + 1), style=_BAR)


def _code(node: Node, depth: int) -> Html:
    language = node.language if isinstance(node, CodeBlock) else ""
    label = element("small", language) if language else None
    return element("div", label, element("pre", element("code", plain_text(node))))


def _media(node: Node, depth: int) -> Html:
    if not isinstance(node, Media):
        return _blocks(node.content, depth + 1)
    # A picture elsewhere is a link and no picture: loading it would tell its server who reads.
    words = f"{node.name or 'file'} ({node.size})" if node.size else node.name or "file"
    return element("p", "▣ ", link(words, node.url))


def _card(node: Node, depth: int) -> Html:
    card = ApplicationCard(node.raw).card
    title = (card.title.text if card.title else "") or card.text
    address = next(
        (each for each in (card.link, card.text_url) if each and is_safe_address(each)), ""
    )
    description = card.description.text if card.description else ""
    details = [element("li", words) for words in map(detail_text, card.details) if words]
    buttons: list[Html | str] = []
    for action in card.actions:
        buttons += [element("kbd", action.title), " "]
    return element(
        "blockquote",
        element("p", element("strong", link(title, address))),
        element("p", description or card.text) if description or card.text != title else None,
        element("ul", *details) if details else None,
        element("p", element("small", card.context.text)) if card.context else None,
        element("p", *buttons) if buttons else None,
        style=_BAR,
    )


def _table(node: Node, depth: int) -> Html:
    numbered = isinstance(node, Table) and node.is_number_column_enabled
    rows: list[Html] = []
    number = 0
    for row in node.content:
        heads = all(isinstance(cell, TableHeader) for cell in row.content)
        number += not heads
        label = element("td", "" if heads else str(number)) if numbered else None
        rows.append(element("tr", label, *[_cell(cell, depth) for cell in row.content]))
    return element("table", *rows, border=1)


def _cell(cell: Node, depth: int) -> Html:
    if not isinstance(cell, TableCell):
        return element("td", _blocks([cell], depth + 2))
    return element(
        "th" if isinstance(cell, TableHeader) else "td",
        _blocks(cell.content, depth + 3),
        colspan=cell.colspan if cell.colspan > 1 else None,
        rowspan=cell.rowspan if cell.rowspan > 1 else None,
    )


def _extension(node: Node, depth: int) -> Html:
    key, text = "", ""
    if isinstance(node, (Extension, BodiedExtension)):
        key, text = node.key, node.text
    return _labelled(node, depth, key or "extension", text)


def _unknown(node: Node, depth: int) -> Html:
    if isinstance(node, UnknownNode):
        return _labelled(node, depth, node.label, node.text)
    return _labelled(node, depth, node.type, "")


def _labelled(node: Node, depth: int, label: str, text: str) -> Html:
    """What can only be named: its label, its text and whatever is inside it."""
    head = element("p", element("em", f"‹{label}›"), f" {text}" if text else None)
    return element("div", head, _blocks(node.content, depth + 1))


_WRITE: Final[dict[type[Node], Callable[[Node, int], Html]]] = {
    Paragraph: _paragraph,
    Heading: _heading,
    Rule: _rule,
    BulletList: _list,
    OrderedList: _list,
    TaskList: _list,
    DecisionList: _list,
    Blockquote: _quote,
    Panel: _panel,
    CodeBlock: _code,
    Media: _media,
    MediaGroup: _media,
    MediaSingle: _media,
    ApplicationCard: _card,
    Table: _table,
    Extension: _extension,
    BodiedExtension: _extension,
}
