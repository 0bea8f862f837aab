"""The headers of a request: the standard ones and those of the call."""

from __future__ import annotations

import re
from collections.abc import Mapping

from explorer import __version__
from explorer.api.exchange import Headers
from explorer.api.wire import CallError, shown

_HEADER_NAME = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
_HEADER_VALUE = re.compile(r"(?:[\x21-\x7e](?:[\t\x20-\x7e]*[\x21-\x7e])?)?")
_FRAMING = frozenset({"content-length", "transfer-encoding", "connection", "upgrade", "te"})


def request_headers(
    content_type: str,
    extra: Mapping[str, str],
    *,
    accept: str = "application/json",
    codings: str = "gzip, deflate",
) -> Headers:
    """Name and value pairs as they are sent, credentials apart.

    Args:
        content_type: Of the body; empty for none.
        extra: Those of this call; each takes the place of a standard one.
        accept: Content types of the answer.
        codings: Of the answer's body. gzip and deflate are those whose size the transport keeps
            in check.

    Raises:
        CallError: A name or value that no header can have, or one that is not the caller's to set.
    """
    standard = {
        "Accept": accept,
        "Accept-Encoding": codings,
        "User-Agent": f"stride-explorer/{__version__}",
    }
    if content_type:
        standard["Content-Type"] = _checked("Content-Type", content_type)
    given = {name.lower() for name in extra}
    own = tuple((name, _checked(name, value)) for name, value in extra.items())
    return (*((name, value) for name, value in standard.items() if name.lower() not in given), *own)


def _checked(name: str, value: str) -> str:
    if not _HEADER_NAME.fullmatch(name):
        raise CallError(f"{shown(name)} is not a header name.", name)
    if name.lower() in _FRAMING:
        raise CallError(f"The header {name} is set by the connection itself. Leave it out.", name)
    value = value.strip(" \t")
    if not _HEADER_VALUE.fullmatch(value):
        raise CallError(
            f"The header {name} holds a line break, a control or a non-ASCII character. Remove it.",
            name,
        )
    return value
