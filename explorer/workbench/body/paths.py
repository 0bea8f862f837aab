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


class Finder:
    """Finds the lines of paths; what it has found on the way is used again.

    Args:
        lines: The body, as far as it has been read: what is read later is not found.
    """

    def __init__(self, lines: JsonLines) -> None:
        self._lines = lines
        self._containers: dict[Steps, int | None] = {}
        self._names: tuple[int, dict[str, int]] = (-1, {})

    def line(self, steps: Sequence[str | int]) -> int | None:
        """The line a path leads to, as far as the body has been read; None: nothing is there.

        Of a name that an object has more than once, the last counts.

        Args:
            steps: From the root.
        """
        steps = tuple(steps)
        if not steps:
            return 0 if len(self._lines) else None
        container = self._container(steps[:-1])
        return None if container is None else self._child(container, steps[-1])

    def _container(self, steps: Steps) -> int | None:
        """The container a path leads to; asked for prefix by prefix, for depth costs no stack."""
        known = len(steps)
        while known and steps[:known] not in self._containers:
            known -= 1
        index = self._lines.index
        container = self._containers[steps[:known]] if known else (0 if index.firsts else None)
        for place in range(known, len(steps)):
            line = None if container is None else self._child(container, steps[place])
            container = None if line is None else index.opened_by(line)
            self._containers[steps[: place + 1]] = container
        return container

    def _child(self, container: int, step: str | int) -> int | None:
        index = self._lines.index
        if isinstance(step, int):
            if index.objects[container] or not 0 <= step < index.counts[container]:
                return None
            return index.child(container, step)
        if not index.objects[container]:
            return None
        if self._names[0] != container:
            self._names = (container, self._names_of(container))
        return self._names[1].get(step)

    def _names_of(self, container: int) -> dict[str, int]:
        """The lines of an object's members by name."""
        index = self._lines.index
        names: dict[str, int] = {}
        line, last = index.firsts[container] + 1, index.last(container)
        while line <= last:
            name = self._lines.name(line)
            if name is None:
                break
            names[name] = line
            inner = index.opened_by(line)
            line = (line if inner is None else index.last(inner)) + 1
        return names


def _escaped(name: str) -> str:
    return _NEEDS_ESCAPE.sub(lambda found: _SHORT.get(found[0], f"\\u{ord(found[0]):04x}"), name)
