r"""Halves of surrogate pairs in JSON: escapes such as `\ud83d` that stand for no character.

JSON may hold them, and other clients write them where they cut a text in the middle of an emoji.
The parser refuses them, which would cost a whole page for one of its texts.
"""

from __future__ import annotations

import re

_ESCAPE = re.compile(
    rb"\\(?:u[dD][89abAB][0-9a-fA-F]{2}(?P<whole>\\u[dD][c-fC-F][0-9a-fA-F]{2})?"
    rb"|(?P<low>u[dD][c-fC-F][0-9a-fA-F]{2})|(?P<other>.))",
    re.S,
)
_REPLACEMENT = rb"\ufffd"


def without_half_pairs(body: bytes) -> bytes:
    """JSON with the replacement character in the place of each half of a surrogate pair.

    Args:
        body: JSON in UTF-8; every escape in it is within a text.
    """

    def whole(found: re.Match[bytes]) -> bytes:
        kept = found["whole"] is not None or found["other"] is not None
        return found[0] if kept else _REPLACEMENT

    return _ESCAPE.sub(whole, body)
