"""What travelled: addresses, headers and bodies as they may be shown.

An exchange carries no secrets: they were taken out when it was made. What a person puts together
by hand may, so whatever looks like one is taken out here once more.
"""

from __future__ import annotations

import codecs
import json
import re
from typing import Final
from urllib.parse import urlsplit, urlunsplit

from explorer.api.exchange import Headers, header
from explorer.api.redact import Redactor, secret_named
from explorer.api.representation.figure import Bit, Block, Code, Facts, Words, count, pretty_json

_LOOKS: Final = Redactor()
_NAMED: Final = re.compile(r"(?:[A-Za-z]+ )?\$[A-Z][A-Z0-9_]*")
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_LONGEST_JSON: Final = 256 * 1024
_LONGEST_TEXT: Final = 256 * 1024


def safe_url(url: str) -> str:
    """An address without a password in it, and without the values of parameters named as one."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "(not an address)"
    place = parts.netloc.rpartition("@")[2]
    query = "&".join(map(_safe_parameter, parts.query.split("&")))
    return urlunsplit((parts.scheme, place, parts.path, query, ""))


def safe_target(target: str) -> str:
    """Path and query, as `safe_url` has them."""
    path, mark, query = target.partition("?")
    return path + mark + "&".join(map(_safe_parameter, query.split("&")))


def _safe_parameter(pair: str) -> str:
    name, equals, value = pair.partition("=")
    if not equals or not secret_named(name) or _NAMED.fullmatch(value):
        return pair
    return f"{name}=$SECRET"


def safe_headers(headers: Headers) -> Headers:
    """Headers with the values of those that carry secrets replaced by what stands for them."""
    return tuple(
        (name, value) if _NAMED.fullmatch(value) else _LOOKS.headers([(name, value)])[0]
        for name, value in headers
    )


def header_facts(headers: Headers) -> Block:
    """Headers as they were, in their order."""
    if not headers:
        return Words("No headers.")
    rows = safe_headers(headers)
    return Facts(tuple((name, Bit(value, "code") if value else "") for name, value in rows))


def size(number: int) -> str:
    """A number of bytes, in words."""
    return count(number, "byte")


def body_blocks(body: bytes, headers: Headers, cut: int = 0, share: int = 6000) -> list[Block]:
    """A body as it reads best: JSON over several lines, text as it is, all else by its size.

    Args:
        body: The bytes.
        headers: Those that came with them.
        cut: How many bytes more there were.
        share: The most bytes of HTML it may take.
    """
    more = f" {size(cut)} more were not kept." if cut else ""
    kind = (header(headers, "Content-Type") or "").split(";")[0].strip().lower()
    if not body:
        return [Words(f"No body is kept.{more}")] if cut else []
    text = _text(_LOOKS.body(body[:_LONGEST_TEXT]))
    if text is None:
        return [Words(f"{size(len(body) + cut)} of {kind or 'an unknown type'}, not text.")]
    beyond = len(body) - _LONGEST_TEXT
    notes = [Words(f"{size(beyond)} more are not shown here.")] if beyond > 0 else []
    if cut:
        notes.append(Words(more.strip()))
    return [_readable(text, kind, whole=beyond <= 0 and not cut, share=share), *notes]


def _text(body: bytes) -> str | None:
    """A body as text; None for what is none."""
    try:
        # The last character may have been cut in two: that alone makes a text no less of one.
        text = codecs.getincrementaldecoder("utf-8")().decode(body)
    except UnicodeDecodeError:
        return None
    begins = text[:4096]
    return None if len(_CONTROLS.findall(begins)) > len(begins) // 10 else text


def _readable(text: str, kind: str, *, whole: bool, share: int) -> Code:
    looks = text.lstrip()[:1] in {"{", "["}
    if (kind.endswith("json") or looks) and whole and len(text) <= _LONGEST_JSON:
        try:
            value = json.loads(text)
        except (ValueError, RecursionError):
            return Code(text, share=share)
        return Code(pretty_json(value), "json", share=share)
    return Code(text, "html" if "html" in kind else "", share=share)
