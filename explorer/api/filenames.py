"""The file name a server gives: read from its header, and made harmless."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import unquote_to_bytes

from explorer.document.safe import one_line

LONGEST = 200
"""Most bytes of a name in UTF-8; file systems take 255."""

_PARAMETER = re.compile(r';\s*([\w!#$&+\-^`|~.]+\*?)\s*=\s*("(?:[^"\\]|\\.)*"|[^;\s]*)', re.ASCII)
_EXTENDED = re.compile(r"(utf-8|iso-8859-1)'[^']*'(.*)", re.I | re.S)
_RESERVED = re.compile(r'[<>:"|?*\\/\x00-\x1f\x7f]')
_DEVICE = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³]) *(?=\.|$)", re.I)
_SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,16}$")


def given_name(disposition: str | None) -> str:
    """The file name in a `Content-Disposition` (RFC 6266, RFC 8187), as it stands there.

    Args:
        disposition: The header's value; None where there is none.

    Returns:
        The name, not to be trusted; empty where there is none.
    """
    found: dict[str, str] = {}
    for name, value in _PARAMETER.findall(disposition or ""):
        found.setdefault(name.lower(), value)
    extended = _EXTENDED.fullmatch(_unquoted(found.get("filename*", "")))
    if extended:
        encoding = "utf-8" if extended[1].lower() == "utf-8" else "latin-1"
        return unquote_to_bytes(extended[2]).decode(encoding, "replace")
    plain = _unquoted(found.get("filename", ""))
    try:
        # Headers are read as Latin-1; many servers put UTF-8 into them nevertheless.
        return plain.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return plain


def _unquoted(value: str) -> str:
    if len(value) > 1 and value.startswith('"') and value.endswith('"'):
        return re.sub(r"\\(.)", r"\1", value[1:-1])
    return value.removeprefix('"')


def safe_name(text: str, fallback: str) -> str:
    """A name that is a plain file in whatever directory it is put, on any system.

    Only the last component counts. What cannot be seen is written out or replaced; no name is
    hidden, reserved, a device, or too long.

    Args:
        text: As a server or a person gave it.
        fallback: For a text of which nothing remains; is made harmless too.
    """
    for candidate in (text, fallback):
        name = unicodedata.normalize("NFC", candidate)
        name = re.split(r"[/\\]", name)[-1]
        name = _RESERVED.sub("_", one_line(name))
        # Windows drops dots and blanks at the end; at the start a dot hides a file.
        name = name.strip().rstrip(". ")
        name = re.sub(r"^\.+", "_", name)
        if name.strip("_ "):
            return _short(f"_{name}" if _DEVICE.match(name) else name)
    return "download"


def _short(name: str) -> str:
    if len(name.encode()) <= LONGEST:
        return name
    suffix = _SUFFIX.search(name)
    ending = suffix.group() if suffix else ""
    stem = name[: len(name) - len(ending)].encode()[: LONGEST - len(ending)]
    return stem.decode("utf-8", "ignore").rstrip(". ") + ending
