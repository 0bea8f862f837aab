"""The JSONPath library, told to keep to RFC 9535 and to stop when it is asked to.

Imported only when a path is followed.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

from jsonpath import CompoundJSONPath, JSONPath, JSONPathEnvironment, JSONPathMatch
from jsonpath.exceptions import JSONPathError, JSONPathRecursionError
from jsonpath.function_extensions import Match, Search
from jsonpath.segments import JSONPathRecursiveDescentSegment, JSONPathSegment

from explorer.workbench.body.parsing import Cancelled

PATIENCE = 0.25
"""Seconds of computing that one text gets for one regular expression of a filter."""


class _BoundedMatch(Match):
    def __call__(self, value: object, pattern: object) -> bool:
        return _bounded(self, "fullmatch", value, pattern)


class _BoundedSearch(Search):
    def __call__(self, value: object, pattern: object) -> bool:
        return _bounded(self, "search", value, pattern)


def _bounded(function: Match | Search, method: str, value: object, pattern: object) -> bool:
    if not isinstance(value, str) or not isinstance(pattern, str):
        return False
    compiled: Any = function.check_cache(pattern)
    try:
        # The library compiles with `regex` where that is installed, as it is with this package.
        return compiled is not None and bool(getattr(compiled, method)(value, timeout=PATIENCE))
    except TimeoutError:
        raise JSONPathError("a regular expression of a filter takes too long") from None


class Node(JSONPathMatch):
    """A value on the way of a path. It keeps no list of what was found in it, and no text of where
    it stands: for hundreds of thousands of values they would take longer than following the path.
    """

    __slots__ = ()

    def new_child(self, obj: object, key: int | str) -> Node:
        """A member or an item of this value."""
        return Node(
            filter_context=self._filter_context,
            obj=obj,
            parent=self,
            path="",
            parts=(*self.parts, key),
            root=self.root,
        )

    def add_child(self, *children: JSONPathMatch) -> None:
        """Nothing: what is found is given on."""


class Descent(JSONPathRecursiveDescentSegment):
    """`..`, which asks of a value only whether it is an object or a list: the library's own way
    goes through texts, too, and takes three times as long.
    """

    def _visit(self, node: JSONPathMatch, depth: int = 1) -> Iterator[JSONPathMatch]:
        if depth > self.env.max_recursion_depth:
            raise JSONPathRecursionError("recursion limit exceeded", token=self.token)
        yield node
        inner: Any = node.obj
        if type(inner) not in _CONTAINERS:
            return
        for key, value in inner.items() if type(inner) is dict else enumerate(inner):
            if type(value) in _CONTAINERS:
                yield from self._visit(node.new_child(value, key), depth + 1)


_CONTAINERS = (dict, list)


class Environment(JSONPathEnvironment):
    """Paths of RFC 9535, nothing more.

    Args:
        stop: Ends the evaluation of filters, from another thread.
    """

    max_recursion_depth = 300
    """Containers in one another that `..` goes through: each takes some of Python's stack."""

    def __init__(self, stop: threading.Event) -> None:
        self._stop = stop
        super().__init__(strict=True)

    def compile(self, path: str) -> JSONPath | CompoundJSONPath:
        """As the library does, with our own `..`."""
        compiled = super().compile(path)
        if isinstance(compiled, JSONPath):
            compiled.segments = tuple(map(self._own, compiled.segments))
        return compiled

    def _own(self, segment: JSONPathSegment) -> JSONPathSegment:
        if not isinstance(segment, JSONPathRecursiveDescentSegment):
            return segment
        return Descent(env=self, token=segment.token, selectors=segment.selectors)

    def setup_function_extensions(self) -> None:
        """The functions of RFC 9535, the two with expressions bounded."""
        super().setup_function_extensions()
        self.function_extensions["match"] = _BoundedMatch()
        self.function_extensions["search"] = _BoundedSearch()

    def is_truthy(self, obj: object) -> bool:
        """Asked for every value that a filter looks at."""
        if self._stop.is_set():
            raise Cancelled
        return super().is_truthy(obj)
