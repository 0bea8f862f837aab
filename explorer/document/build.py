"""Documents made in Python: one function a node, typed, and checked as a whole by `Document.of`.

Document.of(
    heading(1, "Launch"),
    paragraph("We go ", strong("tomorrow"), ", ", mention("557058:1", "Ada")),
    bullets("first this", "then that"),
)
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Literal

from explorer.document.nodes import (
    ApplicationCard,
    Blockquote,
    BulletList,
    CodeBlock,
    Date,
    DecisionList,
    Emoji,
    HardBreak,
    Heading,
    Inline,
    InlineExtension,
    ListItem,
    Mention,
    Node,
    OrderedList,
    Panel,
    Paragraph,
    Rule,
    Table,
    TaskList,
    Text,
)

PanelKind = Literal["info", "note", "tip", "warning", "error", "success"]
Words = str | Inline
"""What stands in a line: a plain string, or an inline node."""


def text(words: str, *marks: dict[str, Any]) -> Text:
    """Text with marks as JSON; for most the functions below are shorter."""
    raw: dict[str, Any] = {"type": "text", "text": words}
    return Text({**raw, "marks": list(marks)} if marks else raw)


def _marked(words: str | Text, mark: dict[str, Any]) -> Text:
    node = text(words) if isinstance(words, str) else words
    return Text({**node.raw, "marks": [*node.raw.get("marks", []), mark]})


def strong(words: str | Text) -> Text:
    """Strong text."""
    return _marked(words, {"type": "strong"})


def em(words: str | Text) -> Text:
    """Emphasised text."""
    return _marked(words, {"type": "em"})


def strike(words: str | Text) -> Text:
    """Text struck through."""
    return _marked(words, {"type": "strike"})


def underline(words: str | Text) -> Text:
    """Underlined text."""
    return _marked(words, {"type": "underline"})


def code(words: str | Text) -> Text:
    """Code within a line; goes together with a link only."""
    return _marked(words, {"type": "code"})


def link(words: str | Text, href: str, title: str | None = None) -> Text:
    """A link."""
    attrs = {"href": href} if title is None else {"href": href, "title": title}
    return _marked(words, {"type": "link", "attrs": attrs})


def color(words: str | Text, color: str) -> Text:
    """Coloured text; the colour like `#ff5630`, in lower case."""
    return _marked(words, {"type": "textColor", "attrs": {"color": color}})


def mention(user_id: str, name: str) -> Mention:
    """A mention of a person by user id; of everyone with the id `all` or `here`."""
    kind = "SPECIAL" if user_id in ("all", "here") else "DEFAULT"
    attrs = {"id": user_id, "text": f"@{name.removeprefix('@')}", "userType": kind}
    return Mention({"type": "mention", "attrs": attrs})


def emoji(short_name: str, character: str | None = None) -> Emoji:
    """An emoji by its name, with its colons: `:tada:`."""
    attrs = {"shortName": short_name}
    return Emoji({"type": "emoji", "attrs": attrs | ({"text": character} if character else {})})


def date(milliseconds: int) -> Date:
    """A day, by a time of it in milliseconds since 1970, UTC."""
    return Date({"type": "date", "attrs": {"timestamp": str(milliseconds)}})


def hard_break() -> HardBreak:
    """A new line in a paragraph."""
    return HardBreak({"type": "hardBreak"})


def _inline(words: Iterable[Words]) -> list[Any]:
    return [text(each).raw if isinstance(each, str) else each.raw for each in words if each != ""]


def paragraph(*words: Words) -> Paragraph:
    """A paragraph."""
    return Paragraph({"type": "paragraph", "content": _inline(words)})


def heading(level: int, *words: Words) -> Heading:
    """A heading, level 1 to 6."""
    attrs = {"level": level}
    return Heading({"type": "heading", "attrs": attrs, "content": _inline(words)})


def _block(block: str | Node) -> Any:
    return paragraph(block).raw if isinstance(block, str) else block.raw


def item(*blocks: str | Node) -> ListItem:
    """An item of a list: a paragraph (a string is one), then paragraphs and lists."""
    return ListItem({"type": "listItem", "content": [_block(each) for each in blocks]})


def _items(items: Iterable[str | ListItem]) -> list[Any]:
    return [item(each).raw if isinstance(each, str) else each.raw for each in items]


def bullets(*items: str | ListItem) -> BulletList:
    """A list; a string is an item of one paragraph."""
    return BulletList({"type": "bulletList", "content": _items(items)})


def numbers(*items: str | ListItem, order: int | None = None) -> OrderedList:
    """A numbered list; `order` is the number of the first item."""
    raw: dict[str, Any] = {"type": "orderedList", "content": _items(items)}
    return OrderedList(raw if order is None else {**raw, "attrs": {"order": order}})


def quote(*paragraphs: str | Paragraph) -> Blockquote:
    """A quotation."""
    return Blockquote({"type": "blockquote", "content": [_block(each) for each in paragraphs]})


def code_block(code: str, language: str | None = None) -> CodeBlock:
    """Lines of code; the language by the schema's name, as `python`."""
    raw: dict[str, Any] = {"type": "codeBlock", "content": [text(code).raw] if code else []}
    return CodeBlock(raw if language is None else {**raw, "attrs": {"language": language}})


