"""Where requests go: base URLs, and the origin that a secret is bound to."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import quote, urlsplit

from explorer.document.safe import one_line

_PORTS = {"http": 80, "https": 443}
_USER = re.compile(r"^([A-Za-z][\w+.-]*://)?.*@", re.S)


def _shown(text: str) -> str:
    """An address as it is quoted in a sentence."""
    return one_line(repr(text), 200)


def base_url(text: str) -> str:
    """A base URL without its trailing slash.

    Raises:
        ValueError: It is not an http or https address, or carries what a base URL must not.
    """
    cleaned = text.strip()
    named = _shown(_USER.sub(r"\1", re.split(r"[?#]", cleaned)[0]))
    if re.search(r"[\x00-\x20\x7f\\]|[\ud800-\udfff]", cleaned):
        raise ValueError(
            f"The base URL {named} holds blanks, backslashes or control characters. Remove them."
        )
    try:
        parts = urlsplit(cleaned)
        port = parts.port
    except ValueError:
        raise ValueError(
            f"The base URL {named} is not valid: its host or port cannot be read. "
            "Write it as in https://api.example.com:8443."
        ) from None
    if parts.scheme not in _PORTS or not parts.hostname:
        raise ValueError(
            f"The base URL {named} is not an http or https address. "
            "Write it as in https://api.example.com."
        )
    if parts.username is not None or parts.password is not None:
        raise ValueError(
            "The base URL holds a user name or password. Leave them out and configure a token."
        )
    if parts.query or parts.fragment or cleaned.endswith(("?", "#")):
        raise ValueError(f"The base URL {named} must have no query and no fragment. Remove them.")
    if {".", ".."} & set(parts.path.split("/")):
        raise ValueError(f"The base URL {named} must have no '.' or '..' in its path. Remove them.")
    host = parts.hostname
    bracketed = f"[{host}]" if ":" in host else host
    tail = f":{port}" if port is not None else ""
    path = quote(parts.path.rstrip("/"), safe="/%:!$&'()*+,;=@~")
    return f"{parts.scheme}://{bracketed}{tail}{path}"


@lru_cache(maxsize=128)
def origin(url: str) -> tuple[str, str, int]:
    """Scheme, host and port of an address: what a secret is bound to.

    Raises:
        ValueError: The address has no host or no usable port.
    """
    parts = urlsplit(url)
    if not parts.hostname:
        raise ValueError("The address has no host.")
    port = parts.port if parts.port is not None else _PORTS.get(parts.scheme, 0)
    return parts.scheme, parts.hostname.lower(), port


_OCTET = r"(?:25[0-5]|2[0-4]\d|1?\d?\d)"
_LOOPBACK = re.compile(rf"localhost\.?|::1|127(?:\.{_OCTET}){{3}}", re.ASCII)


def is_loopback(url: str) -> bool:
    """Whether an address leads to this machine."""
    return bool(_LOOPBACK.fullmatch((urlsplit(url).hostname or "").lower()))
