"""A request that has not been sent, for another tool: what a snippet of it is written from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from explorer.api.exchange import Request
from explorer.api.headers import request_headers
from explorer.workbench.request_form import CollectedCall

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from explorer.api.operation import Operation
    from explorer.api.redact import Redactor, Secret
    from explorer.formats.portable import Portable
    from explorer.workbench.workbench import Workbench


def portable(
    call: Operation[Any] | CollectedCall,
    workbench: Workbench,
    *,
    secrets: Iterable[Secret] = (),
    headers: Mapping[str, str] | None = None,
) -> Portable:
    """A call as another tool can make it; secrets stand by their names.

    Args:
        call: Of an operation, or of a request of a collection.
        workbench: Of the server it is meant for.
        secrets: What else must not stand in it, such as the secret variables of a form.
        headers: Additional headers, of an operation.

    Raises:
        CallError: It cannot be put as a request.
        FormatError: No tool can carry it.
    """
    from explorer.api.redact import Redactor

    redactor = Redactor((*workbench.target.secrets, *secrets))
    if isinstance(call, CollectedCall):
        call.build()
        return call.portable(redactor)
    return _of_operation(call, workbench, redactor, headers or {})


def _of_operation(
    call: Operation[Any], workbench: Workbench, redactor: Redactor, headers: Mapping[str, str]
) -> Portable:
    from explorer.formats.portable import TOKEN, Portable

    client = workbench.client
    prepared = call.build(workbench.cloud_id)
    made = request_headers(prepared.content_type, headers, accept=call.accept)
    if workbench.target.auth is not None and all(
        name.lower() != "authorization" for name, _ in made
    ):
        made = (*made, ("Authorization", f"Bearer ${TOKEN}"))
    request = Request(
        prepared.method,
        f"{client.base_url}{prepared.target}",
        made,
        prepared.body,
        source=prepared.source,
    )
    return Portable.from_request(request, client.base_url, call.operation_id, redactor)
