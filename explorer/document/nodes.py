"""Nodes of the Atlassian Document Format, as typed views (API.md 6.1 and 6.2).

A node is read when it is asked for, one level at a time: parsing costs the same for a line and
for a book, and nesting of any depth is harmless until someone walks it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, ClassVar, Final

from explorer.document.card import ActionGroup, CardAttributes
from explorer.document.marks import Mark, parse_mark
from explorer.document.view import (
    NOTHING,
    Field,
    View,
    anything,
    flag,
    number,
    optional_string,
    string,
    whole,
)

MAX_DEPTH: Final = 100
"""Levels of nodes that are walked; what lies deeper is shown as plain text."""

MOST_COLUMNS: Final = 100
"""Columns one table cell may claim to span."""

_STRIDE: Final = "com.atlassian.stride"
_ACTION_GROUP: Final = "actionGroup"


class Node(View):
    """A node of a document; its fields are read from `attrs`."""

    __slots__ = ("_content",)
    type: ClassVar[str] = ""

    def __init__(self, raw: Any) -> None:
        self.raw = raw
        self._content: tuple[Node, ...] | None = None

    def values(self) -> Mapping[str, Any]:
        attrs = self.raw.get("attrs")
        return attrs if isinstance(attrs, dict) else NOTHING

    @property
    def content(self) -> tuple[Node, ...]:
        """The nodes inside this one, in order."""
        if self._content is None:
            inside = self.raw.get("content")
            self._content = tuple(map(parse_node, inside)) if isinstance(inside, list) else ()
        return self._content


class Block(Node):
    """A node that stands in lines of its own."""

    __slots__ = ()


class Inline(Node):
    """A node that stands within a line."""

    __slots__ = ()


class Paragraph(Block):
    """A paragraph of inline nodes."""

    __slots__ = ()
    type = "paragraph"


class Heading(Block):
    """A heading."""

    __slots__ = ()
    type = "heading"
    level = Field("level", whole(1, 1, 6), "1 (largest) to 6.")


class BulletList(Block):
    """A list of `ListItem`s."""

    __slots__ = ()
    type = "bulletList"


class OrderedList(Block):
    """A numbered list of `ListItem`s."""

    __slots__ = ()
    type = "orderedList"
    order = Field("order", whole(1, 1, 999_999_999), "Number of the first item.")


class ListItem(Block):
    """An item of a list: a paragraph, then paragraphs and lists."""

    __slots__ = ()
    type = "listItem"


class Blockquote(Block):
    """A quotation of paragraphs."""

    __slots__ = ()
    type = "blockquote"


class CodeBlock(Block):
    """Lines of code, as unmarked text nodes."""

    __slots__ = ()
    type = "codeBlock"
    language = Field("language", string, "One of the schema's languages, or empty.")

    @property
    def code(self) -> str:
        """The code itself."""
        return plain_text(self)


class Rule(Block):
    """A line across."""

    __slots__ = ()
    type = "rule"


class Panel(Block):
    """A coloured box with paragraphs, headings and lists."""

    __slots__ = ()
    type = "panel"
    kind = Field("panelType", string, "info, note, tip, warning, error or success.")


class MediaGroup(Block):
    """Files, one beside the other."""

    __slots__ = ()
    type = "mediaGroup"


class MediaSingle(Block):
    """One picture."""

    __slots__ = ()
    type = "mediaSingle"
    layout = Field("layout", optional_string, "wrap-right, center, wrap-left, wide or full-width.")


class Media(Block):
    """A file of the media service, or a picture elsewhere."""

    __slots__ = ()
    type = "media"
    kind = Field("type", string, "file, link or external.")
    id = Field("id", string, "Id in the media service.")
    collection = Field("collection", string, "Collection of the media service.")
    url = Field("url", string, "Address of an external picture.")
    width = Field("width", number, "Width in pixels.")
    height = Field("height", number, "Height in pixels.")

    @property
    def name(self) -> str:
        """The file's name where something tells it, else its address or id."""
        values = self.values()
        for key in ("__fileName", "fileName", "name", "alt", "url", "id"):
            if name := string(values.get(key)):
                return name
        return ""

    @property
    def size(self) -> str:
        """Width and height like `640×480`, when both are known; else empty."""
        if self.width is None or self.height is None:
            return ""
        return f"{self.width:g}×{self.height:g}"


