"""A request that another tool can make: what a snippet is written from.

Secrets are never in it. Where one stood its name stands, as in `Bearer $STRIDE_TOKEN`, and every
tool reads it from the environment in its own way.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol
from urllib.parse import parse_qsl

from explorer.api.exchange import Headers, Request
from explorer.api.filenames import safe_name
from explorer.api.headers import request_headers
from explorer.api.operation import Operation, Prepared
from explorer.api.operations import CATALOGUE
from explorer.api.origin import base_url as checked_base_url
from explorer.api.redact import Redactor, secret_named
from explorer.api.source import Source
from explorer.document.safe import one_line, visible
from explorer.formats.errors import FormatError

BASE_URL = "STRIDE_BASE_URL"
"""The variable that the base URL is read from."""

TOKEN = "STRIDE_TOKEN"  # noqa: S105 - its name
"""The variable that the bearer token is read from."""

INLINE = 64 * 1024
"""Most bytes of a file that are written into a snippet; a longer one is named."""

_METHOD = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
_TARGET = re.compile(r"/[\x21\x22\x24-\x7e]*")
_VALUE = re.compile(r"(?:[\x21-\x7e](?:[\t\x20-\x7e]*[\x21-\x7e])?)?")
_URL = re.compile(r"(https?://[^/?#]*)([^#]*)", re.S)
_SECRET = re.compile(r"\$([A-Za-z_][A-Za-z0-9_]*)")
_MEMBER = re.compile(
    rb'"(?P<member>\w+)"\s*:\s*"(?P<value>\$\w+)"|(?:^|&)(?P<field>\w+)=(?P<text>\$\w+)(?=&|$)',
    re.ASCII,
)
_FRAMING = frozenset({"content-length", "transfer-encoding", "connection", "upgrade", "te"})


@dataclass(frozen=True, slots=True)
class Variable:
    """A value that is read from the environment when the request is made."""

    name: str


Text = tuple["str | Variable", ...]
"""A text with variables in it."""


class Recorded(Protocol):
    """What a recorded exchange must have: both an `Exchange` and an entry of the journal do."""

    @property
    def operation_id(self) -> str: ...
    @property
    def request(self) -> Request: ...


@dataclass(frozen=True, slots=True)
class Portable:
    """A request without secrets, ready to be written for another tool.

    Args:
        method: As sent.
        base_url: What the request is below of; without a slash at its end.
        target: What follows it: path and query, encoded as sent.
        headers: Name and value pairs in the order sent, secrets by their names.
        body: The bytes of the body; empty for none.
        operation_id: The operation it is of, where that is known.
        file: Name of the file that the body is read from, in the place of `body`; empty for none.
        at_home: Whether it goes to the configured base URL, which may be another one tomorrow,
            and not to a host of its own.

    Raises:
        FormatError: No tool can carry it; the message says why.
    """

    method: str
    base_url: str
    target: str
    headers: Headers = ()
    body: bytes = b""
    operation_id: str = ""
    file: str = ""
    at_home: bool = True

    def __post_init__(self) -> None:
        if not _METHOD.fullmatch(self.method):
            raise FormatError(f"{_shown(self.method)} is not an HTTP method.")
        if not _TARGET.fullmatch(self.target):
            raise FormatError(
                f"The address {_shown(self.target)} holds a blank, a control, a '#' or a non-ASCII "
                "character: percent-encode it."
            )
        for name, value in self.headers:
            if not _METHOD.fullmatch(name):  # names are of the same characters as methods
                raise FormatError(f"{_shown(name)} is not a header name.")
            if not _VALUE.fullmatch(value):
                raise FormatError(
                    f"The header {name} holds a line break, a control, a non-ASCII character or "
                    "blanks at its ends, which not every tool can carry: remove it."
                )

    @classmethod
    def from_exchange(cls, exchange: Recorded, base_url: str = "") -> Portable:
        """The request of an exchange, as it was last sent.

        Args:
            exchange: Its secrets have been replaced by their names already.
            base_url: Of the server; empty to find it by the operation.

        Raises:
            FormatError: No tool can carry it, or only the beginning of its body was kept.
        """
        return _made(exchange.request, base_url, exchange.operation_id)

    @classmethod
    def from_request(
        cls,
        request: Request,
        base_url: str = "",
        operation_id: str = "",
        redactor: Redactor | None = None,
    ) -> Portable:
        """A request that has not been sent, its secrets still in it.

        Args:
            request: As it would be sent, credentials included or not.
            base_url: Of the server; empty to find it by the operation.
            operation_id: The operation it is of, where that is known.
            redactor: Knows the secrets; None to take out what looks like one.

        Raises:
            FormatError: No tool can carry it.
        """
        clean = redactor or Redactor()
        headers = tuple(
            pair if _is_named(*pair) else clean.headers([pair])[0] for pair in request.headers
        )
        redacted = Request(
            request.method,
            clean.text(request.url),
            headers,
            clean.body(request.body),
            request.cut,
            request.source,
        )
        return _made(redacted, base_url, operation_id)

    @classmethod
    def from_call(
        cls,
        operation: Operation[Any],
        base_url: str,
        cloud_id: str = "",
        authorized: bool = True,
        headers: Mapping[str, str] | None = None,
        redactor: Redactor | None = None,
    ) -> Portable:
        """A call that has not been sent.

        Args:
            operation: The call.
            base_url: Of the server.
            cloud_id: The site, where the call names none.
            authorized: Whether a bearer token goes with it.
            headers: Additional headers of the call.
            redactor: Knows the secrets; None to take out what looks like one.

        Raises:
            CallError: The call cannot be put as a request.
            FormatError: No tool can carry it.
        """
        prepared = operation.build(cloud_id)
        made = request_headers(prepared.content_type, headers or {}, accept=operation.accept)
        return cls.from_prepared(
            prepared, base_url, made, operation.operation_id, authorized, redactor
        )

    @classmethod
    def from_prepared(
        cls,
        prepared: Prepared,
        base_url: str,
        headers: Headers | None = None,
        operation_id: str = "",
        authorized: bool = True,
        redactor: Redactor | None = None,
    ) -> Portable:
        """A request without its origin.

        Args:
            prepared: The request.
            base_url: Of the server.
            headers: All its headers but the credentials; None for those a client gives it.
            operation_id: The operation it is of, where that is known.
            authorized: Whether a bearer token goes with it.
            redactor: Knows the secrets; None to take out what looks like one.

        Raises:
            FormatError: No tool can carry it.
        """
        given = request_headers(prepared.content_type, {}) if headers is None else headers
        if authorized and all(name.lower() != "authorization" for name, _ in given):
            given = (*given, ("Authorization", f"Bearer ${TOKEN}"))
        request = Request(
            prepared.method,
            f"{base_url.rstrip('/')}{prepared.target}",
            given,
            prepared.body,
            source=prepared.source,
        )
        return cls.from_request(request, base_url, operation_id, redactor)

    def header(self, name: str) -> str | None:
        """The first value of a header, its name in any case; None where it is missing."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)

    @property
    def own_headers(self) -> Headers:
        """The headers that matter: without those that each tool sets for itself."""
        return tuple(pair for pair in self.headers if not _is_the_clients(*pair))

    @property
    def has_body(self) -> bool:
        """Whether bytes follow the head."""
        return bool(self.body or self.file)

    @property
    def authorization(self) -> str | None:
        """The variable whose value is the bearer token, where that is all that authorizes it."""
        values = [value for name, value in self.headers if name.lower() == "authorization"]
        found = re.fullmatch(r"Bearer \$([A-Za-z_][A-Za-z0-9_]*)", values[0]) if values else None
        return found[1] if found and len(values) == 1 else None

    @property
    def address(self) -> Text:
        """The whole address, its base by the name of a variable where it is at home."""
        if self.at_home:
            return (Variable(BASE_URL), self.target)
        return (self.base_url + self.target,)

    def value(self, name: str, value: str) -> Text:
        """A header's value with its secrets as variables."""
        if not secret_named(name):
            # In any other place a `$` is what someone has written, and not the name of a secret.
            return (value,)
        parts: list[str | Variable] = []
        place = 0
        for found in _SECRET.finditer(value):
            parts += [value[place : found.start()], Variable(found[1])]
            place = found.end()
        return tuple(part for part in (*parts, value[place:]) if part)

    def body_parts(self) -> tuple[bytes | Variable, ...]:
        """The body with its secrets as variables.

        Only in a request for a token: in a message `$STRIDE_TOKEN` may be what someone has
        written, and putting the token there would tell it to everybody.
        """
        if not self.body or not _asks_for_token(self.body):
            return (self.body,)
        parts: list[bytes | Variable] = []
        place = 0
        for found in _MEMBER.finditer(self.body):
            group = "value" if found["value"] else "text"
            name = (found["member"] or found["field"]).decode()
            if secret_named(name):
                parts.append(self.body[place : found.start(group)])
                parts.append(Variable(found[group][1:].decode()))
                place = found.end(group)
        return (*parts, self.body[place:])


