"""What an operation takes: parameters of path and query, and its body in each of its types."""

from __future__ import annotations

from typing import Any

from explorer.api.openapi.schemas import DOCUMENT, AnyOperation, Schema, Schemas
from explorer.api.operation import JSON, MARKDOWN, PLAIN, as_json
from explorer.api.operations.content import EXAMPLE, MessageOperation
from explorer.api.wire import LARGEST

WRAPPED = "WrappedDocument"

_WRAPPED: Schema = {
    "type": "object",
    "description": "A document under `body`; it has no `type` of its own.",
    "properties": {"body": DOCUMENT},
    "required": ["body"],
    "not": {"required": ["type"]},
}
_WORDS: Schema = {"type": "string", "pattern": r"\S"}
_TEXTS = {
    PLAIN: "Hello, team\nThe disk is full.",
    MARKDOWN: "**Hello**, team. See the [report](https://example.com/report).",
}


def parameters_of(operation: AnyOperation, schemas: Schemas) -> list[dict[str, Any]]:
    """The parameters of path and query, path first."""
    found = []
    for parameter in operation.parameters():
        if parameter.place not in {"path", "query"}:
            continue
        schema = schemas.field(operation, parameter.name)
        description = schema.pop("description", "")
        examples = schema.pop("examples", [])
        in_path = parameter.place == "path"
        if in_path:
            # Between two slashes of a path there is always something.
            schema = {**schema, "minLength": 1}
            schema.pop("default", None)
        if schema.get("type") == "integer":
            schema = {"format": "int64", "maximum": LARGEST, **schema}
        described: dict[str, Any] = {
            "name": parameter.wire_name,
            "in": parameter.place,
            "required": in_path or parameter.required,
            "description": description,
            "schema": schema,
        }
        if not in_path:
            described |= {"style": "form", "explode": True}
        if examples:
            described["example"] = as_json(examples[0])
        elif "default" in schema:
            described["example"] = schema["default"]
        elif schema.get("enum"):
            described["example"] = schema["enum"][0]
        found.append(described)
    return found


def body_of(operation: AnyOperation, schemas: Schemas) -> dict[str, Any] | None:
    """The request body; None where the operation takes none."""
    if issubclass(operation, MessageOperation):
        return _message(operation, schemas)
    places = operation.places()
    whole = next((name for name, place in places.items() if place.place == "whole-body"), None)
    if whole is not None:
        schema = schemas.field(operation, whole)
        description = schema.pop("description", "")
        examples = schema.pop("examples", [])
        content: dict[str, Any] = {"schema": schema}
        if examples:
            content["example"] = as_json(examples[0])
        return {
            # Of a file no bytes are a file too, an empty one.
            "required": not operation.takes_file,
            "description": description,
            "content": dict.fromkeys(operation.body_types or (JSON,), content),
        }
    if not any(place.place == "body" for place in places.values()):
        nothing = {"schema": {"type": "object", "additionalProperties": False}, "example": {}}
        kinds = dict.fromkeys(operation.body_types, nothing)
        return {"required": False, "content": kinds} if kinds else None
    return _members(operation, schemas)


def _members(operation: AnyOperation, schemas: Schemas) -> dict[str, Any]:
    members: Schema = {}
    required = []
    for parameter in operation.parameters():
        if parameter.place == "body":
            members[parameter.wire_name] = schemas.field(operation, parameter.name)
            if parameter.required:
                required.append(parameter.wire_name)
    for name in sorted(operation.ignored_members):
        members[name] = {"description": "Taken and ignored."}
    schema: Schema = {"type": "object", "properties": members, "additionalProperties": False}
    if required:
        schema["required"] = required
    schema |= schemas.rules(operation)
    reference = schemas.add(f"{operation.__name__}Body", schema)
    example = {
        name: as_json(each["examples"][0]) for name, each in members.items() if each.get("examples")
    }
    return {"required": True, "content": {JSON: {"schema": reference, "example": example}}}


def _message(operation: type[MessageOperation[Any]], schemas: Schemas) -> dict[str, Any]:
    wrapped = schemas.add(WRAPPED, _WRAPPED)
    content: dict[str, Any] = {}
    for kind in operation.body_types:
        if kind == JSON:
            content[kind] = {
                "schema": {"anyOf": [wrapped, DOCUMENT]},
                "examples": {
                    "wrapped": {"summary": "Under body", "value": {"body": EXAMPLE}},
                    "bare": {"summary": "The document itself", "value": EXAMPLE},
                },
            }
        else:
            content[kind] = {"schema": _WORDS, "example": _TEXTS[kind]}
    return {
        "required": True,
        "description": "A document, under `body` in an object or by itself, or a text.",
        "content": content,
    }
