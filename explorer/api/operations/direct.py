"""Direct conversations: between the app and one user."""

from typing import Annotated

from pydantic import Field

from explorer.api.models.conversations import Conversation, Created
from explorer.api.operation import (
    THE_CLIENTS_SITE,
    CloudId,
    Identifier,
    Operation,
    in_path,
)
from explorer.api.operations.content import MessageOperation
from explorer.api.operations.messages import MessageId

UserId = Annotated[
    Identifier,
    in_path("userId"),
    Field(
        description="Atlassian account id.",
        examples=["557058:33333333-4444-4555-8666-777777777777"],
    ),
]


class GetDirectConversation(Operation[Conversation]):
    """Get the direct conversation of a user, starting it where there is none.

    A GET with a side effect: the first call creates the conversation and installs the app in it.
    """

    operation_id = "ConversationUserGetHandler"
    method = "GET"
    path = "/site/{cloudId}/conversation/user/{userId}"
    group = "Direct"
    resource = "direct"

    cloud_id: CloudId = THE_CLIENTS_SITE
    user_id: UserId


class SendDirectMessage(MessageOperation[Created]):
    """Send a message to a user."""

    operation_id = "UserMessagePostHandler"
    method = "POST"
    path = "/site/{cloudId}/conversation/user/{userId}/message"
    group = "Send"
    resource = "direct"
    success = 201

    cloud_id: CloudId = THE_CLIENTS_SITE
    user_id: UserId


class EditDirectMessage(MessageOperation[Created]):
    """Replace the whole content of a message the app has sent to a user."""

    operation_id = "UserMessagePutHandler"
    method = "PUT"
    path = "/site/{cloudId}/conversation/user/{userId}/message/{messageId}"
    group = "Edit"
    resource = "direct"

    cloud_id: CloudId = THE_CLIENTS_SITE
    user_id: UserId
    message_id: MessageId


class DeleteDirectMessage(Operation[None]):
    """Delete a message the app has sent to a user."""

    operation_id = "UserMessageDeleteHandler"
    method = "DELETE"
    path = "/site/{cloudId}/conversation/user/{userId}/message/{messageId}"
    group = "Message"
    resource = "direct"
    success = 204

    cloud_id: CloudId = THE_CLIENTS_SITE
    user_id: UserId
    message_id: MessageId
