"""A request as it goes over the wire in HTTP/1.1, secrets by their names."""

from __future__ import annotations

from urllib.parse import urlsplit

from explorer.formats.errors import FormatError
from explorer.formats.portable import Portable


def write(portable: Portable) -> str:
    """The request as text, its lines ended by CRLF.

    Raises:
        FormatError: Its body is not text, or is in a file.
    """
    if portable.file:
        raise FormatError(
            f"The body is in the file {portable.file}, which raw HTTP cannot name: use curl."
        )
    try:
        return wire(portable).decode("utf-8")
    except UnicodeDecodeError:
        raise FormatError(
            "The body holds bytes that are not UTF-8, which raw HTTP cannot show: use curl."
        ) from None


def wire(portable: Portable) -> bytes:
    """The bytes of the request; of a body in a file there are none."""
    parts = urlsplit(portable.base_url)
    lines = [f"{portable.method} {parts.path}{portable.target} HTTP/1.1"]
    if portable.header("Host") is None:
        lines.append(f"Host: {parts.netloc}")
    lines += [f"{name}: {value}" for name, value in portable.headers]
    if not portable.file and (portable.body or portable.method in {"POST", "PUT", "PATCH"}):
        lines.append(f"Content-Length: {len(portable.body)}")
    head = "".join(f"{line}\r\n" for line in lines)
    return head.encode("ascii") + b"\r\n" + portable.body
