"""Which operation of the catalogue a request of a collection is, whatever host it names."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any
from urllib.parse import unquote

from explorer.api.operation import Operation
from explorer.formats.postman.model import Request
from explorer.formats.postman.templates import Endless, fill, is_placeholder
from explorer.formats.postman.urls import variable_of

AnyOperation = type[Operation[Any]]


def recognise(
    request: Request, variables: Mapping[str, str] | None = None
) -> tuple[AnyOperation, dict[str, str]] | None:
    """The operation of a request and what the request gives for its path and query.

    Method and path must be the operation's: of the path each fixed step as it is, and for each
    parameter a `:name` of any name, a `{{name}}` or a value.

    Args:
        request: Of a collection.
        variables: Values of the names in it; the collection's own count, too.

    Returns:
        The class, and values by wire name, decoded. Stand-ins such as `{}` are no values, nor is
        what depends on a name without a value. None for a request that is no known operation.
    """
    found = _route(request.method, request.url.path)
    if found is None:
        return None
    steps, operation = found
    return operation, _values(request, operation, steps, variables or {})


def operation_of(method: str, segments: tuple[str, ...]) -> AnyOperation | None:
    """The operation of a method and a path, split at its slashes; None for no known one."""
    found = _route(method, segments)
    return None if found is None else found[1]


def _route(method: str, segments: tuple[str, ...]) -> tuple[tuple[str, ...], AnyOperation] | None:
    for steps, operation in _table().get((method, len(segments)), ()):
        if all(_fits(step, segment) for step, segment in zip(steps, segments, strict=True)):
            return steps, operation
    return None


def _fits(step: str, segment: str) -> bool:
    if step.startswith("{"):
        return segment != ""
    return segment == step or ("%" in segment and unquote(segment) == step)


@cache
def _table() -> dict[tuple[str, int], list[tuple[tuple[str, ...], AnyOperation]]]:
    """Operations by method and length of path, those with more fixed steps first."""
    from explorer.api.operations import CATALOGUE

    table: dict[tuple[str, int], list[tuple[tuple[str, ...], AnyOperation]]] = {}
    for operation in CATALOGUE.values():
        steps = tuple(operation.path.split("/")[1:])
        table.setdefault((operation.method, len(steps)), []).append((steps, operation))
    for routes in table.values():
        routes.sort(key=lambda route: sum(step.startswith("{") for step in route[0]))
    return table


def _values(
    request: Request,
    operation: AnyOperation,
    steps: tuple[str, ...],
    variables: Mapping[str, str],
) -> dict[str, str]:
    known = {each.name: each.value for each in request.variables if each.value is not None}
    known.update(variables)
    own = {each.name: each.value for each in request.url.variables}
    given: dict[str, str | None] = {}
    for step, segment in zip(steps, request.url.path, strict=True):
        if step.startswith("{"):
            variable = variable_of(segment, frozenset(own))
            given[step[1:-1]] = segment if variable is None else own.get(variable[0])
    takes = {place.name for place in operation.places().values() if place.place == "query"}
    for pair in request.url.query:
        key = unquote(pair.key)
        if not pair.disabled and key in takes:
            given.setdefault(key, pair.value)
    found = {}
    for name, text in given.items():
        value = None if text is None else _filled(text, known)
        if value is not None:
            found[name] = unquote(value)
    return found


def _filled(text: str, known: Mapping[str, str]) -> str | None:
    missing: list[str] = []
    try:
        text = fill(text, known.get, missing.append)
    except Endless:
        return None
    return None if missing or is_placeholder(text) else text
