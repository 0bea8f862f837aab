"""Where a text stops being JSON, and what is wrong there, in a sentence."""

from __future__ import annotations

import re

from explorer.workbench.body.grammar import BLANKS, STRING
from explorer.workbench.body.json_scan import MAX_DEPTH, JsonScan

_STRING = re.compile(STRING)
_STRING_SO_FAR = re.compile(STRING.removesuffix(b'"'))
_WORD = re.compile(rb'[^\s{}\[\],:"]+')
_SHOWN = 40
_OPENERS = (b"{", b"[")


def what_is_wrong(scan: JsonScan) -> str:
    """Why a text is no JSON, with line and column, both from 1.

    Args:
        scan: One that found its text to be broken.
    """
    data = scan.index.data
    position = _skip(data, scan.position)
    if len(scan.index) and scan.container < 0:
        said = "there is text after the end of the value"
    elif data[position : position + 1] in (b"}", b"]") and _last_before(data, position) in _OPENERS:
        said = "this does not close what was opened before it"
    elif not len(scan.index):
        position, said = _value(data, position, "no value is here")
    elif not scan.wants_item:
        said = f"a comma or {_closer(scan)} is missing"
    else:
        position, said = _in_item(scan, data, position)
    if position >= len(data):
        said = "the text ends before the value does" if data.strip() else "the text is empty"
    line, column = position_of(data, position)
    return f"Not JSON: line {line:,}, column {column:,}: {said}."


def position_of(data: bytes, offset: int) -> tuple[int, int]:
    """Line and column, in characters, of an offset; both from 1."""
    before = data.rfind(b"\n", 0, offset)
    column = len(data[before + 1 : offset].decode("utf-8", "replace")) + 1
    return data.count(b"\n", 0, offset) + 1, column


def _in_item(scan: JsonScan, data: bytes, position: int) -> tuple[int, str]:
    depth = scan.index.depths[scan.container] + 1
    if depth >= MAX_DEPTH:
        return position, f"values are nested more than {MAX_DEPTH:,} deep"
    if not scan.in_object:
        return _value(data, position, "a value is missing")
    if data[position : position + 1] != b'"':
        return position, "a name in double quotes is missing"
    found = _STRING.match(data, position)
    if found is None:
        return _string(data, position)
    position = _skip(data, found.end())
    if data[position : position + 1] != b":":
        return position, "a colon is missing after the name"
    return _value(data, _skip(data, position + 1), "a value is missing")


def _value(data: bytes, position: int, otherwise: str) -> tuple[int, str]:
    start = data[position : position + 1]
    if start == b'"':
        return _string(data, position)
    word = _WORD.match(data, position)
    if word is None:
        return position, otherwise
    text = word[0][:_SHOWN].decode("utf-8", "backslashreplace")
    return position, f"{text!r} is no value of JSON"


def _string(data: bytes, position: int) -> tuple[int, str]:
    found = _STRING_SO_FAR.match(data, position)
    position = position if found is None else found.end()
    wrong = data[position : position + 1]
    if wrong == b"\\" and position + 1 < len(data):
        return position, "this is no escape of a JSON string"
    if wrong and wrong != b"\\":
        return position, f"a string holds the control character {wrong[0]:#04x}"
    return len(data), "the string does not end"


def _closer(scan: JsonScan) -> str:
    return "}" if scan.in_object else "]"


def _skip(data: bytes, position: int) -> int:
    found = BLANKS.match(data, position)
    return position if found is None else found.end()


def _last_before(data: bytes, position: int) -> bytes:
    while position and data[position - 1 : position].isspace():
        position -= 1
    return data[position - 1 : position] if position else b""
