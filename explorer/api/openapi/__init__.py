"""The catalogue as an OpenAPI 3.1 document.

Everything in it is derived from the operation classes and the models: a class added to the
catalogue is in the document with its parameters, bodies, answers and examples.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from explorer.api.openapi.answers import HEADERS, RESPONSES, answers
from explorer.api.openapi.links import Links
from explorer.api.openapi.requests import body_of, parameters_of
from explorer.api.openapi.schemas import PREFIX, Schemas
from explorer.api.openapi.security import requirements, schemes
from explorer.api.openapi.token import TOKEN_SCHEMAS, token_path
from explorer.api.operation import Operation

__all__ = ["openapi_document"]

AnyOperation = type[Operation[Any]]

_ABOUT = """\
The REST API of Atlassian Stride, a team chat that ended in 2019: sites, conversations, messages \
and app modules.

Operations marked `x-in-collection: false` are not in the published Postman collection; the \
service had them too. A method that a path does not have is answered by 405 with `Allow`. An \
unknown query parameter, a parameter given twice and an unknown member of a body are answered by \
400 with a message that names it."""


def openapi_document(
    base_url: str, operations: Iterable[AnyOperation] | None = None
) -> dict[str, Any]:
    """The document, as JSON data; the same for the same catalogue, member by member.

    Args:
        base_url: Where the API is served, without a slash at the end.
        operations: What it describes; None for the whole catalogue.
    """
    if operations is None:
        from explorer.api.operations import CATALOGUE

        operations = CATALOGUE.values()
    from explorer import __version__
    from explorer.api.auth import OAUTH_PATH

    chosen = tuple(operations)
    schemas = Schemas(chosen)
    links = Links(chosen, schemas)
    paths: dict[str, dict[str, Any]] = {OAUTH_PATH: token_path()}
    for operation in chosen:
        described = _operation(operation, schemas, links)
        paths.setdefault(operation.path, {})[operation.method.lower()] = described
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Atlassian Stride",
            "version": __version__,
            "description": _ABOUT,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
        "servers": [{"url": base_url}],
        "tags": [{"name": "token"}, *({"name": name} for name in _resources(chosen))],
        "paths": paths,
        "components": {
            "schemas": _used([paths, RESPONSES], {**schemas.components, **TOKEN_SCHEMAS}),
            "responses": RESPONSES,
            "headers": HEADERS,
            "securitySchemes": schemes(base_url),
        },
    }


def _used(roots: Any, schemas: dict[str, Any]) -> dict[str, Any]:
    """The schemas that are referred to, from somewhere or from one another, by name."""
    used: dict[str, Any] = {}
    waiting: list[Any] = [roots]
    while waiting:
        value = waiting.pop()
        if isinstance(value, list):
            waiting.extend(value)
        elif isinstance(value, dict):
            waiting.extend(value.values())
            reference = value.get("$ref")
            if isinstance(reference, str) and reference.startswith(PREFIX):
                name = reference.removeprefix(PREFIX)
                if name not in used:
                    used[name] = schemas[name]
                    waiting.append(schemas[name])
    return dict(sorted(used.items()))


def _resources(operations: Iterable[AnyOperation]) -> list[str]:
    return list(dict.fromkeys(operation.resource for operation in operations))


def _operation(operation: AnyOperation, schemas: Schemas, links: Links) -> dict[str, Any]:
    described: dict[str, Any] = {
        "operationId": operation.operation_id,
        "summary": operation.summary(),
        "tags": [operation.resource],
        "x-in-collection": operation.in_collection,
        "x-folder": operation.group,
        "security": requirements(operation),
    }
    description = _description(operation)
    if description:
        described["description"] = description
    parameters = parameters_of(operation, schemas)
    if parameters:
        described["parameters"] = parameters
    body = body_of(operation, schemas)
    if body:
        described["requestBody"] = body
    described["responses"] = answers(operation, schemas, links.of(operation))
    return described


def _description(operation: AnyOperation) -> str:
    """The docstring after its first line, a paragraph a line."""
    lines = (operation.__doc__ or "").strip().splitlines()[1:]
    paragraphs = "\n".join(line.strip() for line in lines).strip().split("\n\n")
    return "\n\n".join(" ".join(each.split()) for each in paragraphs).strip()
