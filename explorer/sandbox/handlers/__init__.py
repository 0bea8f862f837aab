"""What the service does for each operation: a file a resource, a function an operation."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from explorer.api.operation import Operation
from explorer.api.operations import (
    CATALOGUE,
    ArchiveConversation,
    CreateConversation,
    DeleteDirectMessage,
    DeleteMedia,
    DeleteMessage,
    EditDirectMessage,
    EditMessage,
    GetConversation,
    GetDirectConversation,
    GetMe,
    GetMedia,
    GetMessage,
    GetMessageContext,
    GetUser,
    ListConversations,
    ListMessages,
    ListRecentMessages,
    ListRoster,
    ListSites,
    PutConfigurationState,
    PutGlanceState,
    SendDirectMessage,
    SendMessage,
    UnarchiveConversation,
    UpdateConversation,
    UpdateRoster,
    UploadMedia,
)
from explorer.api.operations.modules import DeleteModule, ListModules, PutModule
from explorer.sandbox.context import Context
from explorer.sandbox.handlers import (
    configuration,
    conversations,
    direct,
    glance,
    media,
    messages,
    modules,
    roster,
    sites,
    users,
)
from explorer.sandbox.wire import Answer

Handler = Callable[[Any, Context], Awaitable[Answer]]

_BY_CLASS: dict[type[Operation[Any]], Handler] = {
    ListSites: sites.list_sites,
    ListConversations: conversations.list_conversations,
    CreateConversation: conversations.create_conversation,
    GetConversation: conversations.get_conversation,
    UpdateConversation: conversations.update_conversation,
    ArchiveConversation: conversations.archive_conversation,
    UnarchiveConversation: conversations.unarchive_conversation,
    ListRoster: roster.list_roster,
    UpdateRoster: roster.update_roster,
    UploadMedia: media.upload_media,
    GetMedia: media.get_media,
    DeleteMedia: media.delete_media,
    GetDirectConversation: direct.get_direct,
    SendDirectMessage: direct.send_direct,
    EditDirectMessage: direct.edit_direct,
    DeleteDirectMessage: direct.delete_direct,
    ListMessages: messages.list_messages,
    ListRecentMessages: messages.list_recent,
    SendMessage: messages.send_message,
    GetMessage: messages.get_message,
    EditMessage: messages.edit_message,
    DeleteMessage: messages.delete_message,
    GetMessageContext: messages.get_context,
    ListModules: modules.list_modules,
    PutModule: modules.put_module,
    DeleteModule: modules.delete_module,
    PutGlanceState: glance.put_state,
    PutConfigurationState: configuration.put_state,
    GetUser: users.get_user,
    GetMe: users.get_me,
}


def handler_of(operation: type[Operation[Any]]) -> Handler:
    """What serves an operation: its own handler, or that of the class it derives from.

    Raises:
        KeyError: The catalogue has an operation that the sandbox does not serve.
    """
    for base in operation.__mro__:
        if base in _BY_CLASS:
            return _BY_CLASS[base]
    raise KeyError(operation.operation_id)


HANDLERS: dict[type[Operation[Any]], Handler] = {
    operation: handler_of(operation) for operation in CATALOGUE.values()
}
"""Every operation of the catalogue and what serves it."""
