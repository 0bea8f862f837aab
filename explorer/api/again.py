"""The steps of sending a request once more that was sent before, as it stood."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from explorer.api.auth import Auth
from explorer.api.exchange import Exchange, Request
from explorer.api.flow import exchange
from explorer.api.headers import request_headers
from explorer.api.operation import Operation
from explorer.api.origin import origin
from explorer.api.steps import Context, Meaning, Steps
from explorer.api.wire import CallError, shown


def again(
    request: Request,
    operation: type[Operation[Any]] | None,
    operation_id: str,
    context: Context,
    *,
    authorized: bool = True,
) -> Steps[Exchange[Any]]:
    """The steps of sending a request; credentials go along as with any other.

    Args:
        request: As it is to be sent, without credentials.
        operation: What says what the answer means; None to give its bytes.
        operation_id: What the exchange is called by.
        context: Of the client.
        authorized: Whether credentials go along at all.

    Raises:
        CallError: It cannot be sent: the address is none, a header cannot be one, or only the
            beginning of its body is there.
    """
    if request.cut:
        raise CallError("Only the beginning of the request's body was kept. Send it anew.")
    try:
        origin(request.url)
        request.url.encode("ascii")
    except ValueError:
        raise CallError(f"The request goes to {shown(request.url)}, which is no address.") from None
    if urlsplit(request.url).scheme not in {"http", "https"}:
        raise CallError(f"The request goes to {shown(request.url)}, which is no http address.")
    headers = request_headers("", dict(request.headers))
    sent = Request(request.method, request.url, headers, request.body)
    if not authorized:
        context = replace(context, auth=Auth())
    if operation is None:
        meaning: Meaning[Any] = Meaning(operation_id, None, lambda status, body: body)
    else:
        call = operation.unchecked({})
        meaning = Meaning(operation_id, operation.scope, call.parse)
    return (yield from exchange(sent, meaning, context))
