"""Texts with `{{name}}` in them: splitting them where no name is cut, and filling them."""

from __future__ import annotations

import re
from collections.abc import Callable

MOST_ROUNDS = 19
"""How often what was put in may itself hold a name: Postman's own number."""
MOST_GROWTH = 4 * 1024 * 1024
"""Characters by which filling may lengthen a text: names that double each other end here."""

_NAME = re.compile(r"\{\{([^{}]*)\}\}")
_STAND_INS = frozenset(
    """string integer number boolean uuid dateTime date-time date email uri url long int int32
    int64 float double binary byte password object array any""".lower().split()
)
_EMPTY = frozenset({"", "{}", "%7b%7d", "[]", "%5b%5d", "{{}}"})


def is_placeholder(text: str) -> bool:
    """Whether a value only says that there is none: empty, `{}`, `%7B%7D`, `<string>`."""
    if len(text) > 24:
        return False
    bare = text.strip().lower()
    if bare in _EMPTY:
        return True
    bare = bare.replace("%3c", "<").replace("%3e", ">")
    return bare.startswith("<") and bare.endswith(">") and bare[1:-1] in _STAND_INS


def names(text: str) -> list[str]:
    """The names in a text, in order."""
    return _NAME.findall(text)


def split(text: str, separator: str, most: int = 0) -> list[str]:
    """Parts of a text between separators that are outside `{{…}}`.

    Args:
        text: Any text.
        separator: One character.
        most: How many times to split; 0 for always.
    """
    if "{{" not in text:
        return text.split(separator, most or -1)
    parts = []
    begun = 0
    for match in re.finditer(r"\{\{[^{}]*\}\}|" + re.escape(separator), text):
        if match.group() == separator:
            parts.append(text[begun : match.start()])
            begun = match.end()
            if len(parts) == most:
                break
    parts.append(text[begun:])
    return parts


class Endless(Exception):
    """Names that lead to one another without an end, or to a text without measure."""


def fill(text: str, find: Callable[[str], str | None], missing: Callable[[str], None]) -> str:
    """A text with values in the places of names, also of names within values and within names.

    Args:
        text: A template.
        find: The value of a name; None where there is none.
        missing: Is told the names that stay, once each.

    Raises:
        Endless: There is no end to it.
    """
    if "{{" not in text:
        return text
    most = len(text) + MOST_GROWTH
    for _ in range(MOST_ROUNDS):
        turn = _Pass(find, most - len(text))
        text = _NAME.sub(turn, text)
        if not turn.filled or "{{" not in text:
            for name in turn.left:
                missing(name)
            return text
    # The last round may have been the one that ended it.
    still = dict.fromkeys(names(text))
    if any(find(name) is not None for name in still):
        raise Endless
    for name in still:
        missing(name)
    return text


class _Pass:
    """One round: every name that has a value gives way to it."""

    def __init__(self, find: Callable[[str], str | None], room: int) -> None:
        self._find = find
        self._room = room
        self.left: dict[str, None] = {}
        self.filled = 0

    def __call__(self, match: re.Match[str]) -> str:
        value = self._find(match[1])
        if value is None:
            self.left[match[1]] = None
            return match[0]
        self.filled += 1
        self._room -= len(value)
        if self._room < 0:
            raise Endless
        return value
