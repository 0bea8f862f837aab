"""Where requests go: base URLs, and the origin that a secret is bound to."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, urlsplit

_PORTS = {"http": 80, "https": 443}


def base_url(text: str) -> str:
    """A base URL without its trailing slash.

    Raises:
        ValueError: It is not an http or https address, or carries what a base URL must not.
    """
    cleaned = text.strip()
    if re.search(r"[\x00-\x20\x7f]", cleaned):
        raise ValueError(f"The base URL {text!r} holds blanks or control characters. Remove them.")
    try:
        parts = urlsplit(cleaned)
        port = parts.port
    except ValueError as problem:
        raise ValueError(f"The base URL {text!r} is not valid: {problem}.") from None
    if parts.scheme not in _PORTS or not parts.hostname:
        raise ValueError(
            f"The base URL {text!r} is not an http or https address. "
            "Write it as in https://api.example.com."
        )
    if parts.username is not None or parts.password is not None:
        raise ValueError(
            "The base URL holds a user name or password. Leave them out and configure a token."
        )
    if parts.query or parts.fragment:
        raise ValueError(f"The base URL {text!r} must have no query and no fragment.")
    host = parts.hostname
    shown = f"[{host}]" if ":" in host else host
    tail = f":{port}" if port is not None else ""
    return f"{parts.scheme}://{shown}{tail}{parts.path.rstrip('/')}"


def origin(url: str) -> tuple[str, str, int]:
    """Scheme, host and port of an address: what a secret is bound to.

    Raises:
        ValueError: The address has no host or no usable port.
    """
    parts = urlsplit(url)
    if not parts.hostname:
        raise ValueError(f"{url!r} has no host.")
    return parts.scheme, parts.hostname.lower(), parts.port or _PORTS.get(parts.scheme, 0)


def is_loopback(url: str) -> bool:
    """Whether an address leads to this machine."""
    parts: SplitResult = urlsplit(url)
    host = (parts.hostname or "").lower()
    return host in {"localhost", "::1"} or bool(re.fullmatch(r"127(\.\d{1,3}){3}", host))
