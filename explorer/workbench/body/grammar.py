"""The pieces of JSON (RFC 8259) as patterns over bytes, for those who read it line by line.

All repeats are possessive: no text makes a pattern go back and try again.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

WS: Final = rb"[ \t\n\r]*+"
STRING: Final = rb'"[^"\\\x00-\x1f]*+(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\x00-\x1f]*+)*+"'
NUMBER: Final = rb"-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?(?:[eE][+-]?[0-9]++)?"
LITERAL: Final = rb"(?:true|false|null)"
SCALAR: Final = b"(?:" + STRING + b"|" + NUMBER + b"|" + LITERAL + b")"
NAME: Final = STRING + WS + b":" + WS

BLANKS: Final = re.compile(WS)

NAMED_SCALARS: Final = re.compile(WS + NAME + SCALAR + WS + b",")
"""A member with a scalar value, and the comma after it: run by run with `scanner`."""

PLAIN_SCALARS: Final = re.compile(WS + SCALAR + WS + b",")
"""A scalar item of a list, and the comma after it."""

_VALUE: Final = rb"(?:([{\[])(?:" + WS + rb"([}\]]))?+|" + SCALAR + rb")(?:" + WS + rb"([,}\]]))?+"

MEMBER: Final = re.compile(WS + NAME + _VALUE)
"""A member; groups: what opens its value, what closes that at once, what stands after it."""

ITEM: Final = re.compile(WS + _VALUE)
"""An item of a list, or the whole text's value; groups as of `MEMBER`."""

AFTER: Final = re.compile(WS + rb"([,}\]])")
"""What stands after a value inside a container."""

NAMED: Final = re.compile(WS + b"(" + STRING + b")" + WS + b":")
"""The name a member begins with, which is the group."""

LINE: Final = re.compile(
    WS
    + b"(?:("
    + STRING
    + b")"
    + WS
    + b":"
    + WS
    + rb")?+(?:("
    + STRING
    + b")|("
    + NUMBER
    + b")|("
    + LITERAL
    + rb")|([{\[])(?:"
    + WS
    + rb"([}\]]))?+|([}\]]))"
)
"""What one line shows. Groups: name; string, number or literal; opener and the closer that
follows it at once; closer of a line of its own."""


def scanner_of(pattern: re.Pattern[bytes]) -> Callable[..., Any]:
    """What gives, for a text and offsets, the scanner of a pattern: its `match` goes on from
    match to match in C. It is part of every `re`, but of no stub."""
    found: Callable[..., Any] = pattern.scanner  # type: ignore[attr-defined]
    return found
