"""An answer of the right shape in which every text is an attack on whoever shows it."""

from __future__ import annotations

from typing import Any

TEXT = (
    "\x1b]0;title\x07\x1b[31mred\x1b[2J\x1b[6n"  # terminal: title, colour, erase, ask for an answer
    "\x1b]8;;https://evil.example/\x1b\\link\x1b]8;;\x1b\\"  # terminal: a link
    "\x1b]52;c;cm0gLXJm\x07"  # terminal: writes the clipboard
    "\x1bP+q544e\x1b\\\x9b31m\x9d0;c1\x9c"  # terminal: a device control string, and C1
    "\x00\x08\x7f\r\n\x0b\x0c"
    "[bold red]markup[/] [/nope] [@click=app.quit]quit[/]"
    "<script>alert(1)</script><img src=x onerror=alert(1)>\"'><svg/onload=alert(1)>"
    "\u202egnp.exe\u2066\u200f\u061c\ufeff"
    "e\u0301\u0301\u0301\u0301\u0301\u200b\u200d"
    "| cell | `code` | **bold** [name](javascript:alert(1)) ```"
    "$(id) `id` ${HOME} %s {{7*7}} '; rm -rf ~ #"
)
"""What every text holds."""

ADDRESS = "javascript:alert(1)//https://evil.example/\u202e\x1b[31m\"'><img src=x onerror=alert(1)>"
"""What every address is."""

_KEPT_BEGINNING = 24
# Their form is part of the shape: with another value the answer would be wrong, not hostile.
_FORMS = frozenset(
    {"created", "modified", "ts", "type", "privacy", "cursor", "lastModified"}
    | {"access_token", "token_type", "scope"}
)
_IDS = frozenset({"id", "account_id", "key", "cloudId"})
_ADDRESSES = ("url", "href", "uri", "picture", "avatar", "location", "ref")


def fill(value: Any, *, ids: bool = False, name: str = "") -> Any:
    """JSON data with an attack in every text.

    Args:
        value: The data.
        ids: Whether ids are filled too.
        name: The member it is the value of.
    """
    if isinstance(value, dict):
        return {key: fill(item, ids=ids, name=key) for key, item in value.items()}
    if isinstance(value, list):
        return [fill(item, ids=ids, name=name) for item in value]
    if not isinstance(value, str) or name in _FORMS:
        return value
    if name in _IDS or name.endswith(("Id", "Ids", "Key")):
        return value + TEXT if ids else value
    if name.lower().endswith(_ADDRESSES):
        return ADDRESS
    return value[:_KEPT_BEGINNING] + TEXT
