"""Python source of literals and of values from the environment: nothing else is ever written."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from typing import Any

from explorer.formats.portable import Text, Variable

WIDTH = 88


def literal(value: Any) -> str:
    """A value of plain data as it is written in Python, all that cannot be seen escaped.

    Args:
        value: Texts, bytes, numbers, truth values, None, and lists and dictionaries of these.
    """
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, bytes):
        return bytes_literal(value)
    if isinstance(value, dict):
        items = [f"{literal(key)}: {literal(each)}" for key, each in value.items()]
        return listed("{", items, "}")
    if isinstance(value, list):
        return listed("[", [literal(each) for each in value], "]")
    return repr(value)


def _text(value: str) -> str:
    made = repr(value)
    return f'"{made[1:-1]}"' if made[0] == "'" and '"' not in made else made


def expression(parts: Text) -> str:
    """A text with variables in it."""
    return " + ".join(map(_part, parts)) if parts else '""'


def _part(part: str | Variable) -> str:
    return variable(part) if isinstance(part, Variable) else _text(part)


def variable(name: Variable) -> str:
    """A value of the environment."""
    return f"os.environ[{_text(name.name)}]"


def body(parts: Sequence[bytes | Variable]) -> str:
    """Bytes with variables in them: as a text where they are one, else as bytes."""
    try:
        texts = tuple(each if isinstance(each, Variable) else each.decode() for each in parts)
        return expression(tuple(each for each in texts if each))
    except UnicodeDecodeError:
        return " + ".join(
            f"{variable(each)}.encode()" if isinstance(each, Variable) else repr(each)
            for each in parts
        )


def bytes_literal(data: bytes) -> str:
    """Bytes, as the text they are where that says more."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return repr(data)
    return repr(data) if text.isascii() else f"{_text(text)}.encode()"


def call(function: str, arguments: Iterable[str]) -> str:
    """A call, on one line where that is short enough.

    Args:
        function: What is called.
        arguments: As they are written; each may have several lines.
    """
    return listed(f"{function}(", arguments, ")")


def listed(before: str, items: Iterable[str], after: str) -> str:
    """Items between brackets, on one line where that is short enough."""
    given = list(items)
    line = f"{before}{', '.join(given)}{after}"
    if len(line) <= WIDTH - 4 and "\n" not in line:
        return line
    return f"{before}\n" + "".join(f"{textwrap.indent(each, '    ')},\n" for each in given) + after
