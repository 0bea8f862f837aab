"""What is looked for in a body: a text, or a regular expression that cannot run away."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from explorer.workbench.body.literals import literals_of

LONGEST = 1_000
"""Characters of a regular expression at most."""

PATIENCE = (0.02, 0.1)
"""Seconds of computing an expression gets for a line, and a tenth of a microsecond a character. As
what other threads compute meanwhile counts, too, it gets a second chance."""

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
            flags = _flags(_ESCAPED.sub("", needle))
            texts = literals_of(needle, any_case=bool(flags))
            self._parts = _parts(" ".join(texts), flags)
            return
        words = needle.split()
        if not words:
            raise PatternError("There is nothing to look for.")
        flags = _flags(needle)
        self._compiled = re.compile(r"\s+".join(map(re.escape, words)), flags)
        self._parts = _parts(needle, flags)

    @property
    def rules_out(self) -> bool:
        """Whether there are lines of which `may_be_in` says no."""
        return bool(self._parts)

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

    def _matches(self, text: str) -> Iterable[tuple[int, int]]:
        if not self.regular:
            return _spans(self._compiled.finditer(text))
        for seconds in PATIENCE:
            try:
                return list(
                    _spans(self._compiled.finditer(text, timeout=seconds + len(text) * 1e-7))
                )
            except TimeoutError:
                pass
        raise PatternError("This expression takes too long: look for something simpler.")


def _parts(text: str, flags: re.RegexFlag) -> list[re.Pattern[str]]:
    """What must stand in a line that has a text, however it is spelt in JSON; the longest first."""
    parts = sorted(set(filter(None, _BETWEEN_WORDS.split(text))), key=len, reverse=True)
    return [re.compile(re.escape(part), flags) for part in parts]


def _spans(matches: Iterable[Any]) -> Iterator[tuple[int, int]]:
    return (each.span() for each in matches if each.start() < each.end())


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
