"""Modules beside a conversation: chat:externalPage, chat:glance with its state, chat:sidebar."""

from typing import Annotated, Any, ClassVar

from pydantic import Field, field_validator

from explorer.api.models.modules import TEMPLATES, ExternalPage, Glance, ModuleType, Sidebar
from explorer.api.operation import (
    THE_CLIENTS_SITE,
    WHOLE_BODY,
    CloudId,
    ConversationId,
    Operation,
    in_body,
)
from explorer.api.operations.modules.acts import DeleteModule, ListModules, ModuleKey, PutModule


class ListExternalPages(ListModules):
    """List the chat:externalPage modules of a conversation."""

    operation_id = "AppModuleChatExternalPageGetAllHandler"
    path = "/site/{cloudId}/conversation/{conversationId}/app/module/chat:externalPage"
    group = "Chat:externalPage"
    module_type = ModuleType.EXTERNAL_PAGE
    in_collection = False


class PutExternalPage(PutModule):
    """Create or replace a chat:externalPage module."""

    operation_id = "AppModuleChatExternalPagePutHandler"
    path = "/site/{cloudId}/conversation/{conversationId}/app/module/chat:externalPage/{key}"
    group = "Chat:externalPage"
    module_type = ModuleType.EXTERNAL_PAGE
    in_collection = False

    key: Annotated[ModuleKey, Field(examples=[TEMPLATES[ModuleType.EXTERNAL_PAGE]["key"]])]
    module: Annotated[
        ExternalPage,
        WHOLE_BODY,
        Field(description="The whole module.", examples=[TEMPLATES[ModuleType.EXTERNAL_PAGE]]),
    ]


class DeleteExternalPage(DeleteModule):
    """Delete a chat:externalPage module."""

    operation_id = "AppModuleChatExternalPageDeleteHandler"
    path = "/site/{cloudId}/conversation/{conversationId}/app/module/chat:externalPage/{key}"
    group = "Chat:externalPage"
    module_type = ModuleType.EXTERNAL_PAGE
    in_collection = False

    key: Annotated[ModuleKey, Field(examples=[TEMPLATES[ModuleType.EXTERNAL_PAGE]["key"]])]


class ListGlances(ListModules):
    """List the chat:glance modules of a conversation."""

    operation_id = "AppModuleChatGlanceGetAllHandler"
    path = "/site/{cloudId}/conversation/{conversationId}/app/module/chat:glance"
    group = "Chat:glance"
    module_type = ModuleType.GLANCE
    in_collection = False


class PutGlance(PutModule):
    """Create or replace a chat:glance module."""

    operation_id = "AppModuleChatGlancePutHandler"
    path = "/site/{cloudId}/conversation/{conversationId}/app/module/chat:glance/{key}"
    group = "Chat:glance"
    module_type = ModuleType.GLANCE
    in_collection = False

    key: Annotated[ModuleKey, Field(examples=[TEMPLATES[ModuleType.GLANCE]["key"]])]
    module: Annotated[
        Glance,
        WHOLE_BODY,
        Field(description="The whole module.", examples=[TEMPLATES[ModuleType.GLANCE]]),
    ]


class DeleteGlance(DeleteModule):
    """Delete a chat:glance module."""

    operation_id = "AppModuleChatGlanceDeleteHandler"
    path = "/site/{cloudId}/conversation/{conversationId}/app/module/chat:glance/{key}"
    group = "Chat:glance"
    module_type = ModuleType.GLANCE
    in_collection = False

    key: Annotated[ModuleKey, Field(examples=[TEMPLATES[ModuleType.GLANCE]["key"]])]


class ListSidebars(ListModules):
    """List the chat:sidebar modules of a conversation."""

    operation_id = "AppModuleChatSidebarGetAllHandler"
    path = "/site/{cloudId}/conversation/{conversationId}/app/module/chat:sidebar"
    group = "Chat:sidebar"
    module_type = ModuleType.SIDEBAR
    in_collection = False


class PutSidebar(PutModule):
    """Create or replace a chat:sidebar module."""

    operation_id = "AppModuleChatSidebarPutHandler"
    path = "/site/{cloudId}/conversation/{conversationId}/app/module/chat:sidebar/{key}"
    group = "Chat:sidebar"
    module_type = ModuleType.SIDEBAR
    in_collection = False

    key: Annotated[ModuleKey, Field(examples=[TEMPLATES[ModuleType.SIDEBAR]["key"]])]
    module: Annotated[
        Sidebar,
        WHOLE_BODY,
        Field(description="The whole module.", examples=[TEMPLATES[ModuleType.SIDEBAR]]),
    ]


class DeleteSidebar(DeleteModule):
    """Delete a chat:sidebar module."""

    operation_id = "AppModuleChatSidebarDeleteHandler"
    path = "/site/{cloudId}/conversation/{conversationId}/app/module/chat:sidebar/{key}"
    group = "Chat:sidebar"
    module_type = ModuleType.SIDEBAR
    in_collection = False

    key: Annotated[ModuleKey, Field(examples=[TEMPLATES[ModuleType.SIDEBAR]["key"]])]


class PutGlanceState(Operation[None]):
    """Set what a glance says in this conversation.

    Write-only: the service offers no way to read it. `label` is a plain text here, while the
    answer of a glance's `queryUrl` has an object with a value.
    """

    operation_id = "AppModuleChatGlanceStatePutHandler"
    method = "PUT"
    path = "/site/{cloudId}/conversation/{conversationId}/app/module/chat:glance/{key}/state"
    group = "Chat:glance"
    resource = "modules"
    success = 204
    in_collection = False
    # The older endpoint named the context in the body; this one has it in the path.
    ignored_members: ClassVar[frozenset[str]] = frozenset({"context"})

    cloud_id: CloudId = THE_CLIENTS_SITE
    conversation_id: ConversationId
    key: Annotated[
        ModuleKey,
        Field(description="Key of the glance.", examples=[TEMPLATES[ModuleType.GLANCE]["key"]]),
    ]
    label: Annotated[
        str, in_body("label"), Field(description="The line it shows.", examples=["3 open"])
    ]
    metadata: Annotated[
        dict[str, Any] | None,
        in_body("metadata"),
        Field(description="Whatever the app keeps with it.", examples=[{"open": 3}]),
    ] = None

    @field_validator("label", mode="before")
    @classmethod
    def _plain(cls, label: Any) -> Any:
        if isinstance(label, dict):
            raise ValueError("must be a plain text here, not an object with a value")
        return label
