"""The convenient spelling, `client.conversations.list(...)`: one declaration for both clients.

A shortcut is made from an operation class and has its full signature: a misspelt parameter is an
error to a type checker and a help text to a notebook.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import TYPE_CHECKING, Any, Generic, ParamSpec, TypeVar, overload

from explorer.api import operations as op
from explorer.api.help import help_of, signature_of
from explorer.api.operation import Operation, PagedOperation
from explorer.api.representation.shown import Seen

if TYPE_CHECKING:
    from explorer.api.client import AsyncClient, BaseClient, Client

P = ParamSpec("P")
T = TypeVar("T")
ItemT = TypeVar("ItemT")
Owner = TypeVar("Owner", bound="BaseClient", covariant=True)


class Resource(Seen, Generic[Owner]):
    """A group of operations of one client."""

    def __init__(self, client: Owner) -> None:
        self._client: Any = client


class shortcut(Generic[P, T]):
    """A method that sends an operation.

    Args:
        make: The operation's class.
    """

    def __init__(self, make: Callable[P, Operation[T]]) -> None:
        self._make = make

    @property
    def operation(self) -> Any:
        """The operation's class."""
        return self._make

    def summary(self) -> str:
        """What it does, in a line."""
        return str(self.operation.summary())

    @overload
    def __get__(self, owner: None, kind: type[Any]) -> shortcut[P, T]: ...
    @overload
    def __get__(self, owner: Resource[Client], kind: type[Any]) -> Callable[P, T]: ...
    @overload
    def __get__(
        self, owner: Resource[AsyncClient], kind: type[Any]
    ) -> Callable[P, Awaitable[T]]: ...
    def __get__(self, owner: Resource[Any] | None, kind: type[Any]) -> Any:
        if owner is None:
            return self
        client, make = owner._client, self._make

        def send(*args: P.args, **kwargs: P.kwargs) -> Any:
            return client.send(make(*args, **kwargs))

        return _documented(send, make)


class each(Generic[P, ItemT]):
    """A method that iterates over all items of a paged operation, fetching pages as needed.

    Args:
        make: The operation's class.
    """

    def __init__(self, make: Callable[P, PagedOperation[Any, ItemT]]) -> None:
        self._make = make

    @property
    def operation(self) -> Any:
        """The operation's class."""
        return self._make

    def summary(self) -> str:
        """What it does, in a line."""
        return f"{self.operation.summary()}: one item after the other, of all pages"

    @overload
    def __get__(self, owner: None, kind: type[Any]) -> each[P, ItemT]: ...
    @overload
    def __get__(self, owner: Resource[Client], kind: type[Any]) -> Callable[P, Iterator[ItemT]]: ...
    @overload
    def __get__(
        self, owner: Resource[AsyncClient], kind: type[Any]
    ) -> Callable[P, AsyncIterator[ItemT]]: ...
    def __get__(self, owner: Resource[Any] | None, kind: type[Any]) -> Any:
        if owner is None:
            return self
        client, make = owner._client, self._make

        def items(*args: P.args, **kwargs: P.kwargs) -> Any:
            return client.items(make(*args, **kwargs))

        return _documented(items, make)


def _documented(method: Any, make: Any) -> Any:
    method.__doc__, method.__signature__ = help_of(make), signature_of(make)
    method.__name__ = make.__name__
    return method


class Sites(Resource[Owner]):
    """The sites a token can reach."""

    list = shortcut(op.ListSites)


class Conversations(Resource[Owner]):
    """Rooms and direct conversations."""

    list = shortcut(op.ListConversations)
    each = each(op.ListConversations)
    create = shortcut(op.CreateConversation)
    get = shortcut(op.GetConversation)
    update = shortcut(op.UpdateConversation)
    archive = shortcut(op.ArchiveConversation)
    unarchive = shortcut(op.UnarchiveConversation)


class Roster(Resource[Owner]):
    """Who is in a conversation."""

    list = shortcut(op.ListRoster)
    each = each(op.ListRoster)
    update = shortcut(op.UpdateRoster)


class Direct(Resource[Owner]):
    """Messages between the app and one user."""

    get = shortcut(op.GetDirectConversation)
    send = shortcut(op.SendDirectMessage)
    edit = shortcut(op.EditDirectMessage)
    delete = shortcut(op.DeleteDirectMessage)


class Messages(Resource[Owner]):
    """Messages of a conversation."""

    list = shortcut(op.ListMessages)
    each = each(op.ListMessages)
    recent = shortcut(op.ListRecentMessages)
    get = shortcut(op.GetMessage)
    context = shortcut(op.GetMessageContext)
    send = shortcut(op.SendMessage)
    edit = shortcut(op.EditMessage)
    delete = shortcut(op.DeleteMessage)


class Modules(Resource[Owner]):
    """App modules of a conversation."""

    list_action_targets = shortcut(op.ListActionTargets)
    each_action_target = each(op.ListActionTargets)
    put_action_target = shortcut(op.PutActionTarget)
    delete_action_target = shortcut(op.DeleteActionTarget)
    list_bots = shortcut(op.ListBots)
    each_bot = each(op.ListBots)
    put_bot = shortcut(op.PutBot)
    delete_bot = shortcut(op.DeleteBot)
    list_bot_messages = shortcut(op.ListBotMessages)
    each_bot_messages = each(op.ListBotMessages)
    put_bot_messages = shortcut(op.PutBotMessages)
    delete_bot_messages = shortcut(op.DeleteBotMessages)
    list_dialogs = shortcut(op.ListDialogs)
    each_dialog = each(op.ListDialogs)
    put_dialog = shortcut(op.PutDialog)
    delete_dialog = shortcut(op.DeleteDialog)
    list_external_pages = shortcut(op.ListExternalPages)
    each_external_page = each(op.ListExternalPages)
    put_external_page = shortcut(op.PutExternalPage)
    delete_external_page = shortcut(op.DeleteExternalPage)
    list_glances = shortcut(op.ListGlances)
    each_glance = each(op.ListGlances)
    put_glance = shortcut(op.PutGlance)
    delete_glance = shortcut(op.DeleteGlance)
    put_glance_state = shortcut(op.PutGlanceState)
    list_sidebars = shortcut(op.ListSidebars)
    each_sidebar = each(op.ListSidebars)
    put_sidebar = shortcut(op.PutSidebar)
    delete_sidebar = shortcut(op.DeleteSidebar)
    list_webhooks = shortcut(op.ListWebhooks)
    each_webhook = each(op.ListWebhooks)
    put_webhook = shortcut(op.PutWebhook)
    delete_webhook = shortcut(op.DeleteWebhook)


class Configuration(Resource[Owner]):
    """Whether the app is configured in a conversation."""

    put_state = shortcut(op.PutConfigurationState)


class Users(Resource[Owner]):
    """People."""

    get = shortcut(op.GetUser)
    me = shortcut(op.GetMe)
