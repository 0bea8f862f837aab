"""Reading a URL: a text, an object with or without its text, each part in any spelling."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from explorer.formats.postman.model import Pair, Url
from explorer.formats.postman.pieces import Problems, kind_of, pairs, text_of, variables
from explorer.formats.postman.templates import split

_PROTOCOL = re.compile(r"((?:\{\{[^{}]*\}\}|[A-Za-z0-9+.-]){1,200})://")


def variable_of(segment: str, declared: frozenset[str] = frozenset()) -> tuple[str, str] | None:
    """The name of a path variable and the text after it; None where a segment is none.

    A segment is one only when it starts with a colon: `chat:bot` is a text. The name ends at a
    full stop, as in `:file.json`, unless the whole is declared.
    """
    if len(segment) < 2 or segment[0] != ":":
        return None
    whole = segment[1:]
    if whole in declared or whole[0] == ".":
        return whole, ""
    name, stop, rest = whole.partition(".")
    return name, stop + rest


def read_url(value: Any, path: str, problems: Problems) -> Url | None:
    """A request's URL; None where it has none, which is then among the problems."""
    if isinstance(value, str):
        if not value.strip():
            problems.add(path, "error", "The URL is empty. Give the request one.")
            return None
        url = parse(value)
    elif isinstance(value, dict):
        read = _from_object(value, path, problems)
        if read is None:
            return None
        url = read
    else:
        what = "missing" if value is None else f"{kind_of(value)}"
        problems.add(path, "error", f"The URL is {what}; a text or an object was expected.")
        return None
    declared = frozenset(each.name for each in url.variables)
    for segment in dict.fromkeys(url.path):
        found = variable_of(segment, declared)
        if found is not None and found[0] not in declared:
            problems.add(path, "warning", f":{found[0]} stands in the path and has no entry.")
    return url


def parse(raw: str) -> Url:
    """A URL that is one text."""
    text = split(raw.strip(), "#", 1)[0]
    text, *query = split(text, "?", 1)
    protocol = ""
    match = _PROTOCOL.match(text)
    if match:
        protocol, text = match[1], text[match.end() :]
    host, *path = split(text, "/")
    *user, host = split(host, "@", 1)
    return Url(
        protocol=protocol,
        user=user[0] if user else "",
        host=host,
        path=tuple(path),
        query=parse_query(query[0]) if query else (),
        raw=raw,
    )


def parse_query(text: str) -> tuple[Pair, ...]:
    """Query parameters that are one text, each as it stands there."""
    found = []
    for part in split(text, "&"):
        if part:
            key, *value = split(part, "=", 1)
            found.append(Pair(key, value[0] if value else None))
    return tuple(found)


def _from_object(value: dict[str, Any], path: str, problems: Problems) -> Url | None:
    """Each part from the object where it has that part, else from its one text."""
    raw = text_of(value.get("raw")) or ""
    if not raw.strip() and value.get("host") is None and value.get("path") is None:
        problems.add(path, "error", "The URL has neither raw, host nor path. Give it one.")
        return None
    whole = parse(raw)
    base = whole if value.get("host") is None else _host(value)
    segments, in_path = whole.path, ()  # type: tuple[str, ...], tuple[Pair, ...]
    if value.get("path") is not None:
        segments, in_path = _path(value["path"], f"{path}.path", problems)
    if base is not whole:
        # A slash at the end of the host is the one before the path.
        before = base.path[:-1] if base.path[-1:] == ("",) and segments else base.path
        segments = (*before, *segments)
    query = (*in_path, *_query(value.get("query"), f"{path}.query", problems, whole))
    return replace(
        base,
        path=segments,
        query=query,
        variables=variables(value.get("variable"), f"{path}.variable", problems),
        raw=raw,
    )


def _host(value: dict[str, Any]) -> Url:
    """Everything before the path. A host may hold a protocol, a port or a path of its own."""
    base = parse(_joined(value["host"], "."))
    protocol = (text_of(value.get("protocol")) or "").removesuffix("://")
    return replace(
        base, protocol=base.protocol or protocol, port=text_of(value.get("port")) or "", query=()
    )


def _query(value: Any, path: str, problems: Problems, whole: Url) -> tuple[Pair, ...]:
    if value is None:
        return whole.query
    if isinstance(value, str):
        return parse_query(value.removeprefix("?"))
    return pairs(value, path, problems, "=")


def _joined(value: Any, separator: str) -> str:
    parts = value if isinstance(value, list) else [value]
    return separator.join(text_of(part) or "" for part in parts)


def _path(value: Any, path: str, problems: Problems) -> tuple[tuple[str, ...], tuple[Pair, ...]]:
    """The segments of a path, and a query that stands in it.

    Every element is split at its slashes: a path is found written as one element, as several
    with slashes in them, and as one text.
    """
    elements: list[str] = []
    for index, each in enumerate(value if isinstance(value, list) else [value]):
        found = each.get("value") if isinstance(each, dict) else each
        text = None if isinstance(found, dict | list) else text_of(found)
        if text is not None:
            elements.append(text)
        elif found is not None:
            problems.add(f"{path}[{index}]", "error", "This is no text. It is left out.")
    query: tuple[Pair, ...] = ()
    if elements:
        last, *rest = split(elements[-1], "?", 1)
        elements[-1] = last
        query = parse_query(rest[0]) if rest else ()
    return _join(elements), query


def _join(elements: list[str]) -> tuple[str, ...]:
    """Segments of elements that are put after one another with one slash between each two."""
    segments: list[str] = []
    for index, element in enumerate(elements):
        parts = split(element, "/")
        if parts[0] == "" and len(parts) > 1:
            del parts[0]
        if len(parts) > 1 and parts[-1] == "" and index < len(elements) - 1:
            del parts[-1]
        segments.extend(parts)
    return tuple(segments)
