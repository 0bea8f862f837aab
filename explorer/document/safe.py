"""Text from outside made visible: the one door every server-given string passes before it is shown.

A string from a server can move the cursor, recolour the screen, open a link, or write text
from right to left over what stands beside it. Nothing here is dropped: each such character
becomes something a person can see, so that hostile text is recognised and harmless text reads
as it was written.
"""

from __future__ import annotations

import re
from typing import Final

_CONTROLS: Final = "\x00-\x08\x0b-\x1f\x7f"
_HIDDEN: Final = "\x80-\x9f\u061c\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb"
_SURROGATES: Final = "\ud800-\udfff"
_UNSAFE: Final = re.compile(f"[{_CONTROLS}{_HIDDEN}{_SURROGATES}]")
_BREAKS: Final = re.compile("[\t\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")

_PICTURES: Final = 0x2400  # the Unicode block that draws C0 controls as symbols
_DELETE: Final = 0x7F
_PICTURE_OF_DELETE: Final = "\u2421"


def _stand_in(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x20:
        return chr(_PICTURES + code)
    if code == _DELETE:
        return _PICTURE_OF_DELETE
    return f"\\u{code:04x}"


def visible(text: str) -> str:
    """Replace every character that acts instead of showing by one that shows.

    Line feeds and tabs stay. Other C0 controls and DEL become their pictures (ESC is `␛`);
    C1 controls, bidirectional controls, invisible joiners and lone surrogates become a literal
    `\\u202e`. What comes back can be encoded as UTF-8, and is not changed by a second pass.

    Args:
        text: Any string, of any length.

    Returns:
        The same text, safe to put on a terminal.
    """
    if _UNSAFE.search(text) is None:
        return text
    return _UNSAFE.sub(_stand_in, text)


def one_line(text: str, limit: int | None = None) -> str:
    """Make text visible and fit for one row: each run of line breaks and tabs is one space.

    Args:
        text: Any string.
        limit: The most characters to give back, at least 1; longer text ends in `…`.
            None: no limit.

    Returns:
        Visible text without line breaks or tabs.
    """
    row = visible(_BREAKS.sub(" ", text))
    if limit is not None and len(row) > limit:
        return row[: max(limit, 1) - 1] + "…"
    return row
