"""A request that has not been sent, for another tool: what a snippet of it is written from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from explorer.workbench.collected_call import CollectedCall

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from explorer.api.operation import Operation
    from explorer.api.redact import Secret
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
    from explorer.formats.portable import Portable

    redactor = Redactor((*workbench.target.secrets, *secrets))
    if isinstance(call, CollectedCall):
        call.build()
        return call.portable(redactor)
    return Portable.from_call(
        call,
        workbench.client.base_url,
        workbench.cloud_id,
        authorized=workbench.target.auth is not None,
        headers=headers,
        redactor=redactor,
    )
