"""What is read of one conversation and done to it, beside its messages and modules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from explorer.api.models.conversations import Conversation
from explorer.api.operation import Operation
from explorer.api.operations import (
    ArchiveConversation,
    GetConversation,
    UnarchiveConversation,
)
from explorer.workbench.sitting import calling

if TYPE_CHECKING:
    from explorer.workbench.workbench import Workbench


async def read_conversation(workbench: Workbench, conversation_id: str) -> Conversation:
    """A conversation as the server has it now. From `GetConversation`.

    Args:
        workbench: Asks.
        conversation_id: The conversation, on the present site.

    Raises:
        ApiError: It could not be had.
    """
    with calling(GetConversation):
        call = GetConversation(cloud_id=await workbench.site(), conversation_id=conversation_id)
        return (await workbench.client.exchange(call)).result()


async def archive(workbench: Workbench, conversation: Conversation, *, archived: bool) -> None:
    """Archive a conversation or take it out of the archive.

    From `ArchiveConversation` and `UnarchiveConversation`.

    Args:
        workbench: Sends.
        conversation: The conversation.
        archived: Which of the two.

    Raises:
        ApiError: It was refused, or no answer came.
    """
    operation = ArchiveConversation if archived else UnarchiveConversation
    with calling(operation):
        site = conversation.cloud_id or await workbench.site()
        call = operation(cloud_id=site, conversation_id=conversation.id)
        (await workbench.client.exchange(call)).result()


def behind(operation: type[Operation[Any]], **values: str) -> tuple[str, str]:
    """What a call is, as shown beside its button: the operation's id and its request line.

    Args:
        operation: Any class of the catalogue.
        values: Its parameters by Python name, as texts; what is left out stands in braces.
    """
    from explorer.workbench.forms import Form

    site = values.pop("cloud_id", "")
    request = Form(operation, texts=values).request("", site)
    return operation.operation_id, request.line
