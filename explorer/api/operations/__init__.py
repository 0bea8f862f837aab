"""Every operation of the API, a class each, and the catalogue of them all.

The catalogue's order is the collection's, followed by what the service had beside it, by resource.
"""

from __future__ import annotations

from typing import Any

from explorer.api.operation import Operation
from explorer.api.operations.configuration import PutConfigurationState
from explorer.api.operations.content import Form
from explorer.api.operations.conversations import (
    ArchiveConversation,
    CreateConversation,
    GetConversation,
    ListConversations,
    UnarchiveConversation,
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
    DeleteDialog,
    DeleteExternalPage,
    DeleteGlance,
    DeleteSidebar,
    DeleteWebhook,
    ListActionTargets,
    ListBotMessages,
    ListBots,
    ListDialogs,
    ListExternalPages,
    ListGlances,
    ListSidebars,
    ListWebhooks,
    PutActionTarget,
    PutBot,
    PutBotMessages,
    PutDialog,
    PutExternalPage,
    PutGlance,
    PutGlanceState,
    PutSidebar,
    PutWebhook,
)
from explorer.api.operations.roster import ListRoster, UpdateRoster
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
    ArchiveConversation,
    UnarchiveConversation,
    ListRoster,
    UpdateRoster,
    ListMessages,
    ListRecentMessages,
    SendMessage,
    GetMessage,
    EditMessage,
    DeleteMessage,
    GetMessageContext,
    DeleteDialog,
    ListExternalPages,
    PutExternalPage,
    DeleteExternalPage,
    ListGlances,
    PutGlance,
    DeleteGlance,
    PutGlanceState,
    ListSidebars,
    PutSidebar,
    DeleteSidebar,
    ListWebhooks,
    PutWebhook,
    DeleteWebhook,
    GetUser,
    GetMe,
)

CATALOGUE: dict[str, type[Operation[Any]]] = {
    operation.operation_id: operation for operation in _ALL
}
"""Operation id to class."""

__all__ = [
    "CATALOGUE",
    "ArchiveConversation",
    "CreateConversation",
    "DeleteActionTarget",
    "DeleteBot",
    "DeleteBotMessages",
    "DeleteDialog",
    "DeleteDirectMessage",
    "DeleteExternalPage",
    "DeleteGlance",
    "DeleteMessage",
    "DeleteSidebar",
    "DeleteWebhook",
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
    "ListExternalPages",
    "ListGlances",
    "ListMessages",
    "ListRecentMessages",
    "ListRoster",
    "ListSidebars",
    "ListSites",
    "ListWebhooks",
    "PutActionTarget",
    "PutBot",
    "PutBotMessages",
    "PutConfigurationState",
    "PutDialog",
    "PutExternalPage",
    "PutGlance",
    "PutGlanceState",
    "PutSidebar",
    "PutWebhook",
    "SendDirectMessage",
    "SendMessage",
    "UnarchiveConversation",
    "UpdateConversation",
    "UpdateRoster",
]
