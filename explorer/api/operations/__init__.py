"""Every operation of the API, a class each, and the catalogue of them all.

The catalogue's order is the collection's, followed by what the service had beside it.
"""

from __future__ import annotations

from typing import Any

from explorer.api.operation import Operation
from explorer.api.operations.configuration import PutConfigurationState
from explorer.api.operations.content import Form
from explorer.api.operations.conversations import (
    CreateConversation,
    GetConversation,
    ListConversations,
    UpdateConversation,
)
from explorer.api.operations.direct import (
    DeleteDirectMessage,
    EditDirectMessage,
    GetDirectConversation,
    SendDirectMessage,
)
from explorer.api.operations.messages import (
    DeleteMessage,
    EditMessage,
    GetMessage,
    GetMessageContext,
    ListMessages,
    ListRecentMessages,
    SendMessage,
)
from explorer.api.operations.modules import (
    DeleteActionTarget,
    DeleteBot,
    DeleteBotMessages,
    ListActionTargets,
    ListBotMessages,
    ListBots,
    ListDialogs,
    PutActionTarget,
    PutBot,
    PutBotMessages,
    PutDialog,
)
from explorer.api.operations.sites import ListSites
from explorer.api.operations.users import GetMe, GetUser

_ALL: tuple[type[Operation[Any]], ...] = (
    ListSites,
    ListConversations,
    CreateConversation,
    GetDirectConversation,
    SendDirectMessage,
    EditDirectMessage,
    DeleteDirectMessage,
    GetConversation,
    UpdateConversation,
    ListActionTargets,
    PutActionTarget,
    DeleteActionTarget,
    ListBots,
    PutBot,
    DeleteBot,
    ListBotMessages,
    PutBotMessages,
    DeleteBotMessages,
    PutConfigurationState,
    ListDialogs,
    PutDialog,
    ListMessages,
    ListRecentMessages,
    SendMessage,
    GetMessage,
    EditMessage,
    DeleteMessage,
    GetMessageContext,
    GetUser,
    GetMe,
)

CATALOGUE: dict[str, type[Operation[Any]]] = {
    operation.operation_id: operation for operation in _ALL
}
"""Operation id to class."""

__all__ = [
    "CATALOGUE",
    "CreateConversation",
    "DeleteActionTarget",
    "DeleteBot",
    "DeleteBotMessages",
    "DeleteDirectMessage",
    "DeleteMessage",
    "EditDirectMessage",
    "EditMessage",
    "Form",
    "GetConversation",
    "GetDirectConversation",
    "GetMe",
    "GetMessage",
    "GetMessageContext",
    "GetUser",
    "ListActionTargets",
    "ListBotMessages",
    "ListBots",
    "ListConversations",
    "ListDialogs",
    "ListMessages",
    "ListRecentMessages",
    "ListSites",
    "PutActionTarget",
    "PutBot",
    "PutBotMessages",
    "PutConfigurationState",
    "PutDialog",
    "SendDirectMessage",
    "SendMessage",
    "UpdateConversation",
]
