"""Collections for tests, made in a line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from explorer.formats.postman import Collection, Problem, Request, Resolved, read, resolve

PUBLISHED = Path(__file__).parents[2] / "api" / "data" / "collection.json"
"""The collection as it was published: version 2.0, 21 operations."""

SCHEMA = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"


def collection(*items: Any, **more: Any) -> Collection:
    """A collection of these items, read."""
    whole = {"info": {"name": "Test", "schema": SCHEMA}, "item": list(items), **more}
    return read(json.dumps(whole).encode())


def item(url: Any = "https://h/", **request: Any) -> dict[str, Any]:
    """An item with a request."""
    return {"name": "One", "request": {"method": "GET", "url": url, **request}}


def one(url: Any = "https://h/", /, **request: Any) -> Request:
    """The one request of a collection, which has no problems."""
    read_whole = collection(item(url, **request))
    assert not [each for each in read_whole.problems if each.severity == "error"]
    return read_whole.requests[0]


def sent(url: Any = "https://h/", variables: Any = None, /, **request: Any) -> Resolved:
    """What is sent for a request, which has no errors."""
    resolved = resolve(one(url, **request), variables)
    assert resolved.ok, resolved.problems
    return resolved


def errors(problems: tuple[Problem, ...]) -> list[tuple[str, str]]:
    """Path and message of every error."""
    return [(each.path, each.message) for each in problems if each.severity == "error"]


def warnings(problems: tuple[Problem, ...]) -> list[tuple[str, str]]:
    """Path and message of every warning."""
    return [(each.path, each.message) for each in problems if each.severity == "warning"]
