"""What the service answers and takes, as pydantic models."""

from explorer.api.models.base import Tolerant, Unreadable, WireModel
from explorer.api.models.conversations import Conversation, ConversationPage, Created, Privacy
from explorer.api.models.messages import Message, MessagePage, Sender
from explorer.api.models.modules import (
    MODULE_MODELS,
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
from explorer.api.models.sites import Site, SitePage
from explorer.api.models.users import Me, User

__all__ = [
    "MODULE_MODELS",
    "TEMPLATES",
    "ActionTarget",
    "Bot",
    "BotMessages",
    "Conversation",
    "ConversationPage",
    "Created",
    "Dialog",
    "Me",
    "Message",
    "MessagePage",
    "ModuleBody",
    "ModulePage",
    "ModuleType",
    "Privacy",
    "Sender",
    "Site",
    "SitePage",
    "StoredModule",
    "Tolerant",
    "Unreadable",
    "User",
    "WireModel",
]
