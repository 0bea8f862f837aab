"""What is looked for in a body: a text, or a regular expression that cannot run away."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

LONGEST = 1_000
"""Characters of a regular expression at most."""

PATIENCE = 0.02
"""Seconds of computing an expression gets for a line, and a tenth of a microsecond a character."""

_BETWEEN_WORDS = re.compile(r'[\s:,{}\[\]"\\]+')
_ESCAPED = re.compile(r"\\.", re.DOTALL)


class PatternError(ValueError):
    """What was typed cannot be looked for; says why."""


class Pattern:
    """Something to look for.

    Upper and lower case are alike unless it has an upper-case letter. In a text, any white space
    stands for white space. Matches of nothing are none.

    Args:
        needle: What was typed.
        regular: Whether it is a regular expression.

    Raises:
        PatternError: It is empty, or no regular expression.
    """

    def __init__(self, needle: str, *, regular: bool = False) -> None:
        self.needle = needle
        self.regular = regular
        self._parts: list[re.Pattern[str]] = []
        self._compiled: Any
        if regular:
            self._compiled = _compiled(needle)
            return
        words = needle.split()
        if not words:
            raise PatternError("There is nothing to look for.")
        flags = _flags(needle)
        self._compiled = re.compile(r"\s+".join(map(re.escape, words)), flags)
        parts = sorted(set(filter(None, _BETWEEN_WORDS.split(needle))), key=len, reverse=True)
        self._parts = [re.compile(re.escape(part), flags) for part in parts]

    def may_be_in(self, text: str) -> bool:
        """Whether lines made from a text may match; quick, and never no for one that does.

        Args:
            text: As of `BodyLines.loosely`.
        """
        return all(part.search(text) for part in self._parts)

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Where it is found, as (start, end) in characters.

        Raises:
            PatternError: The expression took too long.
        """
        return list(self._matches(text))

    def begins_before(self, text: str, end: int) -> bool:
        """Whether a match begins before a character.

        Raises:
            PatternError: The expression took too long.
        """
        return any(start < end for start, _ in self._matches(text))

    def _matches(self, text: str) -> Iterator[tuple[int, int]]:
        bounds = {"timeout": PATIENCE + len(text) * 1e-7} if self.regular else {}
        try:
            for found in self._compiled.finditer(text, **bounds):
                start, end = found.span()
                if start < end:
                    yield start, end
        except TimeoutError:
            raise PatternError(
                "This expression takes too long: look for something simpler."
            ) from None


def _flags(needle: str) -> re.RegexFlag:
    return re.NOFLAG if any(map(str.isupper, needle)) else re.IGNORECASE


def _compiled(needle: str) -> Any:
    # The standard library's matches cannot be stopped and hold up every other thread.
    import regex

    if not needle:
        raise PatternError("There is nothing to look for.")
    if len(needle) > LONGEST:
        raise PatternError(f"The expression is longer than {LONGEST:,} characters.")
    flags = regex.IGNORECASE if _flags(_ESCAPED.sub("", needle)) else 0
    try:
        return regex.compile(needle, flags)
    except regex.error as problem:
        place = "" if problem.pos is None else f" at character {problem.pos + 1}"
        raise PatternError(f"No regular expression: {problem.msg}{place}.") from None
    except (RecursionError, OverflowError):
        raise PatternError("The expression is nested too deep.") from None
