"""The catalogue as a Postman collection of version 2.1: for Postman, newman and any other tool."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

from explorer.formats.postman.writing import AnyOperation, item, path_variables

SCHEMA: Final = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
NAME: Final = "Atlassian Stride"
BASE_URL: Final = "https://api.atlassian.com"
OUTSIDE: Final = "Outside the collection"
"""The folder of what the published collection does not name."""

_ABOUT: Final = """\
The REST API of Atlassian Stride, a team chat that ended in 2019.

Set `{base}` to where it is served (a sandbox, for one) and `token` to a bearer token; `cloudId` \
and `conversationId` say where, and the other ids what. The folder "{outside}" holds what the \
service had beside its published collection."""


def write(
    operations: Iterable[AnyOperation] | None = None,
    *,
    name: str = NAME,
    base_url_variable: str = "baseUrl",
    variables: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """A collection of operations, as JSON data; the same for the same operations.

    What the published collection names is in its folders and in its order; the rest is in one
    folder more, by resource.

    Args:
        operations: What it holds; None for the whole catalogue.
        name: Its title.
        base_url_variable: The name of the variable that holds the base URL.
        variables: Values of its variables, by name: of the base URL and of the ids. Secrets are
            given to whoever runs it, and not written.
    """
    if operations is None:
        from explorer.api.operations import CATALOGUE

        operations = CATALOGUE.values()
    chosen = tuple(operations)
    inside = [each for each in chosen if each.in_collection]
    outside = [each for each in chosen if not each.in_collection]
    items = _folders(inside, base_url_variable)
    if outside:
        items.append({"name": OUTSIDE, "item": _folders(outside, base_url_variable)})
    return {
        "info": {
            "_postman_id": str(uuid5(NAMESPACE_URL, f"{SCHEMA}#{name}")),
            "name": name,
            "description": _ABOUT.format(base=base_url_variable, outside=OUTSIDE),
            "schema": SCHEMA,
        },
        "item": items,
        "auth": {
            "type": "bearer",
            "bearer": [{"key": "token", "value": "{{token}}", "type": "string"}],
        },
        "variable": _variables(chosen, base_url_variable, variables or {}),
    }


def dump(collection: Mapping[str, Any]) -> bytes:
    """A collection as the bytes of its file."""
    return (json.dumps(collection, ensure_ascii=False, indent=2) + "\n").encode("utf-8")


def _folders(operations: Iterable[AnyOperation], base: str) -> list[dict[str, Any]]:
    folders: dict[str, list[dict[str, Any]]] = {}
    for operation in operations:
        folders.setdefault(operation.group, []).append(item(operation, base))
    return [{"name": name, "item": items} for name, items in folders.items()]


def _variables(
    operations: Iterable[AnyOperation], base: str, values: Mapping[str, str]
) -> list[dict[str, str]]:
    """The base URL, a place for the token, and the ids that the paths name, each once."""
    ids = {each.wire_name: each for one in operations for each in path_variables(one)}
    return [
        {
            "key": base,
            "value": values.get(base, BASE_URL),
            "description": "Where the API is served.",
        },
        {"key": "token", "value": "", "description": "A bearer token."},
        *(
            {
                "key": each.wire_name,
                "value": values.get(each.wire_name, ""),
                "description": each.description,
            }
            for each in ids.values()
        ),
    ]
