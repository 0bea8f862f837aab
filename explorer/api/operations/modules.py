"""App modules of a conversation: list, put and delete, a class for each type and act."""

from typing import Annotated, Any, ClassVar, Self

from pydantic import Field, model_validator

from explorer.api.models.base import Unreadable
from explorer.api.models.modules import (
    TEMPLATES,
    ActionTarget,
    Bot,
    BotMessages,
    Dialog,
    ModuleBody,
    ModulePage,
    ModuleType,
    StoredModule,
)
from explorer.api.operation import (
    THE_CLIENTS_SITE,
    WHOLE_BODY,
    CloudId,
    ConversationId,
    Identifier,
    Operation,
    PagedOperation,
    in_path,
    in_query,
)
from explorer.api.wire import shown

ModuleKey = Annotated[
    Identifier,
    in_path("key"),
    Field(description="Key of the module, chosen by the app.", examples=["report-dialog"]),
]


class ListModules(PagedOperation[ModulePage, StoredModule | Unreadable]):
    """What the module lists share: pages follow each other by offset."""

    module_type: ClassVar[ModuleType]
    method = "GET"
    group = "List"
    resource = "modules"

    cloud_id: CloudId = THE_CLIENTS_SITE
    conversation_id: ConversationId
    limit: Annotated[
        int, in_query("limit"), Field(ge=1, le=75, description="Most modules in one page.")
    ] = 10
    start: Annotated[
        int, in_query("start"), Field(ge=0, description="Offset of the first module.")
    ] = 0

    def next_page(self, page: ModulePage) -> Self | None:
        """The call at the next offset; None after a page that was not full.

        A server may give fewer than it was asked for: its own limit, where it names one, counts.
        """
        if not page.values or len(page.values) < min(self.limit, page.limit or self.limit):
            return None
        return self.model_copy(update={"start": self.start + len(page.values)})


class PutModule(Operation[None]):
    """What the module puts share: the whole module is created or replaced at the key."""

    module_type: ClassVar[ModuleType]
    method = "PUT"
    group = "Update"
    resource = "modules"
    success = 204

    cloud_id: CloudId = THE_CLIENTS_SITE
    conversation_id: ConversationId
    key: ModuleKey

    @model_validator(mode="after")
    def _one_key(self) -> Self:
        module: Any = getattr(self, "module", None)
        if isinstance(module, ModuleBody) and module.key not in {None, self.key}:
            raise ValueError(
                f"the body's key {shown(module.key)} differs from the path's {shown(self.key)}; "
                "make them the same, or leave it out of the body"
            )
        return self


class DeleteModule(Operation[None]):
    """What the module deletions share."""

    module_type: ClassVar[ModuleType]
    method = "DELETE"
    resource = "modules"
    success = 204

    cloud_id: CloudId = THE_CLIENTS_SITE
    conversation_id: ConversationId
    key: ModuleKey


class ListActionTargets(ListModules):
    """List the chat:actionTarget modules of a conversation."""

    operation_id = "AppModuleChatActionTargetGetAllHandler"
    path = "/site/{cloudId}/conversation/{conversationId}/app/module/chat:actionTarget"
    module_type = ModuleType.ACTION_TARGET


class PutActionTarget(PutModule):
    """Create or replace a chat:actionTarget module."""

    operation_id = "AppModuleChatActionTargetPutHandler"
    path = "/site/{cloudId}/conversation/{conversationId}/app/module/chat:actionTarget/{key}"
    module_type = ModuleType.ACTION_TARGET

    key: Annotated[ModuleKey, Field(examples=[TEMPLATES[ModuleType.ACTION_TARGET]["key"]])]
    module: Annotated[
        ActionTarget,
        WHOLE_BODY,
        Field(description="The whole module.", examples=[TEMPLATES[ModuleType.ACTION_TARGET]]),
    ]


class DeleteActionTarget(DeleteModule):
    """Delete a chat:actionTarget module."""

    operation_id = "AppModuleChatActionTargetDeleteHandler"
    path = "/site/{cloudId}/conversation/{conversationId}/app/module/chat:actionTarget/{key}"
    group = "Chat:actionTarget"
    module_type = ModuleType.ACTION_TARGET


