"""The JSON Schema of tours, for completion and checks in an editor."""

from __future__ import annotations

from typing import Any

from explorer.api.operation import Operation
from explorer.api.operations import CATALOGUE
from explorer.tour.casting import SANDBOX_ROLES
from explorer.tour.model import Tour
from explorer.workbench.forms_fields import FormField, fields_of

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def tour_schema() -> dict[str, Any]:
    """The schema, with the operations there are, what each does, and the values each takes."""
    schema = Tour.model_json_schema(by_alias=True)
    step = schema["$defs"]["Step"]
    properties = step["properties"]
    properties["operation"].pop("type", None)
    properties["operation"]["anyOf"] = [
        {"const": name, "description": each.summary()}
        for each in CATALOGUE.values()
        for name in _names(each)
    ]
    # Any name of a profile will do; these are those that an editor can offer.
    properties["as"]["anyOf"] = [{"enum": list(SANDBOX_ROLES)}, {"type": "string"}]
    step["allOf"] = [
        {
            "if": {"properties": {"operation": {"enum": _names(each)}}},
            "then": {"properties": {"values": {"properties": _values(each)}}},
        }
        for each in CATALOGUE.values()
    ]
    return {"$schema": DIALECT, "title": "A tour of the Stride API", **schema}


def _names(operation: type[Operation[Any]]) -> list[str]:
    return [operation.__name__, operation.operation_id]


def _values(operation: type[Operation[Any]]) -> dict[str, Any]:
    """What an operation takes beside a whole body, each with what it means."""
    fields = [each for each in fields_of(operation) if each.place in ("path", "query", "body")]
    return {each.wire_name: _value(each) for each in fields}


def _value(field: FormField) -> dict[str, Any]:
    described: dict[str, Any] = {"description": field.help}
    if field.choices:
        # A name in braces may stand for any of them.
        described["anyOf"] = [{"enum": list(field.choices)}, {}]
    return described
