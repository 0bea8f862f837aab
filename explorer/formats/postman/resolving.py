"""From a request of a collection to the request that is sent, without sending it."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

from explorer.formats.postman.addresses import address
from explorer.formats.postman.contents import ReadFile, content
from explorer.formats.postman.credentials import Authorization, basic, credentials
from explorer.formats.postman.dynamic import Chance, Clock
from explorer.formats.postman.filling import Filler
from explorer.formats.postman.model import Pair, Problem, Request
from explorer.formats.postman.templates import is_placeholder

_METHOD = re.compile(r"[A-Z0-9!#$%&'*+.^_`|~-]{1,40}")
_NAME = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
_FRAMING = frozenset({"content-length", "transfer-encoding", "connection", "host", "upgrade", "te"})


@dataclass(frozen=True, slots=True)
class Resolved:
    """A request as it is sent.

    Args:
        method: The HTTP method.
        url: The whole address, encoded. Where something has no value it still stands as `{{name}}`
            or `:name`, and there is an error that says so.
        headers: Name and value pairs, the file's own and what its body and credentials need.
        body: The bytes.
        problems: What is wrong; with an error among them it cannot be sent as it was meant.
        authorization: `request`: it holds its credentials itself. `profile`: it holds none, and
            whoever sends it may add theirs. `none`: it is meant to go without.
    """

    method: str
    url: str
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    problems: tuple[Problem, ...] = ()
    authorization: Authorization = "profile"

    @property
    def ok(self) -> bool:
        """Whether it can be sent."""
        return not any(each.severity == "error" for each in self.problems)

    def __repr__(self) -> str:
        parts = urlsplit(self.url) if self.ok else None
        where = f"{parts.scheme}://{parts.netloc}{parts.path}" if parts else "unresolved"
        return f"Resolved({self.method} {where}, {len(self.problems)} problems)"


def resolve(
    request: Request,
    variables: Mapping[str, str] | None = None,
    *,
    values: Mapping[str, str] | None = None,
    base_url: str = "",
    chance: Chance | None = None,
    clock: Clock | None = None,
    read_file: ReadFile | None = None,
) -> Resolved:
    """The request that is sent for a request of a collection. Never raises.

    An empty value, `{}`, `%7B%7D` and `<string>` are no value: such a query parameter is left out,
    and a path variable takes that of `variables`.

    Args:
        request: Of a collection.
        variables: Values of `{{name}}`, before the collection's own.
        values: Values of `:name` and of the query parameters that are not disabled, by name;
            they come before those of the file.
        base_url: In the place of everything before the path.
        chance: Where random values come from.
        clock: The time, of `{{$timestamp}}`.
        read_file: Gives the bytes of a file that a body names; None: none is read.
    """
    own = {each.name: each.value for each in request.variables if each.value is not None}
    filler = Filler(
        variables or {},
        own,
        chance or random.Random(),  # noqa: S311  # sample data, not secrets
        clock or (lambda: datetime.now(UTC)),
    )
    path = f"{request.path}.request" if request.path else "request"
    method = filler(request.method, f"{path}.method") or request.method
    if "{{" not in method:
        method = method.upper()
        if not _METHOD.fullmatch(method):
            filler.error(f"{path}.method", f"{method[:40]} is no HTTP method.")
    where = address(request.url, filler, f"{path}.url", values or {}, base_url)
    content_type, body = content(request.body, filler, f"{path}.body", read_file)
    headers = _headers(request.headers, filler, f"{path}.header")
    given = {name.lower() for name, _ in headers}
    if content_type and "content-type" not in given:
        headers.append(("Content-Type", content_type))
    url, authorization = where.url, "request"  # type: str, Authorization
    if "authorization" not in given:
        added = credentials(request.auth, filler)
        authorization = added.authorization
        header = added.header
        if where.user and added.authorization == "profile":
            header, authorization = basic(where.user), "request"
        if header is not None and _is_sound(*header, filler, path):
            headers.append(header)
        if added.parameter:
            url += ("&" if "?" in url else "?") + added.parameter
    return Resolved(method, url, tuple(headers), body, filler.problems.all(), authorization)


def _headers(pairs: tuple[Pair, ...], filler: Filler, path: str) -> list[tuple[str, str]]:
    found = []
    for index, pair in enumerate(pairs):
        if pair.disabled or (pair.value and is_placeholder(pair.value)):
            continue
        place = f"{path}[{index}]"
        key = filler(pair.key, place)
        value = filler(pair.value or "", place)
        if key is None or value is None:
            continue
        key, value = key.strip(), value.strip(" \t\r\n")
        if key.lower() in _FRAMING:
            filler.problems.add(
                place, "info", f"The header {key} is the connection's own. It is left out."
            )
        elif _is_sound(key, value, filler, place):
            found.append((key, value))
    return found


def _is_sound(name: str, value: str, filler: Filler, path: str) -> bool:
    if not _NAME.fullmatch(name):
        filler.error(path, f"{name[:60]} is not a header name.")
        return False
    if not value.isascii():
        filler.error(path, f"The header {name} holds characters beyond ASCII. Remove them.")
        return False
    return filler.sound(value.replace("\t", " "), path, f"The header {name}")
