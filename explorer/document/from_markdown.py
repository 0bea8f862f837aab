"""Markdown to a document.

CommonMark with tables, strike-through, task lists, mentions and emoji, read by markdown-it.
Where the format's nesting is stricter than Markdown's, content is lowered and no text lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from explorer.document.from_markdown_inline import (
    PEOPLE,
    find_emoji,
    find_mention,
    known_people,
    read_inline,
)
from explorer.document.lowering import (
    Raw,
    in_item,
    in_quote,
    join_lines,
    lines_of,
    paragraph,
    text_nodes,
)
from explorer.document.markdown_syntax import TASK, clean_address, language_of
from explorer.document.marks import is_safe_address
from explorer.document.model import Document

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_core import StateCore
    from markdown_it.token import Token

# A list takes two levels of tokens and two of nodes, which a document has MAX_DEPTH of.
_MOST_LEVELS: Final = 90
_LARGEST_START: Final = 999_999_999


def from_markdown(text: str, *, mentions: Mapping[str, str] | None = None) -> Document:
    """Make a document of Markdown.

    `@Name` is a mention if `mentions` knows the name, and `@all` and `@here` always are;
    `:tada:` is an emoji; links are links only if they lead to http, https or mailto; images
    become links; HTML is text. A code block keeps its language if the schema knows it.

    Args:
        text: Markdown, of any length.
        mentions: User ids by display name or nickname; upper and lower case are the same.

    Returns:
        A document that is valid by the schema of June 2018; one empty paragraph for no text.
    """
    tokens = _parser().parse(text, {PEOPLE: known_people(mentions or {})})
    if any(token.level >= _MOST_LEVELS - 1 for token in tokens):
        # Deeper nesting is dropped by the parser: better plain text than lost text.
        blocks = _plain(text)
    else:
        blocks = _Reader(tokens).blocks()
    return Document({"version": 1, "type": "doc", "content": blocks or [paragraph([])]})


def _plain(text: str) -> list[Raw]:
    paragraphs = re.split(r"\n[ \t]*(?:\n[ \t]*)+", text.strip("\n"))
    return [paragraph(text_nodes(each, [])) for each in paragraphs if each.strip()]


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    class Parser(MarkdownIt):
        """Keeps addresses readable, and only those that may be links."""

        def validateLink(self, url: str) -> bool:
            return is_safe_address(url)

        def normalizeLink(self, url: str) -> str:
            return clean_address(url)

        def normalizeLinkText(self, link: str) -> str:
            return link

    parser = Parser("commonmark", {"html": False, "maxNesting": _MOST_LEVELS})
    parser.enable(["table", "strikethrough"])
    parser.disable(["html_block", "html_inline"])
    parser.core.ruler.before("inline", "task", _find_tasks)
    parser.inline.ruler.before("link", "mention", find_mention)
    parser.inline.ruler.before("link", "emoji", find_emoji)
    return parser


def _find_tasks(state: StateCore) -> None:
    """Mark bullet lists of which every item begins with a box as task lists."""
    lists: list[tuple[Token, list[tuple[Token, Token | None]]]] = []
    tokens = state.tokens
    for index, token in enumerate(tokens):
        if token.type in ("bullet_list_open", "ordered_list_open"):
            lists.append((token, []))
        elif token.type == "list_item_open":
            has_text = tokens[index + 1].type == "paragraph_open"
            lists[-1][1].append((token, tokens[index + 2] if has_text else None))
        elif token.type == "ordered_list_close":
            lists.pop()
        elif token.type == "bullet_list_close":
            opening, items = lists.pop()
            boxes = [TASK.match(inline.content) if inline else None for _, inline in items]
            if not all(boxes):
                continue
            opening.meta["tasks"] = True
            for (item, inline), box in zip(items, boxes, strict=True):
                if inline is not None and box is not None:
                    item.meta["state"] = "TODO" if box[1] == " " else "DONE"
                    inline.content = inline.content[box.end() :]


class _Reader:
    """Reads the parser's tokens into nodes, block by block."""

    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens
        self._at = 0
        self._tasks = 0
        self._task_lists = 0

    def blocks(self, until: str = "") -> list[Raw]:
        """The blocks up to a closing token, which is taken too."""
        found: list[Raw] = []
        while self._at < len(self._tokens):
            token = self._next()
            if token.type == until:
                break
            found.extend(self._block(token))
        return found

    def _next(self) -> Token:
        self._at += 1
        return self._tokens[self._at - 1]

    def _block(self, token: Token) -> Iterator[Raw]:
        match token.type:
            case "paragraph_open":
                if content := self._inline("paragraph_close"):
                    yield paragraph(content)
            case "heading_open":
                level = int(token.tag[1:])
                content = self._inline("heading_close")
                yield {"type": "heading", "attrs": {"level": level}, "content": content}
            case "bullet_list_open" if token.meta.get("tasks"):
                yield self._task_list()
            case "bullet_list_open":
                yield {"type": "bulletList", "content": self._items("bullet_list_close")}
            case "ordered_list_open":
                yield self._ordered_list(int(token.attrs.get("start", 1)))
            case "blockquote_open":
                inside = self.blocks("blockquote_close")
                yield {"type": "blockquote", "content": in_quote(inside)}
            case "fence" | "code_block":
                yield _code_block(token)
            case "hr":
                yield {"type": "rule"}
            case "table_open":
                yield self._table()

    def _inline(self, until: str) -> list[Raw]:
        content: list[Raw] = []
        while (token := self._next()).type != until:
            content.extend(read_inline(token.children or []))
        return content

    def _items(self, until: str) -> list[Raw]:
        items: list[Raw] = []
        while self._next().type != until:
            inside = self.blocks("list_item_close")
            items.append({"type": "listItem", "content": in_item(inside)})
        return items

    def _ordered_list(self, start: int) -> Raw:
        items = self._items("ordered_list_close")
        if not 1 < start <= _LARGEST_START:
            return {"type": "orderedList", "content": items}
        return {"type": "orderedList", "attrs": {"order": start}, "content": items}

    def _task_list(self) -> Raw:
        self._task_lists += 1
        local_id = f"task-list-{self._task_lists}"
        tasks: list[Raw] = []
        while (token := self._next()).type != "bullet_list_close":
            self._tasks += 1
            attrs = {"localId": f"task-{self._tasks}", "state": token.meta["state"]}
            own: list[Raw] = []
            below: list[Raw] = []
            for block in self.blocks("list_item_close"):
                # A task holds no list: tasks below it follow it, anything else becomes its lines.
                if block["type"] == "taskList":
                    below.extend(block["content"])
                else:
                    own.append(block)
            content = join_lines(lines_of(own))
            tasks.append({"type": "taskItem", "attrs": attrs, "content": content})
            tasks.extend(below)
        return {"type": "taskList", "attrs": {"localId": local_id}, "content": tasks}

    def _table(self) -> Raw:
        rows: list[Raw] = []
        while (token := self._next()).type != "table_close":
            if token.type == "tr_open":
                rows.append({"type": "tableRow", "content": []})
            elif token.type in ("th_open", "td_open"):
                kind = "tableHeader" if token.type == "th_open" else "tableCell"
                content = self._inline(token.type.replace("open", "close"))
                rows[-1]["content"].append({"type": kind, "content": [paragraph(content)]})
        return {"type": "table", "content": rows}


def _code_block(token: Token) -> Raw:
    block: Raw = {"type": "codeBlock", "content": []}
    if language := language_of(token.info):
        block["attrs"] = {"language": language}
    if code := token.content.removesuffix("\n"):
        block["content"].append({"type": "text", "text": code})
    return block
