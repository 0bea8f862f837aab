"""One operation as an item of a Postman collection of version 2.1."""

from __future__ import annotations

import json
from typing import Any, Final

from explorer.api.operation import JSON, Operation, Parameter, as_json
from explorer.api.wire import encode

AnyOperation = type[Operation[Any]]

_LANGUAGES: Final = {JSON: "json", "text/plain": "text"}
_OWN_KEYS: Final = frozenset({"key"})
"""Path parameters whose example says more than a name that is common to all requests: of modules,
each kind has keys of its own."""


def item(operation: AnyOperation, base: str) -> dict[str, Any]:
    """An operation as an item.

    Args:
        operation: Of the catalogue.
        base: The name of the variable that holds the base URL.
    """
    return {"name": operation.operation_id, "request": _request(operation, base), "response": []}


def path_variables(operation: AnyOperation) -> list[Parameter]:
    """The path parameters that are filled from the collection's variables, in the path's order."""
    return [each for each in _in_path(operation) if each.name not in _OWN_KEYS]


def _in_path(operation: AnyOperation) -> list[Parameter]:
    found = {each.wire_name: each for each in operation.parameters() if each.place == "path"}
    steps = operation.path.split("/")
    return [found[step[1:-1]] for step in steps if step.startswith("{")]


def _request(operation: AnyOperation, base: str) -> dict[str, Any]:
    kind, text = _example_body(operation)
    headers = [{"key": "Accept", "value": operation.accept}]
    if kind:
        headers.append({"key": "Content-Type", "value": kind})
    request: dict[str, Any] = {
        "method": operation.method,
        "header": headers,
        "url": _url(operation, base),
        "description": _description(operation),
    }
    if kind:
        request["body"] = {"mode": "raw", "raw": text}
        if kind in _LANGUAGES:
            request["body"]["options"] = {"raw": {"language": _LANGUAGES[kind]}}
    return request


def _url(operation: AnyOperation, base: str) -> dict[str, Any]:
    steps = [
        f":{step[1:-1]}" if step.startswith("{") else step for step in operation.path.split("/")[1:]
    ]
    query = [_parameter(each) for each in operation.parameters() if each.place == "query"]
    sent = "&".join(f"{each['key']}={each['value']}" for each in query if not each["disabled"])
    raw = f"{{{{{base}}}}}/{'/'.join(steps)}"
    url: dict[str, Any] = {
        "raw": f"{raw}?{sent}" if sent else raw,
        "host": [f"{{{{{base}}}}}"],
        "path": steps,
    }
    if query:
        url["query"] = query
    variables = [
        {"key": each.wire_name, "value": _path_value(each), "description": each.description}
        for each in _in_path(operation)
    ]
    if variables:
        url["variable"] = variables
    return url


def _path_value(parameter: Parameter) -> str:
    if parameter.name in _OWN_KEYS:
        return str(parameter.example)
    return f"{{{{{parameter.wire_name}}}}}"


def _parameter(parameter: Parameter) -> dict[str, Any]:
    """A query parameter: one that can be left out is there and is not sent."""
    value = parameter.example if parameter.example is not None else parameter.default
    facts = ", ".join(parameter.facts())
    return {
        "key": parameter.wire_name,
        "value": "" if value is None else encode(parameter.wire_name, as_json(value)),
        "description": f"{parameter.description} ({facts})",
        "disabled": not parameter.required,
    }


def _example_body(operation: AnyOperation) -> tuple[str, str]:
    """Content type and text of the operation's own example; both empty where it sends none."""
    made = operation.example()
    kind, data = made.body_bytes()
    if kind == JSON:
        return kind, json.dumps(json.loads(data), ensure_ascii=False, indent=2)
    if operation.takes_file:
        field = next(each for each in operation.parameters() if each.place == "whole-body")
        return kind, str(field.example)
    return kind, data.decode("utf-8")


def _description(operation: AnyOperation) -> str:
    """What the class says of itself, and the scope that its token must hold."""
    lines = [line.strip() for line in (operation.__doc__ or "").strip().splitlines()]
    paragraphs = " ".join(line or "\n\n" for line in lines).replace(" \n\n ", "\n\n")
    scope = operation.scope
    needs = f"with scope {scope}" if scope else "with any scope"
    return f"{paragraphs}\n\nAuthentication required, {needs}"
