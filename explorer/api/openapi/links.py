"""Where an answer leads: the calls that its ids, keys and cursors are good for."""

from __future__ import annotations

import re
from typing import Any

from explorer.api.openapi.schemas import PREFIX, AnyOperation, Schema, Schemas, answer_model

_NAME = re.compile(r"\{(\w+)\}")


class Links:
    """The links between some operations.

    Args:
        operations: Of the catalogue.
        schemas: Theirs.
    """

    def __init__(self, operations: tuple[AnyOperation, ...], schemas: Schemas) -> None:
        self._operations = operations
        self._schemas = schemas

    def of(self, operation: AnyOperation) -> dict[str, Any]:
        """The links of an operation's success, by operation id."""
        links: dict[str, Any] = {}
        answer = self._answer(operation)
        own = _NAME.findall(operation.path)
        if operation.method == "PUT" and own:
            for other in self._operations:
                if (other.method, other.path) in {
                    ("DELETE", operation.path),
                    ("GET", _parent(operation.path)),
                }:
                    links[other.operation_id] = _link(other, own, {})
        pointer, creates = self._pointer(answer), operation.method == "POST"
        if pointer and operation.method in {"GET", "POST"}:
            for other in self._operations:
                name = _next_name(operation, other)
                if name and (creates or other.method == "GET"):
                    there = {name: f"$response.body#{pointer}"}
                    links[other.operation_id] = _link(other, own, there)
        if "cursor" in answer.get("properties", {}):
            link = _link(operation, own, {"query.cursor": "$response.body#/cursor"})
            links[operation.operation_id] = link | {"description": "The next page."}
        return links

    def _answer(self, operation: AnyOperation) -> Schema:
        model = answer_model(operation)
        return self._schemas.components[model.__name__] if model is not None else {}

    def _pointer(self, schema: Schema) -> str:
        """Where in an answer the id or key is, of itself or of the first item; empty if none."""
        members = schema.get("properties", {})
        for name in ("key", "id"):
            if name in members:
                return f"/{name}"
        for name, member in members.items():
            inside, step = (member["items"], "/0") if "items" in member else (member, "")
            reference = inside.get("$ref", "")
            if reference.startswith(PREFIX):
                rest = self._pointer(self._schemas.components[reference.removeprefix(PREFIX)])
                if rest.count("/") == 1:
                    return f"/{name}{step}{rest}"
        return ""


def _parent(path: str) -> str:
    return path.rpartition("/")[0]


def _next_name(operation: AnyOperation, other: AnyOperation) -> str:
    """The one parameter by which another operation's path goes on from this one's."""
    base = operation.path.rstrip("/")
    rest = other.path.removeprefix(base)
    found = re.fullmatch(r"/\{(\w+)\}[^{]*", rest) if other.path.startswith(base) else None
    return found[1] if found else ""


def _link(other: AnyOperation, known: list[str], given: dict[str, str]) -> dict[str, Any]:
    names = [name for name in _NAME.findall(other.path) if name in known]
    return {
        "operationId": other.operation_id,
        "parameters": {name: f"$request.path.{name}" for name in names} | given,
    }
