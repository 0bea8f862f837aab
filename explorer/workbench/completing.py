"""What can be completed while a message is written: people after `@`, emoji after `:`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from explorer.document.emoji_names import names_like
from explorer.document.safe import one_line

MOST = 8
"""Completions offered at once."""

_BEGUN = re.compile(
    r"(?:^|(?<=[\s(\[*_~>]))(?:@(?P<person>[^\s@:][^@:\n]{0,40})?|:(?P<emoji>[\w+-]{2,30}))$"
)


class Begun(NamedTuple):
    """A name that has been begun.

    Args:
        start: Where its sign stands in the row.
        sign: `@` or `:`.
        text: What follows the sign so far.
    """

    start: int
    sign: str
    text: str


class Completion(NamedTuple):
    """One way to go on.

    Args:
        label: To choose from; visible text.
        text: What takes the place of what was begun.
    """

    label: str
    text: str


def begun(before: str) -> Begun | None:
    """The name that a row of text ends with; None where it ends with none.

    Args:
        before: The row up to the cursor.
    """
    found = _BEGUN.search(before)
    if found is None:
        return None
    emoji = found["emoji"]
    if emoji is not None:
        return Begun(found.start(), ":", emoji)
    return Begun(found.start(), "@", found["person"] or "")


def completions(name: Begun, mentions: Mapping[str, str], most: int = MOST) -> list[Completion]:
    """Ways to go on with a name that has been begun; none once it stands there whole.

    Args:
        name: From `begun`.
        mentions: Names that can be mentioned.
        most: How many, at most.
    """
    if name.sign == ":":
        return [
            Completion(f"{each.character} {each.name}", f"{each.name} ")
            for each in names_like(name.text, most)
        ]
    typed = name.text.casefold()
    fitting = [each for each in mentions if _fits(each.casefold(), typed)]
    ordered = sorted(fitting, key=lambda each: (not each.casefold().startswith(typed), each))
    return [Completion(f"@{one_line(each, 60)}", f"@{each} ") for each in ordered[:most]]


def _fits(name: str, typed: str) -> bool:
    """Whether a name, or one of its words, begins with what was typed."""
    return any(part.startswith(typed) for part in _tails(name))


def _tails(name: str) -> Iterable[str]:
    words = name.split()
    return (" ".join(words[at:]) for at in range(len(words)))