def _made(request: Request, base_url: str, operation_id: str) -> Portable:
    base, target, at_home = _divided(request.url, base_url, operation_id)
    body, file = _content(request, target, operation_id)
    headers = tuple(
        (name, value.strip(" \t"))
        for name, value in request.headers
        if name.lower() not in _FRAMING
    )
    return Portable(
        request.method, base, target, _distinct(headers), body, operation_id, file, at_home
    )


def _divided(url: str, base_url: str, operation_id: str) -> tuple[str, str, bool]:
    """An address as base URL and what follows it, and whether that base is the server's."""
    found = _URL.fullmatch(url.partition("#")[0])
    if found is None:
        raise FormatError(f"{_shown(url)} is not an http or https address.")
    try:
        origin = checked_base_url(found[1])
        base = checked_base_url(base_url) if base_url else ""
    except ValueError as problem:
        raise FormatError(str(problem)) from None
    rest = found[2] if found[2].startswith("/") else f"/{found[2]}"
    prefix = base.removeprefix(origin)
    below = base.startswith(origin) and f"{rest}?".startswith((f"{prefix}/", f"{prefix}?"))
    if base and not below:
        return origin, rest, False
    if not base:
        path = rest.partition("?")[0]
        pattern = _path(operation_id)
        if pattern is None and operation_id:
            # A request of a collection, say: nothing tells that it went to the server.
            return origin, rest, False
        own = pattern.search(path) if pattern else None
        prefix = path[: own.start()] if own else ""
    target = rest[len(prefix) :]
    return origin + prefix, target if target.startswith("/") else f"/{target}", True


