"""One value of an answer by its JSONPath: for code that goes on with what an answer gave."""

from __future__ import annotations

from typing import Any

from explorer.api.exchange import Exchange
from explorer.tour.expecting import values_at
from explorer.workbench.body.body import Body
from explorer.workbench.body.query import QueryError


def body_of(exchange: Exchange[Any]) -> Body:
    """The answer's body, read whole; an empty one where no answer came."""
    response = exchange.response
    if response is None:
        body = Body(b"")
    else:
        body = Body(response.body, response.header("Content-Type") or "", cut=response.cut)
    body.read_all()
    return body


def at(exchange: Exchange[Any], path: str) -> Any:
    """The first value that a JSONPath (RFC 9535) leads to in an answer.

    Args:
        exchange: With an answer of JSON.
        path: As in `$.values[0].id`.

    Raises:
        ValueError: The path is none, the answer is no JSON, or nothing is there.
    """
    found = values_at(body_of(exchange), path)
    if not found:
        raise QueryError(f"{path} leads to nothing in the answer.")
    return found[0]
