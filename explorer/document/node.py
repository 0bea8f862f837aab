"""What every node of a document is, and how nodes are read.

A node is read when it is asked for, one level at a time: parsing costs the same for a line and
for a book, and nesting of any depth is harmless until someone walks it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, Final

from explorer.document.view import NOTHING, Field, View, anything, string

MAX_DEPTH: Final = 100
"""Levels of nodes that are walked; what lies deeper is shown as plain text."""

_KNOWN: Final[dict[str, type[Node]]] = {}


class Node(View):
    """A node of a document; its fields are read from `attrs`.

    A class with a `type` is known to `parse_node` once it is defined.
    """

    __slots__ = ("_content",)
    type: ClassVar[str] = ""

    def __init_subclass__(cls) -> None:
        if "type" in vars(cls):
            _KNOWN[cls.type] = cls

    def __init__(self, raw: Any) -> None:
        self.raw = raw
        self._content: tuple[Node, ...] | None = None

    def values(self) -> Mapping[str, Any]:
        attrs = self.raw.get("attrs")
        return attrs if isinstance(attrs, dict) else NOTHING

    @classmethod
    def fits(cls, raw: dict[str, Any]) -> bool:
        """Whether a JSON object has the shape that this class reads."""
        return isinstance(raw.get("content"), (list, type(None))) and isinstance(
            raw.get("attrs"), (dict, type(None))
        )

    @property
    def words(self) -> str:
        """What the node shows by itself, as plain text, without the nodes inside it."""
        return ""

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


class ExtensionNode(Node):
    """What extensions have in common."""

    __slots__ = ()
    key = Field("extensionKey", string, "Which extension.")
    kind = Field("extensionType", string, "Whose extension.")
    parameters = Field("parameters", anything, "Any JSON, for the extension.")
    text = Field("text", string, "What to show without the extension.")

    @property
    def words(self) -> str:
        return self.text


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
    def words(self) -> str:
        return self.text

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


def parse_node(raw: Any) -> Node:
    """Read one node; what does not have a node's shape becomes an `UnknownNode` that keeps it."""
    kind = raw.get("type") if isinstance(raw, dict) else None
    found = _KNOWN.get(kind) if isinstance(kind, str) else None
    return found(raw) if found is not None and found.fits(raw) else UnknownNode(raw)


def walk(node: Node) -> Iterator[Node]:
    """Yield a node and all nodes inside it, in the order of reading, whatever their depth."""
    pending = [node]
    while pending:
        each = pending.pop()
        yield each
        pending.extend(reversed(each.content))


def plain_text(node: Node) -> str:
    """All text inside a node, run together, whatever its depth; for where no layout is possible."""
    return "".join([each.words for each in walk(node)])
