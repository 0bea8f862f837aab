"""chat:actionTarget modules: list, put, delete."""

from typing import Annotated

from pydantic import Field

from explorer.api.models.modules import TEMPLATES, ActionTarget, ModuleType
from explorer.api.operation import WHOLE_BODY
from explorer.api.operations.modules.acts import DeleteModule, ListModules, ModuleKey, PutModule


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

    key: Annotated[ModuleKey, Field(examples=[TEMPLATES[ModuleType.ACTION_TARGET]["key"]])]
