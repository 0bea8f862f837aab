"""App modules of a conversation: list, put and delete, a class for each type and act."""

from explorer.api.models.modules import ModuleType
from explorer.api.operations.modules.actions import (
    DeleteActionTarget,
    ListActionTargets,
    PutActionTarget,
)
from explorer.api.operations.modules.acts import DeleteModule, ListModules, ModuleKey, PutModule
from explorer.api.operations.modules.dialogs import DeleteDialog, ListDialogs, PutDialog
from explorer.api.operations.modules.listeners import (
    DeleteBot,
    DeleteBotMessages,
    DeleteWebhook,
    ListBotMessages,
    ListBots,
    ListWebhooks,
    PutBot,
    PutBotMessages,
    PutWebhook,
)
from explorer.api.operations.modules.panels import (
    DeleteExternalPage,
    DeleteGlance,
    DeleteSidebar,
    ListExternalPages,
    ListGlances,
    ListSidebars,
    PutExternalPage,
    PutGlance,
    PutGlanceState,
    PutSidebar,
)

LIST: dict[ModuleType, type[ListModules]] = {
    operation.module_type: operation
    for operation in (
        ListActionTargets,
        ListBots,
        ListBotMessages,
        ListDialogs,
        ListExternalPages,
        ListGlances,
        ListSidebars,
        ListWebhooks,
    )
}
"""What lists each type."""
PUT: dict[ModuleType, type[PutModule]] = {
    operation.module_type: operation
    for operation in (
        PutActionTarget,
        PutBot,
        PutBotMessages,
        PutDialog,
        PutExternalPage,
        PutGlance,
        PutSidebar,
        PutWebhook,
    )
}
"""What puts each type."""
DELETE: dict[ModuleType, type[DeleteModule]] = {
    operation.module_type: operation
    for operation in (
        DeleteActionTarget,
        DeleteBot,
        DeleteBotMessages,
        DeleteDialog,
        DeleteExternalPage,
        DeleteGlance,
        DeleteSidebar,
        DeleteWebhook,
    )
}
"""What deletes each type."""

__all__ = [
    "DELETE",
    "LIST",
    "PUT",
    "DeleteActionTarget",
    "DeleteBot",
    "DeleteBotMessages",
    "DeleteDialog",
    "DeleteExternalPage",
    "DeleteGlance",
    "DeleteModule",
    "DeleteSidebar",
    "DeleteWebhook",
    "ListActionTargets",
    "ListBotMessages",
    "ListBots",
    "ListDialogs",
    "ListExternalPages",
    "ListGlances",
    "ListModules",
    "ListSidebars",
    "ListWebhooks",
    "ModuleKey",
    "PutActionTarget",
    "PutBot",
    "PutBotMessages",
    "PutDialog",
    "PutExternalPage",
    "PutGlance",
    "PutGlanceState",
    "PutModule",
    "PutSidebar",
    "PutWebhook",
]
