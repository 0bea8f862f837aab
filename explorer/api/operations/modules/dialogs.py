"""chat:dialog modules: list, put, delete.

The collection has no deletion: it was cut off just before (API.md section 2).
"""

from typing import Annotated

from pydantic import Field

from explorer.api.models.modules import TEMPLATES, Dialog, ModuleType
from explorer.api.operation import WHOLE_BODY
from explorer.api.operations.modules.acts import DeleteModule, ListModules, ModuleKey, PutModule


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


class DeleteDialog(DeleteModule):
    """Delete a chat:dialog module."""

    operation_id = "AppModuleChatDialogDeleteHandler"
    path = "/site/{cloudId}/conversation/{conversationId}/app/module/chat:dialog/{key}"
    group = "Chat:dialog"
    module_type = ModuleType.DIALOG
    in_collection = False

    key: Annotated[ModuleKey, Field(examples=[TEMPLATES[ModuleType.DIALOG]["key"]])]
