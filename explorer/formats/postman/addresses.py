"""The URL of a request as it is sent: filled, joined, encoded once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv6Address
from typing import Final
from urllib.parse import quote, unquote

from explorer.api.wire import shown
from explorer.formats.postman.filling import Filler
from explorer.formats.postman.model import Pair, Url
from explorer.formats.postman.templates import is_placeholder
from explorer.formats.postman.urls import variable_of

_LONE_PERCENT = re.compile("%(?![0-9A-Fa-f]{2})")
_SEGMENT: Final = "%!$&'()*+,;=:@"
_PATH: Final = _SEGMENT + "/"
QUERY_KEY: Final = "%!$'()*+,;:@/?"
QUERY_VALUE: Final = QUERY_KEY + "="
_BASE = re.compile(r"(?:([^:/?#]+)://)?([^/?#]*)([^?#]*)(?:\?([^#]*))?(?:#.*)?", re.S)
_PORT = re.compile(r":(\d{0,5})$")
_HOST = re.compile(r"[A-Za-z0-9._~!$&'()*+,;=-]+")
_DOTS = frozenset({".", ".."})


@dataclass(frozen=True, slots=True)
class Address:
    """Where a request goes.

    Args:
        url: The whole, encoded.
        user: `user:password` that stood in it; it is not part of what is sent as URL.
    """

    url: str
    user: str = ""


def address(
    url: Url, filler: Filler, path: str, values: Mapping[str, str], base_url: str
) -> Address:
    """The address of a request; what is wrong with it is noted in the filler.

    Args:
        url: Its URL in parts.
        filler: Knows the values.
        path: Where the URL stands in the file.
        values: Of path variables and query parameters, by name, before the file's own.
        base_url: In the place of everything before the path; empty for the file's own.
    """
    scheme, authority, before, query = _base(url, filler, path, base_url)
    *user, host = authority.rsplit("@", 1)
    segments = _segments(url, filler, path, values)
    before = f"{before.rstrip('/')}/{'/'.join(segments)}" if url.path else before or "/"
    target = _without_dots(before)
    parameters = [query] if query else []
    for index, pair in enumerate(url.query):
        text = None if pair.disabled else _parameter(pair, filler, f"{path}.query[{index}]", values)
        if text is not None:
            parameters.append(text)
    target += f"?{'&'.join(parameters)}" if parameters else ""
    return Address(f"{scheme}://{_host(host, filler, path)}{target}", user[0] if user else "")


def encode(text: str, safe: str) -> str:
    """A text with what cannot stand in its place percent-encoded; what is encoded stays."""
    return quote(_LONE_PERCENT.sub("%25", text), safe=safe, errors="replace")


def _base(url: Url, filler: Filler, path: str, base_url: str) -> tuple[str, str, str, str]:
    """Scheme, authority, path and query of what comes before the request's own path."""
    if base_url:
        whole, protocol, port, user = base_url.strip(), "", "", ""
    else:
        whole = (filler(url.host, f"{path}.host") or url.host).strip()
        protocol = (filler(url.protocol, f"{path}.protocol") or url.protocol).lower()
        port = (filler(url.port, f"{path}.port") or url.port).strip()
        user = filler(url.user, path) or url.user
    scheme, authority, before, query = _BASE.fullmatch(whole.removeprefix("//")).groups()  # type: ignore[union-attr]  # it matches every text
    scheme = (scheme or protocol or "http").lower()
    if not authority:
        what = "There is no host to send it to" if not before else "The URL has no host"
        filler.error(path, f"{what}. Give it one, or name a base URL.")
    elif scheme not in {"http", "https"}:
        filler.error(path, f"{shown(scheme)} is not sent from here: only http and https are.")
    if port and not _PORT.search(authority):
        authority += f":{port}"
    if user and "@" not in authority:
        authority = f"{user}@{authority}"
    return scheme, authority, encode(before, _PATH), encode(query or "", QUERY_VALUE + "&")


def _host(authority: str, filler: Filler, path: str) -> str:
    """Host and port as they are sent; a name in other letters in its ASCII form."""
    port = _PORT.search(authority)
    host = authority[: port.start()] if port else authority
    ending = port[0] if port and port[1] else ""
    if port and port[1] and int(port[1]) > 65535:
        filler.error(path, f"{port[1]} is no port.")
    if not host.isascii() and len(host) <= 253:
        try:
            host = host.encode("idna").decode("ascii")
        except UnicodeError:
            pass
    if host and "{{" not in host and not (_HOST.fullmatch(host) or _is_ip6(host)):
        filler.error(path, f"{shown(host)} is no host name.")
    return host + ending


def _is_ip6(host: str) -> bool:
    try:
        IPv6Address(host.removeprefix("[").removesuffix("]"))
    except ValueError:
        return False
    return host[0] == "[" and host[-1] == "]"


def _segments(url: Url, filler: Filler, path: str, values: Mapping[str, str]) -> list[str]:
    own = {each.name: each.value for each in url.variables}
    declared = frozenset(own)
    found = []
    for segment in url.path:
        variable = variable_of(segment, declared)
        if variable is None:
            text = filler(segment, path)
            if text is not None and filler.sound(text, path, "The path"):
                found.append(encode(text, _PATH))
            else:
                found.append(segment)
        else:
            name, rest = variable
            value = _variable(name, own.get(name), filler, path, values)
            found.append(f":{name}{rest}" if value is None else value + encode(rest, _SEGMENT))
    return found


def _variable(
    name: str, own: str | None, filler: Filler, path: str, values: Mapping[str, str]
) -> str | None:
    """The value of a path variable, encoded; None where it has none, which is noted."""
    place = f"{path}.variable"
    value = values.get(name)
    if value is None or is_placeholder(value):
        value = own
        if value is not None and not is_placeholder(value):
            value = filler(value, place)
            if value is None:
                return None
        else:
            value = filler.find(name)
    if value is None or is_placeholder(value):
        filler.error(place, f":{name} has no value. Give it one.")
        return None
    if unquote(value) in _DOTS:
        filler.error(place, f":{name} must not be {shown(value)}, which would change the path.")
        return None
    return encode(value, _SEGMENT) if filler.sound(value, place, f":{name}") else None


def _parameter(pair: Pair, filler: Filler, path: str, values: Mapping[str, str]) -> str | None:
    """A query parameter as it stands in the URL; None where there is nothing to send."""
    key = filler(pair.key, path)
    if key is None:
        return f"{pair.key}={pair.value or ''}"
    given = values.get(unquote(key))
    value = given if given is not None and not is_placeholder(given) else pair.value
    if value is None:
        return encode(key, QUERY_KEY)
    if pair.blank and not value:
        return f"{encode(key, QUERY_KEY)}="
    if is_placeholder(value):
        return None
    text = filler(value, path)
    if text is None or not filler.sound(key + text, path, f"The parameter {key}", controls=True):
        return f"{pair.key}={value}"
    return f"{encode(key, QUERY_KEY)}={encode(text, QUERY_VALUE)}"


def _without_dots(path: str) -> str:
    """The path without `.` and `..` steps, which no client sends."""
    if "/." not in path:
        return path
    steps: list[str] = []
    parts = path.split("/")[1:]
    for index, part in enumerate(parts):
        last = index == len(parts) - 1
        if part == "..":
            del steps[-1:]
        elif part != ".":
            steps.append(part)
        if last and part in _DOTS:
            steps.append("")
    return "/" + "/".join(steps)
