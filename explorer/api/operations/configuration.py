"""Whether an app is configured in a conversation: write-only in the service."""

from typing import Annotated, ClassVar

from pydantic import Field

from explorer.api.operation import THE_CLIENTS_SITE, CloudId, ConversationId, Operation, in_body
from explorer.api.operations.modules import ModuleKey


class PutConfigurationState(Operation[None]):
    """Say whether the app is configured in this conversation.

    Needs a chat:configuration module of that key in the app's descriptor.
    """

    operation_id = "AppModuleChatConfigurationPutHandler"
    method = "PUT"
    path = "/site/{cloudId}/conversation/{conversationId}/app/module/chat:configuration/{key}/state"
    group = "Chat:configuration"
    resource = "configuration"
    success = 204
    # The older endpoint named the context in the body; the service's successors ignored it.
    ignored_members: ClassVar[frozenset[str]] = frozenset({"context"})

    cloud_id: CloudId = THE_CLIENTS_SITE
    conversation_id: ConversationId
    key: Annotated[
        ModuleKey, Field(description="Key of the configuration module.", examples=["configuration"])
    ]
    configured: Annotated[
        bool,
        in_body("configured"),
        Field(description="Whether the app is configured.", examples=[True], strict=True),
    ]
