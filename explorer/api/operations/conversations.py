"""Conversations: list, create, read, change, archive."""

from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import Field

from explorer.api.models.base import Unreadable
from explorer.api.models.conversations import Conversation, ConversationPage, Created
from explorer.api.operation import (
    JSON,
    THE_CLIENTS_SITE,
    CallError,
    CloudId,
    ConversationId,
    Operation,
    PagedOperation,
    Scope,
    in_body,
    in_query,
    parse_json,
)
from explorer.api.wire import shown


class ListConversations(PagedOperation[ConversationPage, Conversation | Unreadable]):
    """List the conversations the app has access to.

    Those it is installed in or created. Pages follow each other by an opaque cursor.
    """

    operation_id = "ConversationGetAllHandler"
    method = "GET"
    path = "/site/{cloudId}/conversation"
    group = "List"
    resource = "conversations"

    cloud_id: CloudId = THE_CLIENTS_SITE
    cursor: Annotated[
        str | None, in_query("cursor"), Field(description="Opaque position of the next page.")
    ] = None
    exclude_direct: Annotated[
        bool, in_query("exclude-direct"), Field(description="Leave direct conversations out.")
    ] = False
    include_archived: Annotated[
        bool, in_query("include-archived"), Field(description="Include archived conversations.")
    ] = False
    include_private: Annotated[
        bool, in_query("include-private"), Field(description="Include private conversations.")
    ] = True
    limit: Annotated[
        int, in_query("limit"), Field(ge=1, le=75, description="Most conversations in one page.")
    ] = 75
    query: Annotated[
        str | None, in_query("query"), Field(description="Full or partial conversation name.")
    ] = None
    sort: Annotated[
        Literal["asc", "desc"] | None, in_query("sort"), Field(description="Order by name.")
    ] = None

    def next_page(self, page: ConversationPage) -> Self | None:
        """The call with the page's cursor; None at the end or when a server repeats itself."""
        if not page.cursor or not page.values or page.cursor == self.cursor:
            return None
        return self.model_copy(update={"cursor": page.cursor})


class CreateConversation(Operation[Created]):
    """Create a conversation.

    The app is installed in it a moment later: calls on it may be refused until then.
    """

    operation_id = "ConversationPostHandler"
    method = "POST"
    path = "/site/{cloudId}/conversation"
    scope = Scope.MANAGE
    group = "Conversation"
    resource = "conversations"
    success = 201

    cloud_id: CloudId = THE_CLIENTS_SITE
    name: Annotated[
        str,
        in_body("name"),
        Field(min_length=1, description="Name of the room.", examples=["Launch room"]),
    ]
    privacy: Annotated[
        Literal["public", "private"],
        in_body("privacy"),
        Field(description="Who finds the room.", examples=["public"]),
    ] = "public"
    topic: Annotated[
        str,
        in_body("topic"),
        Field(description="What the room is about.", examples=["go live"]),
    ] = ""


class GetConversation(Operation[Conversation]):
    """Get one conversation."""

    operation_id = "ConversationGetHandler"
    method = "GET"
    path = "/site/{cloudId}/conversation/{conversationId}"
    group = "Conversation"
    resource = "conversations"

    cloud_id: CloudId = THE_CLIENTS_SITE
    conversation_id: ConversationId


class UpdateConversation(Operation[Conversation | None]):
    """Change the name, topic or privacy of a conversation.

    What is left out stays as it is. A server may answer the changed conversation or nothing.
    """

    operation_id = "ConversationPatchHandler"
    method = "PATCH"
    path = "/site/{cloudId}/conversation/{conversationId}"
    scope = Scope.MANAGE
    group = "Conversation"
    resource = "conversations"

    cloud_id: CloudId = THE_CLIENTS_SITE
    conversation_id: ConversationId
    name: Annotated[
        str | None, in_body("name"), Field(min_length=1, description="New name of the room.")
    ] = None
    topic: Annotated[
        str | None,
        in_body("topic"),
        Field(description="New topic.", examples=["Postponed to Thursday"]),
    ] = None
    privacy: Annotated[
        Literal["public", "private"] | None,
        in_body("privacy"),
        Field(description="Who finds the room."),
    ] = None


class _Closing(Operation[None]):
    """What archiving and unarchiving share: an empty object as body, which may be left out."""

    method = "PUT"
    scope = Scope.MANAGE
    group = "Conversation"
    resource = "conversations"
    success = 204
    in_collection = False
    body_types: ClassVar[tuple[str, ...]] = (JSON,)

    cloud_id: CloudId = THE_CLIENTS_SITE
    conversation_id: ConversationId

    def body_bytes(self) -> tuple[str, bytes]:
        """An empty object, as the service's own client sent."""
        return ("", b"") if self.is_unchecked else (JSON, b"{}")

    @classmethod
    def read_body(cls, body: bytes, content_type: str = "") -> dict[str, Any]:
        """Nothing, of an empty object.

        Raises:
            CallError: The body is anything else.
        """
        kind = (content_type or JSON).split(";")[0].strip().lower()
        if kind != JSON:
            raise CallError(
                f"Content-Type {shown(kind)} is not taken here. Use {JSON}.", "Content-Type"
            )
        if body.strip() and parse_json(body) != {}:
            raise CallError(
                f"{cls.operation_id} takes an empty JSON object as body, or none.", "body"
            )
        return {}


class ArchiveConversation(_Closing):
    """Archive a conversation: it leaves the lists, and its messages can no longer change."""

    operation_id = "ConversationArchivePutHandler"
    path = "/site/{cloudId}/conversation/{conversationId}/archive"


class UnarchiveConversation(_Closing):
    """Take a conversation out of the archive."""

    operation_id = "ConversationUnarchivePutHandler"
    path = "/site/{cloudId}/conversation/{conversationId}/unarchive"
