"""Marks: what is said about a run of text (API.md 6.3)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, ClassVar, Final

from explorer.document.card import Target
from explorer.document.view import (
    NOTHING,
    Field,
    View,
    anything,
    optional_string,
    part,
    string,
)

_ADDRESS: Final = re.compile(r"(?:https?://|mailto:)[^\x00-\x20\x7f]+", re.IGNORECASE)
_COLOUR: Final = re.compile(r"#[0-9a-f]{6}")


def is_safe_address(address: str) -> bool:
    """Whether an address is one that is ever made a link: http, https or mailto."""
    return _ADDRESS.fullmatch(address) is not None


class Mark(View):
    """One mark; its fields are read from `attrs`."""

    __slots__ = ()
    type: ClassVar[str] = ""

    def values(self) -> Mapping[str, Any]:
        attrs = self.raw.get("attrs")
        return attrs if isinstance(attrs, dict) else NOTHING


class Strong(Mark):
    """Strong emphasis."""

    __slots__ = ()
    type = "strong"


class Em(Mark):
    """Emphasis."""

    __slots__ = ()
    type = "em"


class Underline(Mark):
    """Underlined."""

    __slots__ = ()
    type = "underline"


class Strike(Mark):
    """Struck through."""

    __slots__ = ()
    type = "strike"


class Code(Mark):
    """Code within a line; goes together with a link only."""

    __slots__ = ()
    type = "code"


class Link(Mark):
    """A link."""

    __slots__ = ()
    type = "link"
    href = Field("href", string, "Where it leads, exactly as it came.")
    title = Field("title", optional_string, "A word shown beside it.")

    @property
    def address(self) -> str:
        """Where it leads, when that is http, https or mailto; else empty."""
        href = self.href
        return href if is_safe_address(href) else ""


class Subsup(Mark):
    """Lowered or raised."""

    __slots__ = ()
    type = "subsup"
    kind = Field("type", string, "sub or sup.")


class TextColor(Mark):
    """Coloured."""

    __slots__ = ()
    type = "textColor"
    color = Field("color", string, "Like #ff5630, in lower case.")

    @property
    def is_sound(self) -> bool:
        """Whether the colour is written as the schema wants it."""
        return _COLOUR.fullmatch(self.color) is not None


class Action(Mark):
    """Text that calls an action target when clicked; Stride's own."""

    __slots__ = ()
    type = "action"
    title = Field("title", string, "What the action is called.")
    target = Field("target", part(Target), "Where it goes.")
    key = Field("key", optional_string, "Name of the action, given to its target.")
    parameters = Field("parameters", anything, "Any JSON, given to the target.")


class UnknownMark(Mark):
    """A mark this program does not know, or something that is no mark at all."""

    __slots__ = ()

    def values(self) -> Mapping[str, Any]:
        return self.raw if isinstance(self.raw, dict) else NOTHING


_MARKS: Final[Mapping[str, type[Mark]]] = {
    mark.type: mark
    for mark in (Strong, Em, Underline, Strike, Code, Link, Subsup, TextColor, Action)
}


def parse_mark(raw: Any) -> Mark:
    """Read one mark; what is no known mark becomes an `UnknownMark` that keeps it."""
    kind = raw.get("type") if isinstance(raw, dict) else None
    return _MARKS.get(kind, UnknownMark)(raw) if isinstance(kind, str) else UnknownMark(raw)
