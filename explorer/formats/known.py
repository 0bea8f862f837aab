"""Reading a request backwards: the call of an operation that makes just this request."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, unquote

from pydantic import ValidationError

from explorer.api.operation import CallError, Operation, Prepared
from explorer.api.operations import CATALOGUE
from explorer.api.source import Source
from explorer.api.wire import as_json
from explorer.formats.portable import Portable

DEEPEST = 40
"""Levels of a value that Python is given to read; it gives up at some two hundred."""


@dataclass(frozen=True, slots=True)
class Known:
    """A call that makes a request.

    Args:
        operation: Its class.
        values: Its parameters by their Python names, as plain data.
        checked: Whether the values pass our own checks; else it is sent past them.
        extra: Query parameters that the operation does not know; only where unchecked.
        body: The bytes of the body; None where `values` make it. Only where unchecked.
        content_type: Of that body.
    """

    operation: type[Operation[Any]]
    values: Mapping[str, Any]
    checked: bool = True
    extra: Mapping[str, str] | None = None
    body: bytes | None = None
    content_type: str = ""


def recognise(portable: Portable) -> Known | None:
    """The call that makes a request, byte for byte; None where no operation does.

    Args:
        portable: The request; one whose body is in a file is compared without it.
    """
    for operation in CATALOGUE.values():
        if operation.method != portable.method:
            continue
        path = _path_values(operation, portable.target)
        if path is None:
            continue
        found = _checked(operation, path, portable) or _unchecked(operation, path, portable)
        if found is not None:
            return found
    return None


def _path_values(operation: type[Operation[Any]], target: str) -> dict[str, str] | None:
    parts = re.split(r"\{(\w+)\}", operation.path)
    parts[0::2] = [re.escape(literal) for literal in parts[0::2]]
    parts[1::2] = [f"(?P<{name}>[^/]+)" for name in parts[1::2]]
    found = re.fullmatch("".join(parts), target.partition("?")[0])
    return {name: unquote(value) for name, value in found.groupdict().items()} if found else None


def _query(target: str) -> list[tuple[str, str]]:
    return parse_qsl(target.partition("?")[2], keep_blank_values=True)


def _content_type(portable: Portable) -> str:
    return portable.header("Content-Type") or ""


def _is(prepared: Prepared, portable: Portable) -> bool:
    """Whether a request is the one wanted."""
    source = prepared.source
    body = prepared.body if source is None else source.excerpt(source.size)
    return (
        prepared.target == portable.target
        and prepared.content_type == _content_type(portable)
        and (bool(portable.file) or body == portable.body)
    )


def _checked(
    operation: type[Operation[Any]], path: Mapping[str, str], portable: Portable
) -> Known | None:
    query = _query(portable.target)
    texts = {**path, **dict(query)}
    if len(texts) < len(path) + len(query):
        return None
    try:
        if portable.file:
            call = operation.from_text(texts, body=b"")
        else:
            body = portable.body or None
            call = operation.from_text(texts, body=body, content_type=_content_type(portable))
        given = {
            name: _plain(getattr(call, name))
            for name in operation.places()
            if name in call.model_fields_set
        }
        # What is left out here is decided by the rest: the form of a message, mostly.
        fewer = {name: value for name, value in given.items() if _travels(operation, name)}
        for values in (fewer, given):
            if all(map(_fits, values.values())) and _makes(operation, values, portable):
                return Known(operation, values)
    except (CallError, ValidationError, RecursionError):
        return None
    return None


def _makes(operation: type[Operation[Any]], values: Mapping[str, Any], portable: Portable) -> bool:
    try:
        return _is(operation(**values).build(), portable)
    except (CallError, ValidationError):
        return False


def _travels(operation: type[Operation[Any]], name: str) -> bool:
    return operation.places()[name].place != "local"


def _unchecked(
    operation: type[Operation[Any]], path: Mapping[str, str], portable: Portable
) -> Known | None:
    if portable.file or operation.takes_file:
        return None
    values = {operation.python_name(name) or name: value for name, value in path.items()}
    extra: dict[str, str] = {}
    for name, value in _query(portable.target):
        python_name = operation.python_name(name)
        place = operation.places()[python_name] if python_name else None
        if python_name is None or place is None:
            extra[name] = value
        elif place.name == name and place.place == "query" and python_name not in values:
            values[python_name] = value
        else:
            return None
    body, content_type = portable.body, _content_type(portable)
    try:
        call = operation.unchecked({**values, **extra}, body=body, content_type=content_type)
        if not _is(call.build(), portable):
            return None
    except CallError:
        return None
    return Known(operation, values, False, extra, body, content_type)


def _plain(value: Any) -> Any:
    """A value as plain data that Python can write down."""
    if isinstance(value, Source):
        return value.excerpt(value.size)
    data = as_json(value)
    return str(data) if isinstance(data, str) else data


def _fits(value: Any, depth: int = 0) -> bool:
    """Whether a value is of literals alone, and not too deep."""
    if depth > DEEPEST:
        return False
    if isinstance(value, dict):
        return all(isinstance(key, str) and _fits(each, depth + 1) for key, each in value.items())
    if isinstance(value, list):
        return all(_fits(each, depth + 1) for each in value)
    return value is None or type(value) in {str, int, float, bool, bytes}
