"""From paths to the lines of a JSON body, for many paths one after the other.

The matches of a JSONPath come in the order of the text: what was found on the way to one is where
the way to the next begins.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from explorer.workbench.body.grammar import NAMED
from explorer.workbench.body.json_index import JsonIndex
from explorer.workbench.body.json_lines import JsonLines, unquoted

NEAR = 64
"""Items that are gone through one by one; what is farther away is searched for."""


class Finder:
    """Finds the lines of paths; what it has found on the way is used again.

    Args:
        lines: The body, as far as it has been read: what is read later is not found.
    """

    def __init__(self, lines: JsonLines) -> None:
        self._lines, self._index = lines, lines.index
        self._way: list[_Container] = []
        """The containers on the way to the path before, from the outermost."""

    def line(self, steps: Sequence[str | int]) -> int | None:
        """The line a path leads to, as far as the body has been read; None: nothing is there.

        Of a name that an object has more than once, the last counts.

        Args:
            steps: From the root.
        """
        if not steps:
            return 0 if len(self._lines) else None
        if not self._index.firsts:
            return None
        way = self._way = self._shared(steps)
        for step in steps[len(way) - 1 : -1]:
            line = way[-1].find(step)
            container = None if line is None else self._index.opened_by(line)
            if container is None:
                return None
            way[-1].step = step
            way.append(_Container(self._index, container))
        return way[-1].find(steps[-1])

    def _shared(self, steps: Sequence[str | int]) -> list[_Container]:
        """The containers that the way to a path and to the one before have in common."""
        way = self._way or [_Container(self._index, 0)]
        known = 1
        for (one, _), step in zip(pairwise(way), steps[:-1], strict=False):
            if one.step != step:
                break
            known += 1
        return way[:known]


class _Container:
    """A container on the way, and what was last found in it."""

    __slots__ = ("_asked", "_index", "_inner", "_line", "_names", "_number", "_ordinal", "step")

    def __init__(self, index: JsonIndex, number: int) -> None:
        self._index, self._number = index, number
        self.step: str | int = -1
        """Where the way goes on from here, if it does."""
        self._ordinal, self._line, self._inner = 0, index.firsts[number] + 1, number + 1
        self._asked = False
        self._names: dict[str, int] | None = None

    def find(self, step: str | int) -> int | None:
        """The line of a member or an item; None where there is none."""
        is_object = bool(self._index.objects[self._number])
        if isinstance(step, str):
            return self._named(step) if is_object else None
        if is_object or not 0 <= step < self._index.counts[self._number]:
            return None
        return self._numbered(step)

    def _numbered(self, ordinal: int) -> int:
        index = self._index
        if not 0 <= ordinal - self._ordinal <= NEAR:
            self._line = index.child(self._number, ordinal)
            self._inner = index.first_from(self._line)
            self._ordinal = ordinal
        while self._ordinal < ordinal:
            self._line, self._inner = index.beside(self._line, self._inner)
            self._ordinal += 1
        return self._line

    def _named(self, name: str) -> int | None:
        if self._names is not None:
            return self._names.get(name)
        if self._asked:
            # More than one name of the same object: all are read, once.
            self._names = {unquoted(literal): line for line, literal in self._literals()}
            return self._names.get(name)
        self._asked = True
        written = b'"' + name.encode("utf-8", "surrogatepass") + b'"'
        found = None
        for line, literal in self._literals():
            is_plain = b"\\" not in literal and literal.isascii()
            if literal == written if is_plain else unquoted(literal) == name:
                found = line
        return found

    def _literals(self) -> list[tuple[int, bytes]]:
        """The lines of an object's members, and their names as they are written."""
        index = self._index
        found = []
        for line in index.items(self._number):
            name = NAMED.match(index.data, index.starts[line])
            if name is not None:
                found.append((line, name[1]))
        return found
