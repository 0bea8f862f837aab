"""A thing in one line of at most 100 characters."""

from __future__ import annotations

from typing import Final

from explorer.document.safe import one_line

LONGEST: Final = 100
_LEAST: Final = 12


def tag(kind: str, *facts: str | None, quoted: str = "", lead: str = "") -> str:
    """`<Kind lead 'quoted' fact, fact>`, made visible and cut to fit.

    Args:
        kind: What kind of thing it is.
        facts: What else there is to say; None and empty ones are left out.
        quoted: Its name or words, cut first where the line is too long.
        lead: A word or two before that.
    """
    head = " ".join(one_line(part) for part in (kind, lead) if part)
    tail = ", ".join(one_line(fact) for fact in facts if fact)
    if quoted:
        tail = f" {tail}" if tail else ""
        room = max(LONGEST - len(f"<{head} ''{tail}>"), _LEAST)
        return _cut(f"<{head} '{one_line(quoted[: LONGEST * 2], room)}'{tail}>", ">")
    return _cut(f"<{head}{' ' if tail else ''}{tail}>", ">")


def call(name: str, *words: str) -> str:
    """`Name(word, word)`, made visible and cut to fit."""
    return _cut(f"{name}({', '.join(one_line(word) for word in words)})", ")")


def _cut(text: str, end: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 2]}…{end}"
