"""Text spelt so that Markdown reads it as the same text."""

from __future__ import annotations

import re
from typing import Final

from explorer.document.safe import visible

# Markdown reads an entity of one of these as U+FFFD, and they are no characters anyway.
_LAST_OF_PLANES: Final = "".join(
    chr(plane * 0x10000 + last) for plane in range(17) for last in (0xFFFE, 0xFFFF)
)
_NO_CHARACTERS: Final = re.compile(f"[\ufdd0-\ufdef{_LAST_OF_PLANES}]")
_SPECIAL: Final = re.compile(r"[\\`*\[\]_~<&!:@]|[^\S ]")
_ENTITY: Final = re.compile(r"&(?:#|[A-Za-z][A-Za-z0-9]{1,31};)")
_IN_EMOJI: Final = re.compile(r"[A-Za-z0-9_+-]")
_BLOCK_SIGN: Final = re.compile(
    r"(?:#{1,6}(?=\s|\Z)|[-+](?=[-+=:|\s]|\Z)|=(?=[=\s]|\Z)|[>|]|:(?=[-:|\s]|\Z))"
)
_NUMBER_SIGN: Final = re.compile(r"(\d{1,9})([.)])(?=\s|\Z)", re.ASCII)
_IN_TITLES: Final = re.compile(r"""[\\"]|[^\S ]|&(?=#|[A-Za-z])""")
_PARENTHESES: Final = re.compile(r"[()]")
_TICKS: Final = re.compile("`+")


def clean_text(text: str) -> str:
    """Visible text that entities can spell; a second pass changes nothing."""
    return _NO_CHARACTERS.sub("\ufffd", visible(text))


def entity(character: str) -> str:
    """A character as a numeric entity."""
    return f"&#{ord(character)};"


def escape_text(text: str, *, at_line_start: bool = False) -> str:
    """Escape a run of text, without its outermost characters' neighbours being known.

    Args:
        text: Clean text without line breaks.
        at_line_start: Whether it begins a line, where some signs begin a block.
    """
    escaped = _SPECIAL.sub(_escape_sign, text)
    if not at_line_start:
        return escaped
    if _NUMBER_SIGN.match(text):
        return _NUMBER_SIGN.sub(r"\1\\\2", escaped, count=1)
    if _BLOCK_SIGN.match(text) and not escaped.startswith("\\"):
        return f"\\{escaped}"
    return escaped


def _escape_sign(match: re.Match[str]) -> str:
    sign, at, text = match[0], match.start(), match.string
    before = text[at - 1 : at] if at else ""
    after = text[at + 1 : at + 2]
    # The first and the last character may be respelt later, as an entity: what a sign needs
    # beside it is sure only further inside.
    in_word = at >= 2 and before.isalnum()
    match sign:
        case "_":
            needed = not (in_word and after.isalnum() and at + 2 < len(text))
        case "~":
            needed = "~" in (before, after) or not before or not after
        case "<":
            needed = after != " "
        case "&":
            needed = _ENTITY.match(text, at) is not None
        case "!":
            needed = not after
        case ":":
            needed = not in_word and (not after or _IN_EMOJI.match(after) is not None)
        case "@":
            needed = not in_word and after != " "
        case "\\" | "`" | "*" | "[" | "]":
            needed = True
        case _:
            return entity(sign)
    return f"\\{sign}" if needed else sign


def code_span(code: str) -> str:
    """Code within a line, between as many ticks as it needs."""
    runs = {len(run) for run in _TICKS.findall(code)}
    ticks = "`" * next(length for length in range(1, len(runs) + 2) if length not in runs)
    spaced = code.startswith(" ") and code.endswith(" ") and code.strip(" ")
    pad = " " if spaced or code.startswith("`") or code.endswith("`") else ""
    return f"{ticks}{pad}{code}{pad}{ticks}"


def fence(code: str) -> str:
    """The fence that code needs: longer than any run of ticks in it."""
    return "`" * max([3, *(len(run) + 1 for run in _TICKS.findall(code))])


def link_target(address: str, title: str) -> str:
    """What stands in parentheses after a link's text."""
    spelt = _ENTITY.sub(lambda found: "\\" + found[0], address)
    if _PARENTHESES.search(spelt):
        spelt = f"<{spelt}>"
    if not title:
        return f"({spelt})"
    return f'({spelt} "{_IN_TITLES.sub(_escape_in_title, title)}")'


def _escape_in_title(match: re.Match[str]) -> str:
    return entity(match[0]) if match[0].isspace() else f"\\{match[0]}"
