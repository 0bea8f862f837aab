"""App modules: what an app adds to a conversation. API.md section 7.

Each type is a model with its own rules. A server's module is read through `StoredModule`, which
takes any object; what we send is checked by the strict model of its type.
"""

from explorer.api.models.modules.actions import ActionTarget
from explorer.api.models.modules.conditions import Condition, ConditionName
from explorer.api.models.modules.descriptor import (
    DESCRIPTOR_MODELS,
    DESCRIPTOR_TEMPLATES,
    Configuration,
    ConfigurationPage,
    DescriptorType,
    InputAction,
    MessageAction,
)
from explorer.api.models.modules.dialog import (
    Dialog,
    DialogAction,
    DialogFilter,
    DialogOptions,
    DialogSize,
)
from explorer.api.models.modules.listeners import Bot, BotMessages, Webhook
from explorer.api.models.modules.panels import ExternalPage, Glance, Sidebar
from explorer.api.models.modules.pieces import (
    AppUrl,
    Authentication,
    Icon,
    Key,
    KeyReference,
    ModuleBody,
    ModuleReference,
    Strict,
    Text,
    Url,
    Weight,
)
from explorer.api.models.modules.stored import ModulePage, StoredModule
from explorer.api.models.modules.templates import TEMPLATES
from explorer.api.models.modules.types import ModuleType

MODULE_MODELS: dict[ModuleType, type[ModuleBody]] = {
    ModuleType.ACTION_TARGET: ActionTarget,
    ModuleType.BOT: Bot,
    ModuleType.BOT_MESSAGES: BotMessages,
    ModuleType.DIALOG: Dialog,
    ModuleType.EXTERNAL_PAGE: ExternalPage,
    ModuleType.GLANCE: Glance,
    ModuleType.SIDEBAR: Sidebar,
    ModuleType.WEBHOOK: Webhook,
}
"""The strict model of each type."""

__all__ = [
    "DESCRIPTOR_MODELS",
    "DESCRIPTOR_TEMPLATES",
    "MODULE_MODELS",
    "TEMPLATES",
    "ActionTarget",
    "AppUrl",
    "Authentication",
    "Bot",
    "BotMessages",
    "Condition",
    "ConditionName",
    "Configuration",
    "ConfigurationPage",
    "DescriptorType",
    "Dialog",
    "DialogAction",
    "DialogFilter",
    "DialogOptions",
    "DialogSize",
    "ExternalPage",
    "Glance",
    "Icon",
    "InputAction",
    "Key",
    "KeyReference",
    "MessageAction",
    "ModuleBody",
    "ModulePage",
    "ModuleReference",
    "ModuleType",
    "Sidebar",
    "StoredModule",
    "Strict",
    "Text",
    "Url",
    "Webhook",
    "Weight",
]
