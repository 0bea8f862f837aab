"""How the sandbox says no: to a caller over HTTP, and to whoever starts it."""

from __future__ import annotations

from collections.abc import Mapping


class SandboxError(Exception):
    """The sandbox cannot start or go on; the message is one sentence for a person."""


class Refusal(Exception):
    """An error answer of the service.

    Args:
        status: The HTTP status, 4xx or 5xx.
        message: What is wrong and what to do, for the body's `message`.
        headers: Further headers of the answer.
    """

    def __init__(self, status: int, message: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.headers = dict(headers or {})


def bad_request(field: str, what: str) -> Refusal:
    """400 that names the field: `limit: must be at most 75`."""
    return Refusal(400, f"{field}: {what}" if field else what)


def unknown(what: str, name: str) -> Refusal:
    """404 for a thing of a kind that does not exist here, or that the caller may not know of."""
    return Refusal(404, f"There is no {what} {name!r} here.")