class ApplicationCard(Block):
    """A card: title, description, details and buttons."""

    __slots__ = ()
    type = "applicationCard"

    @property
    def card(self) -> CardAttributes:
        """The card's parts."""
        return CardAttributes(self.raw.get("attrs"))


class DecisionList(Block):
    """A list of `DecisionItem`s."""

    __slots__ = ()
    type = "decisionList"
    local_id = Field("localId", string, "Id within the document.")


class DecisionItem(Block):
    """A decision, as inline nodes."""

    __slots__ = ()
    type = "decisionItem"
    local_id = Field("localId", string, "Id within the document.")
    state = Field("state", string, "DECIDED in every sample.")


class TaskList(Block):
    """A list of `TaskItem`s."""

    __slots__ = ()
    type = "taskList"
    local_id = Field("localId", string, "Id within the document.")


class TaskItem(Block):
    """A task, as inline nodes."""

    __slots__ = ()
    type = "taskItem"
    local_id = Field("localId", string, "Id within the document.")
    state = Field("state", string, "TODO or DONE.")

    @property
    def done(self) -> bool:
        """Whether the task is done."""
        return self.state == "DONE"


class Table(Block):
    """A table of `TableRow`s."""

    __slots__ = ()
    type = "table"
    is_number_column_enabled = Field(
        "isNumberColumnEnabled", flag, "Rows are numbered in a column of their own."
    )
    layout = Field("layout", optional_string, "default, wide or full-width.")


class TableRow(Block):
    """A row of cells."""

    __slots__ = ()
    type = "tableRow"


class TableCell(Block):
    """A cell of blocks."""

    __slots__ = ()
    type = "tableCell"
    colspan = Field("colspan", whole(1, 1, MOST_COLUMNS), "Columns it covers.")
    rowspan = Field("rowspan", whole(1, 1, 10_000), "Rows it covers.")
    background = Field("background", optional_string, "Its colour.")


class TableHeader(TableCell):
    """A cell that names its column or row."""

    __slots__ = ()
    type = "tableHeader"


class _ExtensionFields(Node):
    __slots__ = ()
    key = Field("extensionKey", string, "Which extension.")
    kind = Field("extensionType", string, "Whose extension.")
    parameters = Field("parameters", anything, "Any JSON, for the extension.")
    text = Field("text", string, "What to show without the extension.")


class Extension(Block, _ExtensionFields):
    """Something an app draws."""

    __slots__ = ()
    type = "extension"


class BodiedExtension(Block, _ExtensionFields):
    """Something an app draws round blocks."""

    __slots__ = ()
    type = "bodiedExtension"


class InlineExtension(Inline, _ExtensionFields):
    """Something an app draws within a line; Stride's own is a row of buttons."""

    __slots__ = ()
    type = "inlineExtension"

    @property
    def action_group(self) -> ActionGroup | None:
        """The row of buttons, if this is one (API.md 6.5)."""
        if self.kind != _STRIDE or self.key != _ACTION_GROUP:
            return None
        return ActionGroup(self.parameters) if isinstance(self.parameters, dict) else None


class Text(Inline):
    """A run of text with marks."""

    __slots__ = ()
    type = "text"

    @property
    def text(self) -> str:
        """The characters, exactly as they came."""
        return string(self.raw.get("text"))

    @property
    def marks(self) -> tuple[Mark, ...]:
        """What is said about the text."""
        marks = self.raw.get("marks")
        return tuple(map(parse_mark, marks)) if isinstance(marks, list) else ()


class Mention(Inline):
    """A person, an app or everyone."""

    __slots__ = ()
    type = "mention"
    id = Field("id", string, "User id, or `all` or `here`.")
    text = Field("text", string, "Like `@Name`.")
    user_type = Field("userType", optional_string, "DEFAULT, SPECIAL or APP.")
    access_level = Field("accessLevel", optional_string, "Like CONTAINER, on received messages.")

    @property
    def name(self) -> str:
        """The name with its `@`."""
        name = self.text or self.id
        return name if name.startswith("@") else f"@{name}"


class Emoji(Inline):
    """An emoji by its name."""

    __slots__ = ()
    type = "emoji"
    short_name = Field("shortName", string, "Like `:smile:`.")
    id = Field("id", optional_string, "Id, mostly the code point.")
    text = Field("text", string, "The character, if there is one.")


