"""A plausible value of a JSON schema: its example where it has one, else one made of its parts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_FORMATS = {
    "date-time": "2018-06-08T17:36:32Z",
    "uri": "https://example.com",
    "uuid": "11111111-2222-4333-8444-555555555555",
}
_PLAIN: dict[str, Any] = {"string": "text", "integer": 1, "number": 1, "boolean": True}


def example_of(schema: Mapping[str, Any], components: Mapping[str, Any], prefix: str) -> Any:
    """A value that fits a schema.

    Args:
        schema: Of JSON Schema 2020-12, as the models give it.
        components: What references lead to, by name.
        prefix: What a reference begins with.
    """

    def value(of: Mapping[str, Any]) -> Any:
        if of.get("examples"):
            return of["examples"][0]
        if "const" in of:
            return of["const"]
        if of.get("default") is not None:
            return of["default"]
        if "$ref" in of:
            return value(components[of["$ref"].removeprefix(prefix)])
        if "enum" in of:
            return of["enum"][0]
        for choice in ("anyOf", "oneOf"):
            if choice in of:
                return value(of[choice][0])
        return plain(of)

    def plain(of: Mapping[str, Any]) -> Any:
        kind = of.get("type")
        if kind == "object":
            return {name: value(each) for name, each in of.get("properties", {}).items()}
        if kind == "array":
            return [value(of["items"])] if of.get("items") else []
        if kind == "string":
            return _FORMATS.get(of.get("format", ""), _PLAIN["string"])
        return max(of["minimum"], 1) if "minimum" in of else _PLAIN.get(kind or "", {})

    return value(schema)
