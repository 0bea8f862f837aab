"""From a request to a validated operation, by the operation's own rules, or a 400 with the field.

Stricter than a person's words are read: only wire names count, each once, and the body must be
of a declared type.
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qsl

from pydantic import ValidationError

from explorer.api.explain import explain
from explorer.api.operation import JSON, CallError, Operation, parse_json
from explorer.api.operations.content import MessageOperation
from explorer.sandbox.refusals import Refusal, bad_request
from explorer.sandbox.routing import Match

DEPTH_LIMIT = 200
"""Most levels of lists and objects in a JSON body."""

_SHOWN_PROBLEMS = 5


def read_call(match: Match, query: str, content_type: str, body: bytes) -> Operation[Any]:
    """The call a request makes.

    Args:
        match: Operation and path parameters.
        query: The query as sent.
        content_type: Of the body, as sent.
        body: Its bytes; empty for none, and for a file, which is not read here.

    Raises:
        Refusal: 400; the message names the field.
    """
    operation = match.operation
    names = {name: place.name for name, place in operation.places().items()}
    try:
        values = {**match.values, **_query_values(operation, query)}
        if operation.takes_file:
            return operation.from_text(values, body=b"", content_type=content_type)
        if body:
            _check_body(operation, content_type, body)
        elif _needs_body(operation):
            raise bad_request("body", "is required")
        call = operation.from_text(values, body=body or None, content_type=content_type)
        _refuse_null(call)
        return call
    except CallError as problem:
        raise bad_request("", _with_field(problem)) from None
    except ValidationError as problem:
        found = list(map(str, explain(problem, names)))
        more = f" (and {len(found) - _SHOWN_PROBLEMS} more)" if len(found) > _SHOWN_PROBLEMS else ""
        raise bad_request("", "; ".join(found[:_SHOWN_PROBLEMS]) + more) from None
    except RecursionError:
        raise _too_deep() from None


def _refuse_null(call: Operation[Any]) -> None:
    """A member is left out of a body where there is nothing to say: null is no value of any."""
    for name, place in call.places().items():
        if place.place == "body" and name in call.model_fields_set and getattr(call, name) is None:
            raise bad_request(place.name, "must not be null: leave it out")


def _with_field(problem: CallError) -> str:
    message = str(problem)
    if not problem.field or problem.field in message:
        return message
    return f"{problem.field}: {message}"


def _query_values(operation: type[Operation[Any]], query: str) -> dict[str, str]:
    known = [place.name for place in operation.places().values() if place.place == "query"]
    values: dict[str, str] = {}
    try:
        pairs = parse_qsl(query, keep_blank_values=True, errors="strict", max_num_fields=100)
    except UnicodeDecodeError:
        raise bad_request("query", "is not UTF-8") from None
    except ValueError:
        raise bad_request("query", "has more than 100 parameters") from None
    for name, value in pairs:
        if name not in known:
            takes = f"It takes: {', '.join(known)}." if known else "It takes none."
            raise bad_request(name, f"is not a query parameter of this operation. {takes}")
        if name in values:
            raise bad_request(name, "is given twice")
        values[name] = value
    return values


def _needs_body(operation: type[Operation[Any]]) -> bool:
    return any(place.place in {"body", "whole-body"} for place in operation.places().values())


def _check_body(operation: type[Operation[Any]], content_type: str, body: bytes) -> None:
    """What the operation's own rules do not look at, since a person cannot get it wrong."""
    if not (_needs_body(operation) or operation.body_types):
        raise bad_request("body", f"{operation.operation_id} takes none")
    kind, _, rest = content_type.partition(";")
    kind = kind.strip().lower() or JSON
    allowed = operation.body_types or (JSON,)
    if kind not in allowed:
        raise bad_request("Content-Type", f"{kind!r} is not taken here. Use {', '.join(allowed)}")
    for parameter in rest.split(";"):
        name, _, value = parameter.strip().partition("=")
        if name.lower() == "charset" and value.strip('"').lower() not in {"utf-8", "utf8"}:
            raise bad_request("Content-Type", f"charset {value!r} is not taken here. Use utf-8")
    if kind == JSON:
        _check_json(operation, body)


def _check_json(operation: type[Operation[Any]], body: bytes) -> None:
    value = parse_json(body)
    if issubclass(operation, MessageOperation):
        _require_document(value)
    elif not isinstance(value, dict):
        raise bad_request("body", "must be a JSON object")
    # Fewer opening brackets than levels allowed: it cannot be too deep.
    if body.count(b"[") + body.count(b"{") > DEPTH_LIMIT and _depth(value) > DEPTH_LIMIT:
        raise _too_deep()
    try:
        json.dumps(value, ensure_ascii=False, allow_nan=False).encode("utf-8")
    except UnicodeEncodeError:
        raise bad_request("body", "holds half of a surrogate pair, which is no text") from None
    except ValueError:
        raise bad_request("body", "holds a number that is too large") from None


def _require_document(value: Any) -> None:
    if isinstance(value, dict) and "body" in value and "type" not in value:
        value = value["body"]
    if not isinstance(value, dict):
        raise bad_request("body", "must be a document, as an object or under body in one")


def _depth(value: Any) -> int:
    deepest = 0
    waiting = [(value, 1)]
    while waiting:
        item, level = waiting.pop()
        if isinstance(item, dict):
            children: Any = item.values()
        elif isinstance(item, list):
            children = item
        else:
            continue
        deepest = max(deepest, level)
        waiting.extend((child, level + 1) for child in children)
    return deepest


def _too_deep() -> Refusal:
    return bad_request("body", f"is nested more than {DEPTH_LIMIT} levels deep")
