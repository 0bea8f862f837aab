"""A document to Markdown.

What Markdown has no form for is lowered to what reads alike: a panel is a quote with a label, a
card is its texts as paragraphs, a date is its day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby, pairwise
from typing import Any, Final, NamedTuple

from explorer.document.grammar import LANGUAGES
from explorer.document.markdown_escape import fence
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
    Text,
    UnknownNode,
    plain_text,
)
from explorer.document.safe import visible
from explorer.document.text import block_text, detail_text
from explorer.document.to_markdown_inline import inline_markdown

_LARGEST_NUMBER: Final = 999_999_999
_TEXT: Final = "text"


def to_markdown(document: Document) -> str:
    """Write a document as Markdown.

    What `from_markdown` made comes back as Markdown that makes the same document again; of any
    other document all texts remain, and as much of its form as Markdown has.

    Args:
        document: Any document, sound or not.

    Returns:
        Markdown of visible text, without a line break at its end; empty for an empty document.
    """
    return _join(_blocks(document.content, 0))


class _Block(NamedTuple):
    """A written block.

    Args:
        text: Its Markdown.
        family: The sign of a list, by which two lists would run into each other; `text` of a
            paragraph.
        may_follow_text: Whether it is a list that is read as one directly under a paragraph.
    """

    text: str
    family: str = ""
    may_follow_text: bool = False


def _blocks(nodes: Iterable[Node], depth: int) -> list[_Block]:
    blocks: list[_Block] = []
    for is_inline, run in groupby(nodes, _is_inline):
        for node in [Paragraph({"content": [each.raw for each in run]})] if is_inline else run:
            last = blocks[-1].family if blocks else ""
            block = _block(node, depth, last)
            if block.text:
                blocks.append(block)
    return blocks


def _is_inline(node: Node) -> bool:
    return isinstance(node, Inline)


def _join(blocks: Sequence[_Block]) -> str:
    return "\n\n".join([block.text for block in blocks])


def _block(node: Node, depth: int, last: str) -> _Block:
    if depth >= MAX_DEPTH:
        return _Block(inline_markdown([_text(plain_text(node))]))
    match node:
        case BulletList() | TaskList() | DecisionList():
            return _list(node, depth, "*" if last == "-" else "-")
        case OrderedList():
            return _list(node, depth, ")" if last == "." else ".")
    write = _WRITE.get(type(node))
    if write is None:
        return _Block(_unknown(node, depth))
    return _Block(write(node, depth), _TEXT if isinstance(node, Paragraph) else "")


def _text(words: str, *marks: dict[str, Any]) -> Text:
    return Text({"type": "text", "text": words, "marks": list(marks)})


def _paragraph(node: Node, depth: int) -> str:
    return inline_markdown(node.content)


def _heading(node: Node, depth: int) -> str:
    level = node.level if isinstance(node, Heading) else 1
    words = inline_markdown(node.content, breaks=False, at_line_start=False)
    if words.endswith("#"):
        words = words[:-1] + "\\#"
    return f"{'#' * level} {words}".rstrip()


def _rule(node: Node, depth: int) -> str:
    return "___" if depth else "---"


def _list(node: Node, depth: int, sign: str) -> _Block:
    items: list[str] = []
    start = node.order if isinstance(node, OrderedList) else None
    for index, item in enumerate(node.content):
        lead = f"{sign} "
        if start is not None:
            lead = f"{min(start + index, _LARGEST_NUMBER)}{sign} "
        items.append(_item(item, depth, lead))
    bare = bool(items) and items[0].split("\n", 1)[0].rstrip() == items[0][: len(lead)].rstrip()
    return _Block("\n".join(items), sign, not bare and start in (None, 1))


def _item(item: Node, depth: int, lead: str) -> str:
    if isinstance(item, (TaskItem, DecisionItem)):
        words = inline_markdown(item.content, at_line_start=False)
        sign = "◆"
        if isinstance(item, TaskItem):
            sign = "[x]" if item.done else "[ ]"
        return _hang(f"{sign} {words}".rstrip(), lead)
    blocks = _blocks(item.content if isinstance(item, ListItem) else [item], depth + 2)
    if not blocks:
        return lead.rstrip()
    body = blocks[0].text
    for above, block in pairwise(blocks):
        tight = above.family == _TEXT and block.may_follow_text
        body += ("\n" if tight else "\n\n") + block.text
    if blocks[0].family not in ("", _TEXT):
        # A list right behind the sign could be read as a line across.
        return f"{lead.rstrip()}\n{_indent(body, len(lead))}"
    return _hang(body, lead)


def _hang(text: str, lead: str) -> str:
    return lead + _indent(text, len(lead)).lstrip(" ")


def _indent(text: str, size: int) -> str:
    margin = " " * size
    return "\n".join([margin + line if line else line for line in text.split("\n")])


def _quote(node: Node, depth: int) -> str:
    return _quoted(_join(_blocks(node.content, depth + 1)))


def _quoted(text: str) -> str:
    return "\n".join([f"> {line}" if line else ">" for line in text.split("\n")])


def _panel(node: Node, depth: int) -> str:
    kind = node.kind if isinstance(node, Panel) else ""
    label = inline_markdown([_text(kind.capitalize() or "Panel", {"type": "strong"})])
    return _quoted(_join([_Block(label), *_blocks(node.content, depth + 1)]))


def _code(node: Node, depth: int) -> str:
    if not isinstance(node, CodeBlock):
        return ""
    code = visible(node.code)
    ticks = fence(code)
    language = node.language if node.language in LANGUAGES else ""
    return "\n".join([ticks + language, *([code] if code else []), ticks])


def _media(node: Node, depth: int) -> str:
    if not isinstance(node, Media):
        return _join(_blocks(node.content, depth + 1))
    words = node.name or "file"
    if node.size:
        words += f" ({node.size})"
    link = {"type": "link", "attrs": {"href": node.url}}
    return inline_markdown([_text(words, *([link] if is_safe_address(node.url) else []))])


def _card(node: Node, depth: int) -> str:
    return _join([_Block(text) for text in _card_texts(ApplicationCard(node.raw)) if text])


def _card_texts(node: ApplicationCard) -> Iterator[str]:
    card = node.card
    title = card.title.text if card.title else ""
    address = next((each for each in (card.link, card.text_url) if each), "")
    link = {"type": "link", "attrs": {"href": address}}
    yield inline_markdown([_text(title or card.text, {"type": "strong"}, link)])
    description = card.description.text if card.description else ""
    if description or (title and card.text != title):
        yield inline_markdown([_text(description or card.text)])
    details = [inline_markdown([_text(words)]) for words in map(detail_text, card.details)]
    yield "\n".join([_hang(words, "- ") for words in details if words])
    if card.context:
        yield inline_markdown([_text(card.context.text)])
    buttons = [_text(f"[ {action.title} ] ") for action in card.actions]
    yield inline_markdown(buttons)


def _table(node: Node, depth: int) -> str:
    rows = list(node.content)
    cells = [[_cell(cell) for cell in row.content] for row in rows]
    columns = max(map(len, cells), default=0)
    if not columns:
        return ""
    if not all(isinstance(cell, TableHeader) for cell in rows[0].content):
        cells.insert(0, [])
    cells.insert(1, ["---"] * columns)
    return "\n".join(["| " + " | ".join(row + [""] * (columns - len(row))) + " |" for row in cells])


def _cell(cell: Node) -> str:
    content: Iterable[Node] = cell.content if isinstance(cell, TableCell) else [cell]
    words: list[str] = []
    for block in content:
        inside: Iterable[Node] = [_text(" ".join(block_text(block)))]
        if isinstance(block, (Paragraph, Heading)):
            inside = block.content
        words.append(inline_markdown(inside, breaks=False, at_line_start=False))
    return " ".join(filter(None, words)).replace("|", "\\|")


def _extension(node: Node, depth: int) -> str:
    key, text = "", ""
    if isinstance(node, (Extension, BodiedExtension)):
        key, text = node.key, node.text
    return _labelled(node, depth, key or "extension", text)


def _unknown(node: Node, depth: int) -> str:
    if isinstance(node, UnknownNode):
        return _labelled(node, depth, node.label, node.text)
    return _labelled(node, depth, node.type, "")


def _labelled(node: Node, depth: int, label: str, text: str) -> str:
    """What can only be named: its label, its text and whatever is inside it."""
    head = inline_markdown([_text(f"‹{label}› {text}".rstrip())])
    return _join([_Block(head), *_blocks(node.content, depth + 1)])


_WRITE: Final[dict[type[Node], Callable[[Node, int], str]]] = {
    Paragraph: _paragraph,
    Heading: _heading,
    Rule: _rule,
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
