"""Why a text is no JSON, in words of whoever types it instead of the parser's."""

from __future__ import annotations

import json
import re
from typing import NamedTuple

from explorer.document.safe import one_line

_TOKEN = re.compile(r'"(?:[^"\\\n]|\\.)*"|[{}\[\]]', re.S)
_WORD = re.compile(r"[^\s,:\[\]{}\"']+")
_CLOSES = {"{": "}", "[": "]"}
_MEANT = {"True": "true", "False": "false", "None": "null", "undefined": "null", "nil": "null"}


class _Open(NamedTuple):
    """A bracket that has not been closed, and where it stands, counted from 1."""

    bracket: str
    line: int


def json_words(text: str, problem: json.JSONDecodeError) -> str:
    """What is wrong where the parser stopped, in a clause.

    Args:
        text: What was parsed.
        problem: What the parser raised.
    """
    rest = text[problem.pos :]
    opened = _innermost(text[: problem.pos])
    message = problem.msg
    if message.startswith("Unterminated string"):
        return "the text that begins here has no closing quote in its line"
    if not rest.strip():
        if opened is None:
            return "there is nothing here yet; JSON begins with { or ["
        closing = _CLOSES[opened.bracket]
        return (
            f"the text ends while the {opened.bracket} of line {opened.line} is open: add {closing}"
        )
    if rest.startswith(("//", "/*", "#")):
        return "JSON has no comments: take this one out"
    if opened is not None and rest[0] in "}]" and rest[0] != _CLOSES[opened.bracket]:
        wanted = _CLOSES[opened.bracket]
        return f"the {opened.bracket} of line {opened.line} is closed by {rest[0]}, not by {wanted}"
    if message.startswith("Invalid control character"):
        return "a text stands on one line: a line break in it is written \\n, a tab \\t"
    if message.startswith("Invalid \\"):
        return 'after a \\ stands one of " \\ / b f n r t, or u and four hexadecimal digits'
    if message.startswith("Extra data"):
        return f"the JSON is over before {_shown(rest)}: take out what follows, or a bracket before"
    if message.startswith("Illegal trailing comma"):
        return "the last comma is one too many"
    return _missing(message, rest)


def _missing(message: str, rest: str) -> str:
    """What a parser expected at some other thing."""
    found, shown = rest[0], _shown(rest)
    if message.startswith("Expecting ',' delimiter"):
        return f"a comma is missing before {shown}"
    if message.startswith("Expecting ':' delimiter"):
        return f"a colon is missing before {shown}"
    if found == "'":
        return "a text stands in double quotes, not in single ones"
    if message.startswith("Expecting property name"):
        if found == "}":
            return "the last comma is one too many"
        return f"a name in double quotes must stand here, not {shown}"
    if message.startswith("Expecting value"):
        if found == "]":
            return "the last comma is one too many"
        if found in ",}":
            return f"a value is missing before {shown}"
        word = _WORD.match(rest)
        meant = _MEANT.get(word[0], "") if word else ""
        if meant:
            return f"{shown} is written {meant}"
        return f"a value must stand here; {shown} is none: a text stands in double quotes"
    return message


def _shown(rest: str) -> str:
    word = _WORD.match(rest) or _TOKEN.match(rest)
    return one_line(word[0] if word else rest[0], 30)


def _innermost(text: str) -> _Open | None:
    """The last bracket that is still open at the end of a text."""
    found: list[_Open] = []
    for match in _TOKEN.finditer(text):
        piece = match[0]
        if piece in _CLOSES:
            found.append(_Open(piece, text.count("\n", 0, match.start()) + 1))
        elif piece in "}]" and found:
            found.pop()
    return found[-1] if found else None