class HardBreak(Inline):
    """A new line in a paragraph."""

    __slots__ = ()
    type = "hardBreak"


class Date(Inline):
    """A day."""

    __slots__ = ()
    type = "date"
    timestamp = Field("timestamp", string, "Milliseconds since 1970, UTC, in digits.")

    @property
    def day(self) -> str:
        """The day like `2018-06-08`, or what was written when that is no time."""
        written = self.timestamp
        if not (written.isascii() and written.lstrip("-").isdigit() and len(written) < 16):
            return written
        try:
            return datetime.fromtimestamp(int(written) / 1000, UTC).date().isoformat()
        except (ValueError, OverflowError, OSError):
            return written


class Placeholder(Inline):
    """Words that ask for text."""

    __slots__ = ()
    type = "placeholder"
    text = Field("text", string, "The words.")


class UnknownNode(Node):
    """A node this program does not know, or something that is no node at all."""

    __slots__ = ()

    def values(self) -> Mapping[str, Any]:
        attrs = self.raw.get("attrs") if isinstance(self.raw, dict) else None
        return attrs if isinstance(attrs, dict) else NOTHING

    @property
    def content(self) -> tuple[Node, ...]:
        """The nodes inside this one, in order, as far as there are any."""
        if self._content is None:
            inside = self.raw.get("content") if isinstance(self.raw, dict) else None
            self._content = tuple(map(parse_node, inside)) if isinstance(inside, list) else ()
        return self._content

    @property
    def label(self) -> str:
        """What it calls itself, or what kind of JSON it is."""
        if isinstance(self.raw, dict):
            return string(self.raw.get("type")) or "node without a type"
        return {list: "array", str: "string", bool: "boolean", type(None): "null"}.get(
            type(self.raw), "number"
        )

    @property
    def text(self) -> str:
        """Text it holds itself, if any."""
        if isinstance(self.raw, str):
            return self.raw
        if not isinstance(self.raw, dict):
            return ""
        inside = self.raw.get("content")
        return (
            string(self.raw.get("text"))
            or string(self.values().get("text"))
            or (inside if isinstance(inside, str) else "")
        )


NODES: Final[Mapping[str, type[Node]]] = {
    node.type: node
    for node in (
        *(Paragraph, Heading, BulletList, OrderedList, ListItem, Blockquote, CodeBlock, Rule),
        *(Panel, MediaGroup, MediaSingle, Media, ApplicationCard, DecisionList, DecisionItem),
        *(TaskList, TaskItem, Table, TableRow, TableCell, TableHeader),
        *(Extension, BodiedExtension, InlineExtension),
        *(Text, Mention, Emoji, HardBreak, Date, Placeholder),
    )
}
"""Every node of the format but `doc` itself, by its type."""


def parse_node(raw: Any) -> Node:
    """Read one node; what does not have a node's shape becomes an `UnknownNode` that keeps it."""
    if not isinstance(raw, dict):
        return UnknownNode(raw)
    kind = raw.get("type")
    if kind == "text":
        return Text(raw) if isinstance(raw.get("text"), str) else UnknownNode(raw)
    found = NODES.get(kind) if isinstance(kind, str) else None
    if (
        found is None
        or not isinstance(raw.get("content"), (list, type(None)))
        or not isinstance(raw.get("attrs"), (dict, type(None)))
    ):
        return UnknownNode(raw)
    return found(raw)


def walk(node: Node) -> Iterator[Node]:
    """Yield a node and all nodes inside it, in the order of reading, whatever their depth."""
    pending = [node]
    while pending:
        each = pending.pop()
        yield each
        pending.extend(reversed(each.content))


def plain_text(node: Node) -> str:
    """All text inside a node, run together, whatever its depth; for where no layout is possible."""
    return "".join(map(own_text, walk(node)))


def own_text(node: Node) -> str:
    """The words one node shows by itself, without the nodes inside it."""
    match node:
        case Text() | Placeholder() | UnknownNode():
            return node.text
        case Mention():
            return node.name
        case Emoji():
            return node.text or node.short_name
        case HardBreak():
            return "\n"
        case Date():
            return node.day
        case Media():
            return node.name
        case Extension() | BodiedExtension() | InlineExtension():
            return node.text
        case ApplicationCard():
            return node.card.text
        case _:
            return ""
