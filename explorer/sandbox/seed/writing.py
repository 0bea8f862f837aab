"""Short names for the parts of a document, so that seeded messages can be read in the source.

What they make is plain JSON data. Node and mark names are those of the document format.
"""

from __future__ import annotations

import uuid
from typing import Any

Node = dict[str, Any]
Inline = Node | str


def doc(*blocks: Node) -> Node:
    """A whole document."""
    return {"version": 1, "type": "doc", "content": list(blocks)}


def node(kind: str, *content: Node, attrs: Node | None = None) -> Node:
    """Any node."""
    made: Node = {"type": kind}
    if attrs is not None:
        made["attrs"] = attrs
    if content:
        made["content"] = list(content)
    return made


def text(words: str, *marks: str | Node) -> Node:
    """Text with marks; a mark without attributes by its name."""
    made: Node = {"type": "text", "text": words}
    if marks:
        made["marks"] = [{"type": mark} if isinstance(mark, str) else mark for mark in marks]
    return made


def mark(kind: str, **attrs: Any) -> Node:
    """A mark with attributes."""
    return {"type": kind, "attrs": attrs}


def inline(parts: tuple[Inline, ...]) -> list[Node]:
    """Inline nodes; a bare string is text, and an empty one nothing."""
    return [text(part) if isinstance(part, str) else part for part in parts if part]


def p(*parts: Inline) -> Node:
    """A paragraph."""
    return {"type": "paragraph", "content": inline(parts)}


def heading(level: int, *parts: Inline) -> Node:
    """A heading of level 1 to 6."""
    return {"type": "heading", "attrs": {"level": level}, "content": inline(parts)}


def item(*content: Node | str) -> Node:
    """An item of a list; a bare string is a paragraph."""
    return node("listItem", *(p(part) if isinstance(part, str) else part for part in content))


def bullets(*items: Node | str) -> Node:
    """A bullet list."""
    return node("bulletList", *(item(part) if isinstance(part, str) else part for part in items))


def numbered(*items: Node | str, start: int | None = None) -> Node:
    """A numbered list."""
    made = [item(part) if isinstance(part, str) else part for part in items]
    return node("orderedList", *made, attrs=None if start is None else {"order": start})


def panel(kind: str, *content: Node | str) -> Node:
    """A panel: info, note, tip, warning, error or success."""
    made = [p(part) if isinstance(part, str) else part for part in content]
    return node("panel", *made, attrs={"panelType": kind})


def quote(*paragraphs: str) -> Node:
    """A block quote."""
    return node("blockquote", *map(p, paragraphs))


def code(language: str, words: str) -> Node:
    """A code block; an empty language names none."""
    attrs = {"language": language} if language else None
    return node("codeBlock", text(words.strip("\n")), attrs=attrs)


def local_id(name: str) -> str:
    """An id that need only be unique in its document, made from a name."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, name))


def tasks(name: str, *entries: tuple[str, bool]) -> Node:
    """A task list: texts, and whether each is done."""
    made = [
        node(
            "taskItem",
            text(words),
            attrs={"localId": local_id(f"{name}/{words}"), "state": "DONE" if done else "TODO"},
        )
        for words, done in entries
    ]
    return node("taskList", *made, attrs={"localId": local_id(name)})


def decisions(name: str, *entries: str) -> Node:
    """A decision list."""
    made = [
        node(
            "decisionItem",
            text(words),
            attrs={"localId": local_id(f"{name}/{words}"), "state": "DECIDED"},
        )
        for words in entries
    ]
    return node("decisionList", *made, attrs={"localId": local_id(name)})


def table(head: list[str], *rows: list[Node | str], **attrs: Any) -> Node:
    """A table with a header row; a bare string is a paragraph."""

    def cells(kind: str, row: list[Any]) -> Node:
        return node(
            "tableRow",
            *(node(kind, p(cell) if isinstance(cell, str) else cell) for cell in row),
        )

    return node(
        "table",
        cells("tableHeader", head),
        *(cells("tableCell", row) for row in rows),
        attrs=attrs or None,
    )


def lozenge(title: str, words: str, appearance: str = "default") -> Node:
    """A detail of a card: a coloured word."""
    return {"title": title, "lozenge": {"text": words, "appearance": appearance}}


def fact(title: str, words: str) -> Node:
    """A detail of a card: a title and a text."""
    return {"title": title, "text": words}


def badge(title: str, value: int, appearance: str = "default", most: int = 99) -> Node:
    """A detail of a card: a number."""
    return {"title": title, "badge": {"value": value, "max": most, "appearance": appearance}}


def action(title: str, target: str, **parameters: Any) -> Node:
    """An action of a card; `target` is the key of a chat:actionTarget module."""
    made: Node = {"title": title, "target": {"key": target}}
    if parameters:
        made["parameters"] = parameters
    return made


def card(
    title: str,
    *,
    description: str = "",
    link: str = "",
    context: str = "",
    details: list[Node] | None = None,
    actions: list[Node] | None = None,
    **attrs: Any,
) -> Node:
    """An application card."""
    made: Node = {"text": title, "title": {"text": title}, "collapsible": bool(details), **attrs}
    if link:
        made["link"] = {"url": link}
        made["textUrl"] = link
    if description:
        made["description"] = {"text": description}
    if context:
        made["context"] = {"text": context}
    if details:
        made["details"] = details
    if actions:
        made["actions"] = actions
    return {"type": "applicationCard", "attrs": made}


def buttons(key: str, *entries: tuple[str, str]) -> Node:
    """A row of buttons: titles and the action targets they call; the first is primary."""
    actions = [
        {
            "key": target,
            "title": title,
            "appearance": "default" if place else "primary",
            "action": {"target": {"key": target}, "parameters": {}},
        }
        for place, (title, target) in enumerate(entries)
    ]
    return {
        "type": "inlineExtension",
        "attrs": {
            "extensionType": "com.atlassian.stride",
            "extensionKey": "actionGroup",
            "parameters": {"key": key, "actions": actions},
            "text": ", ".join(title for title, _ in entries),
        },
    }


def emoji(name: str, picture: str = "") -> Node:
    """An emoji by its short name, without the colons."""
    attrs = {"shortName": f":{name}:"}
    if picture:
        attrs["text"] = picture
    return {"type": "emoji", "attrs": attrs}