class ListBots(ListModules):
    """List the chat:bot modules of a conversation."""

    operation_id = "AppWebhookChatBotGetAllHandler"
    path = "/site/{cloudId}/conversation/{conversationId}/app/module/chat:bot"
    module_type = ModuleType.BOT


class PutBot(PutModule):
    """Create or replace a chat:bot module."""

    operation_id = "AppWebhookChatBotPutHandler"
    path = "/site/{cloudId}/conversation/{conversationId}/app/module/chat:bot/{key}"
    module_type = ModuleType.BOT

    key: Annotated[ModuleKey, Field(examples=[TEMPLATES[ModuleType.BOT]["key"]])]
    module: Annotated[
        Bot,
        WHOLE_BODY,
        Field(description="The whole module.", examples=[TEMPLATES[ModuleType.BOT]]),
    ]


class DeleteBot(DeleteModule):
    """Delete a chat:bot module."""

    operation_id = "AppWebhookChatBotDeleteHandler"
    path = "/site/{cloudId}/conversation/{conversationId}/app/module/chat:bot/{key}"
    group = "Chat:bot"
    module_type = ModuleType.BOT


class ListBotMessages(ListModules):
    """List the chat:bot:messages modules of a conversation."""

    operation_id = "AppWebhookChatBotMessageGetAllHandler"
    path = "/site/{cloudId}/conversation/{conversationId}/app/module/chat:bot:messages"
    module_type = ModuleType.BOT_MESSAGES


class PutBotMessages(PutModule):
    """Create or replace a chat:bot:messages module."""

    operation_id = "AppWebhookChatBotMessagePutHandler"
    path = "/site/{cloudId}/conversation/{conversationId}/app/module/chat:bot:messages/{key}"
    module_type = ModuleType.BOT_MESSAGES

    key: Annotated[ModuleKey, Field(examples=[TEMPLATES[ModuleType.BOT_MESSAGES]["key"]])]
    module: Annotated[
        BotMessages,
        WHOLE_BODY,
        Field(description="The whole module.", examples=[TEMPLATES[ModuleType.BOT_MESSAGES]]),
    ]


class DeleteBotMessages(DeleteModule):
    """Delete a chat:bot:messages module."""

    operation_id = "AppWebhookChatBotMessageDeleteHandler"
    path = "/site/{cloudId}/conversation/{conversationId}/app/module/chat:bot:messages/{key}"
    group = "Chat:bot:messages"
    module_type = ModuleType.BOT_MESSAGES


class ListDialogs(ListModules):
    """List the chat:dialog modules of a conversation."""

    operation_id = "AppModuleChatDialogGetAllHandler"
    path = "/site/{cloudId}/conversation/{conversationId}/app/module/chat:dialog"
    module_type = ModuleType.DIALOG


class PutDialog(PutModule):
    """Create or replace a chat:dialog module."""

    operation_id = "AppModuleChatDialogPutHandler"
    path = "/site/{cloudId}/conversation/{conversationId}/app/module/chat:dialog/{key}"
    module_type = ModuleType.DIALOG

    key: Annotated[ModuleKey, Field(examples=[TEMPLATES[ModuleType.DIALOG]["key"]])]
    module: Annotated[
        Dialog,
        WHOLE_BODY,
        Field(description="The whole module.", examples=[TEMPLATES[ModuleType.DIALOG]]),
    ]


LIST: dict[ModuleType, type[ListModules]] = {
    operation.module_type: operation
    for operation in (ListActionTargets, ListBots, ListBotMessages, ListDialogs)
}
PUT: dict[ModuleType, type[PutModule]] = {
    operation.module_type: operation
    for operation in (PutActionTarget, PutBot, PutBotMessages, PutDialog)
}
DELETE: dict[ModuleType, type[DeleteModule]] = {
    operation.module_type: operation
    for operation in (DeleteActionTarget, DeleteBot, DeleteBotMessages)
}
