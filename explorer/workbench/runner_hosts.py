"""The hosts that a run of a collection may send to: a file may name any, a person says which."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from explorer.api.origin import is_loopback
from explorer.document.safe import one_line
from explorer.formats.postman.model import Problem
from explorer.workbench.problems import WorkbenchError

_ALLOWED = re.compile(r"(?:https?://)?(\[[0-9A-Fa-f:.]+\]|[^\s/:@?#\[\]]+)(?::(\d{1,5}))?/?", re.I)


class RunError(WorkbenchError):
    """A run that cannot begin: says why and what to do."""


def allows(url: str, base_url: str, hosts: frozenset[str]) -> bool:
    """Whether a request may go to an address.

    Args:
        url: Whole and encoded.
        base_url: Of the server that is meant.
        hosts: Further ones, as `allowed_hosts` gives them.
    """
    if is_loopback(url):
        return True
    parts = urlsplit(url)
    host, port = (parts.hostname or "").lower(), _port(parts.scheme, url)
    if host == (urlsplit(base_url).hostname or "").lower():
        return True
    return host in hosts or f"{host}:{port}" in hosts


def allowed_hosts(words: Iterable[str]) -> frozenset[str]:
    """Hosts as a person names them: `api.example.com`, with `:8443` for that port alone.

    Raises:
        RunError: A word is no host.
    """
    found = set()
    for word in words:
        match = _ALLOWED.fullmatch(word.strip())
        host = _ascii(match[1].strip("[]")) if match else ""
        if not match or not host:
            raise RunError(
                f"{one_line(word, 80)!r} is no host to allow: write it as in api.example.com, or "
                "api.example.com:8443."
            )
        found.add(f"{host}:{match[2]}" if match[2] else host)
    return frozenset(found)


def _ascii(host: str) -> str:
    """A host as it stands in an address; empty for what cannot be one."""
    try:
        return (host if host.isascii() else host.encode("idna").decode("ascii")).lower()
    except UnicodeError:
        return ""


def forbidden(url: str, last: bool) -> Problem:
    """What keeps a request from going to an address.

    Args:
        url: The address.
        last: Whether to name another server would not help.
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    rest = "." if last else ", or name the server that known operations go to: --base-url."
    return Problem(
        "",
        "error",
        one_line(
            f"It would go to {host}, which is neither the server that is meant nor this machine. "
            f"Allow it with --allow-host {host}{rest}",
            400,
        ),
    )


def _port(scheme: str, url: str) -> int:
    try:
        port = urlsplit(url).port
    except ValueError:
        return 0
    return port if port is not None else {"http": 80, "https": 443}.get(scheme, 0)
