"""The forms of what is done to conversations: create, change, begin a direct one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.api.models.conversations import Conversation, Created
from explorer.api.operations import CreateConversation, GetDirectConversation, UpdateConversation
from explorer.workbench.dialog_forms import OperationForm, texts_of

if TYPE_CHECKING:
    from explorer.workbench.workbench import Workbench


def create_conversation(workbench: Workbench) -> OperationForm[Created]:
    """The form of a new conversation. From `CreateConversation`."""
    return OperationForm(
        workbench,
        CreateConversation,
        title="New conversation",
        act="Create",
        shown=("name", "topic", "privacy"),
    )


def change_conversation(
    workbench: Workbench, conversation: Conversation
) -> OperationForm[Conversation | None]:
    """The form that changes a conversation's name, topic and privacy. From `UpdateConversation`.

    Args:
        workbench: Sends.
        conversation: As it is now.
    """
    present = {"name": conversation.name, "topic": conversation.topic}
    return OperationForm(
        workbench,
        UpdateConversation,
        title=f"Change {conversation.title}",
        act="Save",
        given={"conversation_id": conversation.id},
        present=texts_of({**present, "privacy": conversation.privacy}),
        shown=("name", "topic", "privacy"),
        kept_as=conversation.id,
    )


def open_direct(workbench: Workbench) -> OperationForm[Conversation]:
    """The form that opens the direct conversation of a user. From `GetDirectConversation`."""
    return OperationForm(
        workbench,
        GetDirectConversation,
        title="Direct conversation",
        act="Open",
        shown=("user_id",),
    )
