"""A response body as lines that any face can show: fold, search, paths, JSONPath, difference."""

from __future__ import annotations

from explorer.workbench.body.body import Body
from explorer.workbench.body.paths import PathError
from explorer.workbench.body.pattern import Pattern, PatternError
from explorer.workbench.body.search import Search
from explorer.workbench.body.source import Copied

__all__ = ["Body", "Copied", "PathError", "Pattern", "PatternError", "Search"]
