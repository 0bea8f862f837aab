"""Blocks brought down to what their place allows, with no text lost.

Markdown puts anything into quotes and list items; the format of June 2018 holds only paragraphs
in a quote, and only paragraphs and lists in an item. All values here are raw JSON nodes.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final, TypeAlias

Raw: TypeAlias = dict[str, Any]

_BULLETS: Final = ("• ", "◦ ", "▪ ")
_BOXES: Final = {"TODO": "☐ ", "DONE": "☑ "}


def paragraph(content: list[Raw]) -> Raw:
    """A paragraph."""
    return {"type": "paragraph", "content": content}


def text_nodes(words: str, marks: list[Raw]) -> list[Raw]:
    """Words as text nodes, none of them empty, with a hard break for every line feed."""
    nodes: list[Raw] = []
    for index, line in enumerate(words.split("\n")):
        if index:
            nodes.append({"type": "hardBreak"})
        if line:
            node: Raw = {"type": "text", "text": line}
            nodes.append({**node, "marks": list(marks)} if marks else node)
    return nodes


def merged(nodes: Iterable[Raw]) -> list[Raw]:
    """Inline nodes in which texts with equal marks, one after the other, are one."""
    result: list[Raw] = []
    for node in nodes:
        last = result[-1] if result else None
        if (
            last is not None
            and node["type"] == last["type"] == "text"
            and node.get("marks") == last.get("marks")
        ):
            result[-1] = {**last, "text": last["text"] + node["text"]}
        else:
            result.append(node)
    return result


def join_lines(lines: Iterable[list[Raw]]) -> list[Raw]:
    """Lines of inline nodes as one row of them, a hard break between each two."""
    result: list[Raw] = []
    for index, line in enumerate(lines):
        if index:
            result.append({"type": "hardBreak"})
        result.extend(line)
    return merged(result)


def in_quote(blocks: Iterable[Raw]) -> list[Raw]:
    """Blocks as paragraphs, at least one."""
    result: list[Raw] = []
    for block in blocks:
        result.extend(_paragraphs(block))
    return result or [paragraph([])]


def in_item(blocks: Iterable[Raw]) -> list[Raw]:
    """Blocks as paragraphs and lists, a paragraph first."""
    result: list[Raw] = []
    for block in blocks:
        if block["type"] in ("bulletList", "orderedList"):
            result.append(block)
        elif block["type"] == "taskList":
            items = [_with_sign(_box(task), [task["content"]]) for task in block["content"]]
            content = [{"type": "listItem", "content": [paragraph(join_lines(i))]} for i in items]
            result.append({"type": "bulletList", "content": content})
        else:
            result.extend(_paragraphs(block))
    if not result or result[0]["type"] != "paragraph":
        result.insert(0, paragraph([]))
    return result


def lines_of(blocks: Iterable[Raw]) -> list[list[Raw]]:
    """Blocks as lines of inline nodes."""
    return [line for block in blocks for line in _lines(block, 0)]


def _paragraphs(block: Raw) -> list[Raw]:
    if block["type"] == "paragraph":
        return [block]
    if block["type"] == "blockquote":
        return list(block["content"])
    lines = _lines(block, 0)
    return [paragraph(join_lines(lines))] if any(lines) else []


def _lines(block: Raw, level: int) -> list[list[Raw]]:
    content: list[Raw] = block.get("content", [])
    match block["type"]:
        case "paragraph":
            return [content]
        case "heading":
            return [[_strong(node) for node in content]]
        case "codeBlock":
            code = "".join(node["text"] for node in content)
            return [text_nodes(line, [{"type": "code"}]) for line in code.split("\n")]
        case "bulletList" | "orderedList":
            start = block.get("attrs", {}).get("order", 1)
            lines = []
            for index, item in enumerate(content):
                sign = _BULLETS[level % len(_BULLETS)]
                if block["type"] == "orderedList":
                    sign = f"{start + index}. "
                inside = [line for each in item["content"] for line in _lines(each, level + 1)]
                lines.extend(_with_sign(sign, inside))
            return lines
        case "taskList":
            return [line for task in content for line in _with_sign(_box(task), [task["content"]])]
        case "table":
            return [_row(row) for row in content]
        case _:
            return [line for each in content for line in _lines(each, level)]


def _box(task: Raw) -> str:
    return _BOXES[task["attrs"]["state"]]


def _with_sign(sign: str, lines: list[list[Raw]]) -> list[list[Raw]]:
    first, *rest = lines or [[]]
    return [merged([{"type": "text", "text": sign}, *first]), *rest]


def _strong(node: Raw) -> Raw:
    marks: list[Raw] = node.get("marks", [])
    kinds = {mark["type"] for mark in marks}
    if node["type"] != "text" or kinds & {"code", "strong"}:
        return node
    return {**node, "marks": [{"type": "strong"}, *marks]}


def _row(row: Raw) -> list[Raw]:
    line: list[Raw] = []
    for index, cell in enumerate(row["content"]):
        if index:
            line.append({"type": "text", "text": " | "})
        line.extend(join_lines(lines_of(cell["content"])))
    return merged(line)
