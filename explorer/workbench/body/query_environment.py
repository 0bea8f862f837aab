"""The JSONPath library, told to keep to RFC 9535 and to stop when it is asked to.

Imported only when a path is followed.
"""

from __future__ import annotations

import threading
from typing import Any

from jsonpath import JSONPathEnvironment
from jsonpath.exceptions import JSONPathError
from jsonpath.function_extensions import Match, Search

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
