"""What an HTTP Archive 1.2 must hold, written down from its description as a JSON Schema."""

from __future__ import annotations

from typing import Any

_TEXT = {"type": "string"}
_WHOLE = {"type": "integer", "minimum": -1}
_TIME = {"type": "number", "minimum": 0}
_PERHAPS = {"anyOf": [_TIME, {"const": -1}]}
_MOMENT = {
    "type": "string",
    "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$",
}


def _object(required: dict[str, Any], optional: dict[str, Any] | None = None) -> dict[str, Any]:
    """An object with these members, a comment, and custom ones that begin with an underscore."""
    return {
        "type": "object",
        "required": list(required),
        "properties": {**required, **(optional or {}), "comment": _TEXT},
        "patternProperties": {"^_": {}},
        "additionalProperties": False,
    }


def _list(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


_PAIR = _object({"name": _TEXT, "value": _TEXT})
_PARAM = _object({"name": _TEXT}, {"value": _TEXT, "fileName": _TEXT, "contentType": _TEXT})
_COOKIE = _object(
    {"name": _TEXT, "value": _TEXT},
    {
        "path": _TEXT,
        "domain": _TEXT,
        "expires": _TEXT,
        "httpOnly": {"type": "boolean"},
        "secure": {"type": "boolean"},
    },
)
_COMMON = {
    "httpVersion": _TEXT,
    "cookies": _list(_COOKIE),
    "headers": _list(_PAIR),
    "headersSize": _WHOLE,
    "bodySize": _WHOLE,
}
_POSTED = {
    **_object({"mimeType": _TEXT}, {"text": _TEXT, "params": _list(_PARAM)}),
    "not": {"required": ["text", "params"]},
}
_REQUEST = _object(
    {
        "method": {"type": "string", "pattern": "^[!-~]+$"},
        "url": {"type": "string", "format": "uri", "pattern": "^https?://[^#]*$"},
        "queryString": _list(_PAIR),
        **_COMMON,
    },
    {"postData": _POSTED},
)
_CONTENT = _object(
    {"size": {"type": "integer", "minimum": 0}, "mimeType": _TEXT},
    {"compression": _WHOLE, "text": _TEXT, "encoding": {"const": "base64"}},
)
_RESPONSE = _object(
    {
        "status": {"type": "integer", "minimum": 0, "maximum": 999},
        "statusText": _TEXT,
        "content": _CONTENT,
        "redirectURL": _TEXT,
        **_COMMON,
    }
)
_TIMINGS = _object(
    {"send": _TIME, "wait": _TIME, "receive": _TIME},
    {"blocked": _PERHAPS, "dns": _PERHAPS, "connect": _PERHAPS, "ssl": _PERHAPS},
)
_ENTRY = _object(
    {
        "startedDateTime": _MOMENT,
        "time": _TIME,
        "request": _REQUEST,
        "response": _RESPONSE,
        "cache": {"type": "object"},
        "timings": _TIMINGS,
    },
    {"pageref": _TEXT, "serverIPAddress": _TEXT, "connection": _TEXT},
)
_CREATOR = _object({"name": _TEXT, "version": _TEXT})
RULES: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    **_object(
        {
            "log": _object(
                {"version": {"const": "1.2"}, "creator": _CREATOR, "entries": _list(_ENTRY)},
                {"browser": _CREATOR, "pages": _list({"type": "object"})},
            )
        }
    ),
}
