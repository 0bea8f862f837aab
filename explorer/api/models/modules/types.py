"""The types of modules that can be listed, put and deleted."""

from enum import StrEnum


class ModuleType(StrEnum):
    """The module types with operations of their own: the collection's four, then the others."""

    ACTION_TARGET = "chat:actionTarget"
    BOT = "chat:bot"
    BOT_MESSAGES = "chat:bot:messages"
    DIALOG = "chat:dialog"
    EXTERNAL_PAGE = "chat:externalPage"
    GLANCE = "chat:glance"
    SIDEBAR = "chat:sidebar"
    WEBHOOK = "chat:webhook"
