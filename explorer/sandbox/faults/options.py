"""What a fault can be told: whole numbers within bounds, one of some words, or a text."""

from __future__ import annotations

import re
from dataclasses import dataclass

Value = int | str | None

_WHOLE = re.compile(r"[0-9]{1,15}", re.ASCII)
_TEXT = re.compile(r"[\x21-\x7e]+", re.ASCII)


class FaultError(Exception):
    """A fault is asked for in words that make none; the message says what is wrong."""


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number.

    Args:
        name: Its name in a spec.
        help: What it is, with its unit.
        low: The least.
        high: The most.
        default: None where leaving it out means something of its own, which `help` says.
    """

    name: str
    help: str
    low: int
    high: int
    default: int | None

    @property
    def takes(self) -> str:
        """What it takes, in words."""
        return f"{self.low} to {self.high}"

    def read(self, text: str) -> int:
        """The number a text stands for.

        Raises:
            FaultError: It is none, or out of bounds.
        """
        if not _WHOLE.fullmatch(text) or not self.low <= int(text) <= self.high:
            raise FaultError(f"{self.name}={text}: must be a whole number, {self.takes}.")
        return int(text)


@dataclass(frozen=True, slots=True)
class Choice:
    """One of some words; the first is the default."""

    name: str
    help: str
    words: tuple[str, ...]

    @property
    def default(self) -> str:
        """What it is when it is left out."""
        return self.words[0]

    @property
    def takes(self) -> str:
        """What it takes, in words."""
        return " or ".join(self.words)

    def read(self, text: str) -> str:
        """The word.

        Raises:
            FaultError: It is none of them.
        """
        if text not in self.words:
            raise FaultError(f"{self.name}={text}: must be {self.takes}.")
        return text


@dataclass(frozen=True, slots=True)
class Text:
    """A text that can stand in a header: visible ASCII without spaces."""

    name: str
    help: str
    default: str
    takes: str = "a text without spaces; in double quotes where it holds a comma or @"

    def read(self, text: str) -> str:
        """The text.

        Raises:
            FaultError: It is empty or holds other characters.
        """
        if not _TEXT.fullmatch(text):
            raise FaultError(f"{self.name}={text}: must be visible ASCII without spaces.")
        return text


Option = Whole | Choice | Text
