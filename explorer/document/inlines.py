"""Inline nodes, which stand within a line (API.md 6.2)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

from explorer.document.card import ActionGroup
from explorer.document.marks import Mark, parse_mark
from explorer.document.node import ExtensionNode, Inline
from explorer.document.view import Field, optional_string, string

_STRIDE: Final = "com.atlassian.stride"
_ACTION_GROUP: Final = "actionGroup"


class InlineExtension(Inline, ExtensionNode):
    """Something an app draws within a line; Stride's own is a row of buttons."""

    __slots__ = ()
    type = "inlineExtension"

    @property
    def action_group(self) -> ActionGroup | None:
        """The row of buttons, if this is one (API.md 6.5)."""
        if self.kind != _STRIDE or self.key != _ACTION_GROUP:
            return None
        return ActionGroup(self.parameters) if isinstance(self.parameters, dict) else None


class Text(Inline):
    """A run of text with marks."""

    __slots__ = ()
    type = "text"

    @classmethod
    def fits(cls, raw: dict[str, Any]) -> bool:
        return isinstance(raw.get("text"), str)

    @property
    def text(self) -> str:
        """The characters, exactly as they came."""
        return string(self.raw.get("text"))

    @property
    def marks(self) -> tuple[Mark, ...]:
        """What is said about the text."""
        marks = self.raw.get("marks")
        return tuple(map(parse_mark, marks)) if isinstance(marks, list) else ()

    @property
    def words(self) -> str:
        return self.text


class Mention(Inline):
    """A person, an app or everyone."""

    __slots__ = ()
    type = "mention"
    id = Field("id", string, "User id, or `all` or `here`.")
    text = Field("text", string, "Like `@Name`.")
    user_type = Field("userType", optional_string, "DEFAULT, SPECIAL or APP.")
    access_level = Field("accessLevel", optional_string, "Like CONTAINER, on received messages.")

    @property
    def name(self) -> str:
        """The name with its `@`."""
        name = self.text or self.id
        return name if name.startswith("@") else f"@{name}"

    @property
    def words(self) -> str:
        return self.name


class Emoji(Inline):
    """An emoji by its name."""

    __slots__ = ()
    type = "emoji"
    short_name = Field("shortName", string, "Like `:smile:`.")
    id = Field("id", optional_string, "Id, mostly the code point.")
    text = Field("text", string, "The character, if there is one.")

    @property
    def words(self) -> str:
        return self.text or self.short_name


class HardBreak(Inline):
    """A new line in a paragraph."""

    __slots__ = ()
    type = "hardBreak"

    @property
    def words(self) -> str:
        return "\n"


class Date(Inline):
    """A day."""

    __slots__ = ()
    type = "date"
    timestamp = Field("timestamp", string, "Milliseconds since 1970, UTC, in digits.")

    @property
    def day(self) -> str:
        """The day like `2018-06-08`, or what was written when that is no time."""
        written = self.timestamp
        if not (written.isascii() and written.lstrip("-").isdigit() and len(written) < 16):
            return written
        try:
            return datetime.fromtimestamp(int(written) / 1000, UTC).date().isoformat()
        except (ValueError, OverflowError, OSError):
            return written

    @property
    def words(self) -> str:
        return self.day


class Placeholder(Inline):
    """Words that ask for text."""

    __slots__ = ()
    type = "placeholder"
    text = Field("text", string, "The words.")

    @property
    def words(self) -> str:
        return self.text