@cache
def _path(operation_id: str) -> re.Pattern[str] | None:
    operation = CATALOGUE.get(operation_id)
    if operation is None:
        return None
    parts = map(re.escape, re.split(r"\{\w+\}", operation.path))
    return re.compile("[^/]+".join(parts) + "$")


def _content(request: Request, target: str, operation_id: str) -> tuple[bytes, str]:
    """The bytes of the body, or the name of the file they are in."""
    operation = CATALOGUE.get(operation_id)
    source = request.source
    if source is not None and not source.on_disk and source.size <= INLINE:
        return source.excerpt(INLINE), ""
    if source is not None:
        return b"", _file_name(source, target)
    if request.cut and operation is not None and operation.takes_file:
        return b"", _file_name(None, target)
    if request.cut:
        raise FormatError(
            f"Only the first {len(request.body)} bytes of the body were kept and {request.cut} are "
            "missing, so the request cannot be written down."
        )
    return request.body, ""


def _file_name(source: Source | None, target: str) -> str:
    query = parse_qsl(target.partition("?")[2], keep_blank_values=True)
    name = source.name if source is not None and source.name else dict(query).get("name", "")
    as_it_is = name and visible(name) == name and not re.search(r"[/\\\n\t]", name)
    return name if as_it_is and name not in {".", ".."} else safe_name(name, "upload.bin")


def _distinct(headers: Headers) -> Headers:
    """The headers, with different names for secrets whose own names are not known."""
    count = 0
    found: list[tuple[str, str]] = []
    for name, value in headers:
        if secret_named(name) and re.search(r"\$SECRET\b", value):
            count += 1
            if count > 1:
                value = re.sub(r"\$SECRET\b", f"$SECRET_{count}", value)
        found.append((name, value))
    return tuple(found)


def _is_named(name: str, value: str) -> bool:
    """Whether a header's value is the name of a secret already."""
    return secret_named(name) and bool(re.fullmatch(r"(?:\w+ )?\$[A-Za-z_]\w*", value, re.ASCII))


def _is_the_clients(name: str, value: str) -> bool:
    match name.lower():
        case "user-agent":
            return value.startswith("stride-explorer/")
        case "accept-encoding":
            return value in {"gzip, deflate", "identity"}
    return False


def _asks_for_token(body: bytes) -> bool:
    if b"grant_type" not in body:
        return False
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return re.search(rb"(?:^|&)grant_type=[^&\s]+(?:&|$)", body) is not None
    return isinstance(value, dict) and "grant_type" in value


def _shown(text: str) -> str:
    return one_line(repr(text), 120)
