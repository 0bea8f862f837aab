"""What the service answers and takes, as pydantic models."""

from explorer.api.models.base import Tolerant, Unreadable, WireModel
from explorer.api.models.conversations import Conversation, ConversationPage, Created, Privacy
from explorer.api.models.media import MediaFile, Uploaded
from explorer.api.models.messages import Message, MessagePage, Sender
from explorer.api.models.modules import (
    DESCRIPTOR_MODELS,
    DESCRIPTOR_TEMPLATES,
    MODULE_MODELS,
    TEMPLATES,
    ActionTarget,
    Bot,
    BotMessages,
    Condition,
    Configuration,
    DescriptorType,
    Dialog,
    ExternalPage,
    Glance,
    InputAction,
    MessageAction,
    ModuleBody,
    ModulePage,
    ModuleType,
    Sidebar,
    StoredModule,
    Webhook,
)
from explorer.api.models.roster import RosterPage
from explorer.api.models.sites import Site, SitePage
from explorer.api.models.users import Me, User

__all__ = [
    "DESCRIPTOR_MODELS",
    "DESCRIPTOR_TEMPLATES",
    "MODULE_MODELS",
    "TEMPLATES",
    "ActionTarget",
    "Bot",
    "BotMessages",
    "Condition",
    "Configuration",
    "Conversation",
    "ConversationPage",
    "Created",
    "DescriptorType",
    "Dialog",
    "ExternalPage",
    "Glance",
    "InputAction",
    "Me",
    "MediaFile",
    "Message",
    "MessageAction",
    "MessagePage",
    "ModuleBody",
    "ModulePage",
    "ModuleType",
    "Privacy",
    "RosterPage",
    "Sender",
    "Sidebar",
    "Site",
    "SitePage",
    "StoredModule",
    "Tolerant",
    "Unreadable",
    "Uploaded",
    "User",
    "Webhook",
    "WireModel",
]
