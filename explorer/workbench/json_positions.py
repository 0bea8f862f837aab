"""Where in a JSON text a value stands: for pointing at what a check of the parsed value found."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+', re.S)


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A place in a text, both counted from 1; the column in characters."""

    line: int
    column: int


@dataclass(slots=True)
class Node:
    """A value and where it is.

    Args:
        start: Offset of its first character.
        key_start: Offset of the member name before it; None where there is none.
        members: Of an object, by name; of a repeated name the last, which is the one that counts.
        items: Of a list.
        repeated: Names that an object has more than once, with the offset of the later one.
    """

    start: int
    key_start: int | None = None
    members: dict[str, Node] = field(default_factory=dict)
    items: list[Node] = field(default_factory=list)
    repeated: list[tuple[str, int]] = field(default_factory=list)

    def child(self, step: str | int) -> Node | None:
        """The member or item of that name or number; None where there is none."""
        if isinstance(step, str):
            return self.members.get(step)
        return self.items[step] if 0 <= step < len(self.items) else None


class JsonPositions:
    """The positions of every value of a text.

    Args:
        text: JSON that a parser has accepted.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.root, self.repeated = _scan(text)

    def find(self, path: Sequence[str | int]) -> Node:
        """The value a path leads to, or the nearest one above it that is there.

        Steps that lead nowhere are passed over: a model's own path also names the branch of a
        choice, which no text holds.

        Args:
            path: Member names and item numbers from the root.
        """
        node = self.root
        for step in path:
            node = node.child(step) or node
        return node

    def position(self, path: Sequence[str | int], *, key: bool = False) -> Position:
        """Where the value of a path begins.

        Args:
            path: As of `find`.
            key: Rather where its member name begins, if it has one.
        """
        node = self.find(path)
        return self.at(node.key_start if key and node.key_start is not None else node.start)

    def at(self, offset: int) -> Position:
        """The position of an offset."""
        before = self.text.rfind("\n", 0, offset)
        return Position(self.text.count("\n", 0, offset) + 1, offset - before)


def _scan(text: str) -> tuple[Node, list[tuple[str, int]]]:
    """The tree of positions, without recursion: depth costs no stack."""
    root = Node(0)
    repeated: list[tuple[str, int]] = []
    open_nodes: list[tuple[Node, bool]] = []
    name: tuple[str, int] | None = None
    for match in _TOKEN.finditer(text):
        piece, start = match.group(), match.start()
        if piece in "}]":
            if open_nodes:
                open_nodes.pop()
        elif piece in ",:":
            continue
        elif open_nodes and open_nodes[-1][1] and name is None:
            name = (json.loads(piece, strict=False), start)
        else:
            node = Node(start)
            if not open_nodes:
                root = node
            elif name is not None:
                parent = open_nodes[-1][0]
                node.key_start = name[1]
                if name[0] in parent.members:
                    parent.repeated.append(name)
                    repeated.append(name)
                parent.members[name[0]] = node
                name = None
            else:
                open_nodes[-1][0].items.append(node)
            if piece in "{[":
                open_nodes.append((node, piece == "{"))
    return root, repeated
