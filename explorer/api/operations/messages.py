"""Messages of a conversation: outside the collection, but what a reader needs."""

import re
from datetime import UTC, datetime
from typing import Annotated, Self

from pydantic import AfterValidator, Field

from explorer.api.models.base import Unreadable
from explorer.api.models.conversations import Created
from explorer.api.models.messages import Message, MessagePage
from explorer.api.operation import (
    THE_CLIENTS_SITE,
    CloudId,
    ConversationId,
    Identifier,
    Operation,
    PagedOperation,
    in_path,
    in_query,
)
from explorer.api.operations.content import MessageOperation

MessageId = Annotated[
    Identifier,
    in_path("messageId"),
    Field(description="Id of the message.", examples=["5d6e39d3-ab1d-10e7-be03-02420aff0003"]),
]
Limit = Annotated[
    int, in_query("limit"), Field(ge=1, le=75, description="Most messages in one answer.")
]


def rfc3339(moment: datetime) -> str:
    """A moment as a bound of `ListMessages`: UTC with microseconds and `Z`."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


_RFC3339 = re.compile(
    r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)", re.ASCII
)


def _moment(text: str) -> str:
    try:
        # The letters may be small in RFC 3339; Python's parser takes only capital ones.
        datetime.fromisoformat(text.upper())
        sound = _RFC3339.fullmatch(text) is not None
    except ValueError:
        sound = False
    if not sound:
        raise ValueError("must be a date with time and zone, as in 2018-06-08T17:36:32Z")
    return text


Moment = Annotated[str, AfterValidator(_moment), Field(json_schema_extra={"format": "date-time"})]
"""An RFC 3339 instant, as text: a bound is sent as it was given, nanoseconds and all."""
NearbyMessage = Annotated[
    str,
    Field(
        min_length=1,
        json_schema_extra={
            "pattern": "^[0-9a-f]{8}-[0-9a-f]{4}-1[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$"
        },
    ),
]
"""A message as a bound: its id is a time-based UUID, of which a server reads the moment."""


class ListMessages(PagedOperation[MessagePage, Message | Unreadable]):
    """List messages of a conversation, oldest first.

    Without bounds the latest. Bounds are exclusive. Pages walk back in time, or forward when a
    lower bound is given.
    """

    operation_id = "ConversationMessagesGetHandler"
    method = "GET"
    path = "/site/{cloudId}/conversation/{conversationId}/message"
    group = "Message"
    resource = "messages"
    in_collection = False

    cloud_id: CloudId = THE_CLIENTS_SITE
    conversation_id: ConversationId
    before_message: Annotated[
        NearbyMessage | None,
        in_query("beforeMessage"),
        Field(description="Id of a message; only older ones."),
    ] = None
    after_message: Annotated[
        NearbyMessage | None,
        in_query("afterMessage"),
        Field(description="Id of a message; only newer ones."),
    ] = None
    before_timestamp: Annotated[
        Moment | None,
        in_query("beforeTimestamp"),
        Field(description="A moment in RFC 3339; only older ones."),
    ] = None
    after_timestamp: Annotated[
        Moment | None,
        in_query("afterTimestamp"),
        Field(description="A moment in RFC 3339; only newer ones."),
    ] = None
    limit: Limit = 75

    def next_page(self, page: MessagePage) -> Self | None:
        """The call for older messages, or newer ones when a lower bound was given."""
        known = [item.id for item in page.messages if item.id]
        if not known or len(page.messages) < self.limit:
            return None
        if self.after_message or self.after_timestamp:
            if known[-1] == self.after_message:
                return None
            return self.model_copy(update={"after_message": known[-1], "after_timestamp": None})
        if known[0] == self.before_message:
            return None
        return self.model_copy(update={"before_message": known[0], "before_timestamp": None})


class ListRecentMessages(Operation[MessagePage]):
    """List the latest messages of a conversation, oldest first."""

    operation_id = "ConversationMessagesRecentGetHandler"
    method = "GET"
    path = "/site/{cloudId}/conversation/{conversationId}/message/recent"
    group = "Message"
    resource = "messages"
    in_collection = False

    cloud_id: CloudId = THE_CLIENTS_SITE
    conversation_id: ConversationId
    limit: Limit = 75


class SendMessage(MessageOperation[Created]):
    """Send a message to a conversation."""

    operation_id = "ConversationMessagePostHandler"
    method = "POST"
    path = "/site/{cloudId}/conversation/{conversationId}/message"
    group = "Message"
    resource = "messages"
    success = 201
    in_collection = False

    cloud_id: CloudId = THE_CLIENTS_SITE
    conversation_id: ConversationId


class GetMessage(Operation[Message]):
    """Get one message."""

    operation_id = "ConversationMessageGetHandler"
    method = "GET"
    path = "/site/{cloudId}/conversation/{conversationId}/message/{messageId}"
    group = "Message"
    resource = "messages"
    in_collection = False

    cloud_id: CloudId = THE_CLIENTS_SITE
    conversation_id: ConversationId
    message_id: MessageId


class EditMessage(MessageOperation[Created]):
    """Replace the whole content of a message the app has sent."""

    operation_id = "ConversationMessagePutHandler"
    method = "PUT"
    path = "/site/{cloudId}/conversation/{conversationId}/message/{messageId}"
    group = "Message"
    resource = "messages"
    in_collection = False

    cloud_id: CloudId = THE_CLIENTS_SITE
    conversation_id: ConversationId
    message_id: MessageId


class DeleteMessage(Operation[None]):
    """Delete a message the app has sent."""

    operation_id = "ConversationMessageDeleteHandler"
    method = "DELETE"
    path = "/site/{cloudId}/conversation/{conversationId}/message/{messageId}"
    group = "Message"
    resource = "messages"
    success = 204
    in_collection = False

    cloud_id: CloudId = THE_CLIENTS_SITE
    conversation_id: ConversationId
    message_id: MessageId


class GetMessageContext(Operation[MessagePage]):
    """Get a message with its neighbours, oldest first."""

    operation_id = "ConversationContextMessagesGetHandler"
    method = "GET"
    path = "/site/{cloudId}/conversation/{conversationId}/message/{messageId}/context"
    group = "Message"
    resource = "messages"
    in_collection = False

    cloud_id: CloudId = THE_CLIENTS_SITE
    conversation_id: ConversationId
    message_id: MessageId
    before: Annotated[
        int, in_query("before"), Field(ge=0, le=75, description="How many older messages.")
    ] = 0
    after: Annotated[
        int, in_query("after"), Field(ge=0, le=75, description="How many newer messages.")
    ] = 0
