"""Modules by which the app is told of what happens: chat:bot, chat:bot:messages, chat:webhook."""

from typing import Annotated

from pydantic import Field

from explorer.api.models.modules import TEMPLATES, Bot, BotMessages, ModuleType, Webhook
from explorer.api.operation import WHOLE_BODY
from explorer.api.operations.modules.acts import DeleteModule, ListModules, ModuleKey, PutModule


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

    key: Annotated[ModuleKey, Field(examples=[TEMPLATES[ModuleType.BOT]["key"]])]


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

    key: Annotated[ModuleKey, Field(examples=[TEMPLATES[ModuleType.BOT_MESSAGES]["key"]])]


class ListWebhooks(ListModules):
    """List the chat:webhook modules of a conversation."""

    operation_id = "AppWebhookChatWebhookGetAllHandler"
    path = "/site/{cloudId}/conversation/{conversationId}/app/module/chat:webhook"
    group = "Chat:webhook"
    module_type = ModuleType.WEBHOOK
    in_collection = False


class PutWebhook(PutModule):
    """Create or replace a chat:webhook module."""

    operation_id = "AppWebhookChatWebhookPutHandler"
    path = "/site/{cloudId}/conversation/{conversationId}/app/module/chat:webhook/{key}"
    group = "Chat:webhook"
    module_type = ModuleType.WEBHOOK
    in_collection = False

    key: Annotated[ModuleKey, Field(examples=[TEMPLATES[ModuleType.WEBHOOK]["key"]])]
    module: Annotated[
        Webhook,
        WHOLE_BODY,
        Field(description="The whole module.", examples=[TEMPLATES[ModuleType.WEBHOOK]]),
    ]


class DeleteWebhook(DeleteModule):
    """Delete a chat:webhook module."""

    operation_id = "AppWebhookChatWebhookDeleteHandler"
    path = "/site/{cloudId}/conversation/{conversationId}/app/module/chat:webhook/{key}"
    group = "Chat:webhook"
    module_type = ModuleType.WEBHOOK
    in_collection = False

    key: Annotated[ModuleKey, Field(examples=[TEMPLATES[ModuleType.WEBHOOK]["key"]])]
