"""The JSON Schema of tours, for completion and checks in an editor."""

from __future__ import annotations

from typing import Any

from explorer.api.operations import CATALOGUE
from explorer.tour.model import Tour

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def tour_schema() -> dict[str, Any]:
    """The schema, with the operations there are and what each does."""
    schema = Tour.model_json_schema(by_alias=True)
    operation = schema["$defs"]["Step"]["properties"]["operation"]
    operation.pop("type", None)
    operation["anyOf"] = [
        {"const": name, "description": each.summary()}
        for each in CATALOGUE.values()
        for name in (each.__name__, each.operation_id)
    ]
    return {"$schema": DIALECT, "title": "A tour of the Stride API", **schema}
