"""Lines of a JSON body and paths to its values: normalized paths of RFC 9535."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from explorer.workbench.body.json_lines import JsonLines

Steps = tuple[str | int, ...]
"""Member names and item numbers from the root."""

_NEEDS_ESCAPE = re.compile(r"['\\\x00-\x1f]")
_SHORT = {"\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r", "'": "\\'", "\\": "\\\\"}
_STEP = re.compile(
    r"\[(?:(0|[1-9][0-9]*)|'((?:[^'\\\x00-\x1f]|\\(?:[btnfr'\\]|u[0-9a-fA-F]{4}))*)')\]"
)


class PathError(ValueError):
    """A text is no normalized path; says where."""


def written(steps: Sequence[str | int]) -> str:
    """A normalized path: `$['values'][3]['name']`.

    Args:
        steps: Member names and item numbers from the root.
    """
    return "$" + "".join(
        [f"[{step}]" if isinstance(step, int) else f"['{_escaped(step)}']" for step in steps]
    )


def read(path: str) -> Steps:
    """The steps of a normalized path.

    Args:
        path: As `written` gives it.

    Raises:
        PathError: It is none; names the character where it stops to be one.
    """
    if not path.startswith("$"):
        raise PathError("A path begins with $.")
    steps: list[str | int] = []
    position = 1
    while position < len(path):
        found = _STEP.match(path, position)
        if found is None:
            raise PathError(f"No step of a path begins at character {position + 1}.")
        number, name = found.groups()
        if number is None:
            steps.append(json.loads('"' + name.replace('"', '\\"').replace("\\'", "'") + '"'))
        else:
            steps.append(int(number))
        position = found.end()
    return tuple(steps)


def steps_to(lines: JsonLines, line: int) -> Steps:
    """The steps to the value that a line shows, opens or closes.

    Args:
        lines: The body.
        line: Which line, from 0.
    """
    index = lines.index
    inner = index.innermost(line)
    if inner >= 0 and index.lasts[inner] == line:
        line = index.firsts[inner]
    steps: list[str | int] = []
    while (around := index.around(line)) >= 0:
        name = lines.name(line) if index.objects[around] else None
        steps.append(index.ordinal(line) if name is None else name)
        line = index.firsts[around]
    return tuple(reversed(steps))


def _escaped(name: str) -> str:
    return _NEEDS_ESCAPE.sub(lambda found: _SHORT.get(found[0], f"\\u{ord(found[0]):04x}"), name)
