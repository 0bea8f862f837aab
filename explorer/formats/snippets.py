"""Every way in which a request can be written for another tool."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from explorer.formats import curl, httpie, python_httpx, python_package, raw_http
from explorer.formats.portable import Portable


class Snippet(NamedTuple):
    """A way to write a request.

    Args:
        title: As a person reads it.
        language: For highlighting: `sh`, `python` or `http`.
        write: Gives the text, or raises a `FormatError` where the tool cannot make the request.
    """

    title: str
    language: str
    write: Callable[[Portable], str]


SNIPPETS: Mapping[str, Snippet] = MappingProxyType(
    {
        "curl": Snippet("curl", "sh", curl.write),
        "httpie": Snippet("HTTPie", "sh", httpie.write),
        "python": Snippet("Python (this package)", "python", python_package.write),
        "httpx": Snippet("Python (httpx)", "python", python_httpx.write),
        "raw": Snippet("Raw HTTP", "http", raw_http.write),
    }
)
"""Name to way, in the order in which they are offered."""
