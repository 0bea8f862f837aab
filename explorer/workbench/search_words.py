"""How what a person types is looked for, in lists on the screen and in what is not on it."""

from __future__ import annotations

import re


def pattern_of(text: str) -> re.Pattern[str]:
    """How a typed text is looked for: upper and lower case alike unless it has an upper-case
    letter, and any white space, also where a line was broken, for white space.

    Args:
        text: What was typed, with at least one character that is not white space.
    """
    flags = re.NOFLAG if any(map(str.isupper, text)) else re.IGNORECASE
    return re.compile(r"\s+".join(map(re.escape, text.split())), flags)
