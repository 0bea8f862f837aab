"""Reading a request's address backwards: the site, conversation, user or key it names."""

from __future__ import annotations

import re
from functools import cache
from urllib.parse import unquote, urlsplit

from explorer.api.operations import CATALOGUE


def path_values(operation_id: str, url: str) -> dict[str, str]:
    """The path parameters of a request, by wire name, decoded.

    Args:
        operation_id: The operation; its class knows the path.
        url: The address it was called at; what stands before the operation's path is passed over.

    Returns:
        Empty for an operation that is not known or an address that is not its own.
    """
    pattern = _pattern(operation_id)
    match = pattern.search(urlsplit(url).path) if pattern else None
    return {name: unquote(value) for name, value in match.groupdict().items()} if match else {}


def target_in(operation_id: str, url: str) -> str | None:
    """The part of an address that is the operation's own: its path, and the query.

    Args:
        operation_id: The operation; its class knows the path.
        url: The address it was called at.

    Returns:
        None for an operation that is not known or an address that is not its own.
    """
    pattern = _pattern(operation_id)
    parts = urlsplit(url)
    match = pattern.search(parts.path) if pattern else None
    if match is None:
        return None
    return match[0] + (f"?{parts.query}" if parts.query else "")


@cache
def _pattern(operation_id: str) -> re.Pattern[str] | None:
    operation = CATALOGUE.get(operation_id)
    if operation is None:
        return None
    parts = re.split(r"\{(\w+)\}", operation.path)
    parts[0::2] = [re.escape(literal) for literal in parts[0::2]]
    parts[1::2] = [f"(?P<{name}>[^/]+)" for name in parts[1::2]]
    return re.compile("".join(parts) + "$")
