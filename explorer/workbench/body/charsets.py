"""What a body is made of: its media type, its character set, and whether it is text at all."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import Final, NamedTuple

LOOKED_AT: Final = 8_192
"""Bytes at the beginning of a body that tell what it is, where nobody says so."""

_CHUNK: Final = 1 << 18
_CHARSET: Final = re.compile(r""";\s*charset\s*=\s*(?:"([^"]*)"|([^\s;"]+))""", re.IGNORECASE)
_JSON_START: Final = re.compile(
    rb'(?:\xef\xbb\xbf)?[ \t\r\n]*(?:[{\["]|-?[0-9]|(?:true|false|null)\b)'
)
_TEXTS: Final = re.compile(
    r"text/.*|.*[/+](?:xml|yaml)|application/(?:javascript|x-www-form-urlencoded|(?:x-)?ndjson"
    r"|jsonl|json-seq|graphql|sql|toml|x-sh)"
)
_BINARIES: Final = re.compile(
    r"(?:image(?!/svg)|audio|video|font)/.*|application/(?:octet-stream|pdf|zip|gzip|wasm)"
)
_BOMS: Final = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


class ContentType(NamedTuple):
    """What a `Content-Type` says.

    Args:
        media_type: In lower case; empty for none.
        charset: As written; empty for none.
    """

    media_type: str
    charset: str

    @classmethod
    def of(cls, header: str) -> ContentType:
        """Read a header's value, whatever it holds."""
        found = _CHARSET.search(header)
        charset = (found[1] or found[2] or "") if found else ""
        return cls(header.partition(";")[0].strip().lower(), charset)

    @property
    def is_json(self) -> bool:
        """Whether it names JSON."""
        return self.media_type in ("application/json", "text/json") or self.media_type.endswith(
            "+json"
        )


class Utf8(NamedTuple):
    """A body's text in UTF-8.

    Args:
        data: Bytes; those that are not UTF-8 are left in it.
        note: A sentence on what was done or is wrong; empty for plain UTF-8.
    """

    data: bytes
    note: str = ""


def kind_of(data: bytes, declared: ContentType) -> str:
    """Whether a body is to be read as `json`, `text` or `binary`, or is `empty`.

    Args:
        data: The body.
        declared: What its header says.
    """
    if not data:
        return "empty"
    if declared.is_json:
        return "json"
    if _TEXTS.fullmatch(declared.media_type):
        return "text"
    is_binary = not _looks_like_text(data[:LOOKED_AT], whole=len(data) <= LOOKED_AT)
    if _BINARIES.fullmatch(declared.media_type):
        return "binary"
    if is_binary and not declared.charset:
        return "binary"
    return "json" if _JSON_START.match(data) else "text"


def to_utf8(data: bytes, charset: str) -> Utf8:
    """A body's text in UTF-8, whatever its character set.

    Args:
        data: The body.
        charset: What its header says; empty for UTF-8, or what a byte order mark says.
    """
    marked = next((name for mark, name in _BOMS if data.startswith(mark)), "")
    named = marked
    if charset:
        try:
            "".encode(charset)
            named = codecs.lookup(charset).name
        except (LookupError, ValueError):
            return Utf8(data, f"The character set {charset[:40]!r} is not known: read as UTF-8.")
    if named in ("", "utf-8", "ascii", "utf-8-sig"):
        return Utf8(data)
    if marked and named in ("utf-16", "utf-32"):
        named = marked
    if marked and named == marked:
        data = data[4 if "32" in named else 2 :]
    try:
        return Utf8(b"".join(_recoded(data, named)), f"Read as {named}.")
    except UnicodeError as problem:
        return Utf8(data, f"Not readable as {named} ({problem}): read as UTF-8.")


def _recoded(data: bytes, codec: str) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder(codec)("backslashreplace")
    for start in range(0, len(data), _CHUNK):
        end = start + _CHUNK
        text = decoder.decode(data[start:end], final=end >= len(data))
        yield text.encode("utf-8", "backslashreplace")


def _looks_like_text(data: bytes, *, whole: bool) -> bool:
    if b"\x00" in data and not data.startswith(tuple(mark for mark, _ in _BOMS)):
        return False
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        decoder.decode(data, final=whole)
    except UnicodeDecodeError:
        return data.startswith(tuple(mark for mark, _ in _BOMS))
    return True