def rule() -> Rule:
    """A line across."""
    return Rule({"type": "rule"})


def panel(kind: PanelKind, *blocks: str | Node) -> Panel:
    """A coloured box of paragraphs (a string is one), headings and lists."""
    content = [_block(each) for each in blocks]
    return Panel({"type": "panel", "attrs": {"panelType": kind}, "content": content})


def tasks(*items: tuple[bool, str], local_id: str = "task-list-1") -> TaskList:
    """Tasks, each whether it is done and what it is."""
    content = [
        {
            "type": "taskItem",
            "attrs": {"localId": f"{local_id}-{number}", "state": "DONE" if done else "TODO"},
            "content": _inline([words]),
        }
        for number, (done, words) in enumerate(items, 1)
    ]
    return TaskList({"type": "taskList", "attrs": {"localId": local_id}, "content": content})


def decisions(*items: str, local_id: str = "decision-list-1") -> DecisionList:
    """Decisions."""
    content = [
        {
            "type": "decisionItem",
            "attrs": {"localId": f"{local_id}-{number}", "state": "DECIDED"},
            "content": _inline([words]),
        }
        for number, words in enumerate(items, 1)
    ]
    return DecisionList(
        {"type": "decisionList", "attrs": {"localId": local_id}, "content": content}
    )


def table(head: Sequence[str], *rows: Sequence[str | Node]) -> Table:
    """A table: the words of its first row, and rows of cells (a string is a paragraph)."""
    content = [_row("tableHeader", head), *[_row("tableCell", row) for row in rows]]
    return Table({"type": "table", "content": content})


def _row(kind: str, cells: Iterable[str | Node]) -> dict[str, Any]:
    content = [{"type": kind, "content": [_block(cell)]} for cell in cells]
    return {"type": "tableRow", "content": content}


def action(title: str, target: str, parameters: Any = None) -> dict[str, Any]:
    """A card's button: what it says, the key of the action target, and any JSON for it."""
    raw: dict[str, Any] = {"title": title, "target": {"key": target}}
    return raw if parameters is None else {**raw, "parameters": parameters}


def detail(
    title: str | None = None,
    text: str | None = None,
    *,
    lozenge: str | None = None,
    lozenge_appearance: str = "default",
    badge: int | None = None,
    badge_appearance: str = "default",
) -> dict[str, Any]:
    """A card's detail: a title, words, a state in a box, a number in a bubble."""
    raw: dict[str, Any] = {}
    if title is not None:
        raw["title"] = title
    if text is not None:
        raw["text"] = text
    if lozenge is not None:
        raw["lozenge"] = {"text": lozenge, "appearance": lozenge_appearance}
    if badge is not None:
        raw["badge"] = {"value": badge, "appearance": badge_appearance}
    return raw


def card(
    title: str,
    *,
    text: str | None = None,
    link: str | None = None,
    description: str | None = None,
    context: str | None = None,
    details: Iterable[dict[str, Any]] = (),
    actions: Iterable[dict[str, Any]] = (),
    collapsible: bool = False,
) -> ApplicationCard:
    """A card; `text` is what readers without cards see, the title unless given."""
    attrs: dict[str, Any] = {
        "text": title if text is None else text,
        "title": {"text": title},
        "collapsible": collapsible,
    }
    if link is not None:
        attrs["link"] = {"url": link}
    if description is not None:
        attrs["description"] = {"text": description}
    if context is not None:
        attrs["context"] = {"text": context}
    attrs["details"] = list(details)
    attrs["actions"] = list(actions)
    return ApplicationCard({"type": "applicationCard", "attrs": attrs})


def buttons(*actions: dict[str, Any], key: str = "menu") -> InlineExtension:
    """Stride's row of buttons, for a paragraph; the first button is the primary one."""
    row = [
        {
            "key": f"{key}-{number}",
            "title": each["title"],
            "appearance": "primary" if number == 1 else "default",
            "action": {part: each[part] for part in ("target", "parameters") if part in each},
        }
        for number, each in enumerate(actions, 1)
    ]
    attrs = {
        "extensionType": "com.atlassian.stride",
        "extensionKey": "actionGroup",
        "parameters": {"key": key, "actions": row},
    }
    return InlineExtension({"type": "inlineExtension", "attrs": attrs})
