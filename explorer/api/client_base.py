"""What both clients share: the target and its credentials, the groups of calls, and their help."""

from __future__ import annotations

import inspect
import random
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any, Self, TypedDict

from explorer.api import flow, shortcuts
from explorer.api.auth import Auth, Bearer
from explorer.api.events import Listener
from explorer.api.exchange import Exchange, Request
from explorer.api.help import listed
from explorer.api.media import Media
from explorer.api.opening import Explorable
from explorer.api.operation import Operation
from explorer.api.origin import base_url as checked_base_url
from explorer.api.origin import is_loopback
from explorer.api.redact import Redactor, Secret
from explorer.api.representation.shown import Shown
from explorer.api.retry import Policy
from explorer.api.wire import CallError


class Options(TypedDict, total=False):
    """The keywords that both clients take; see `Client`."""

    auth: Auth | str | Secret | None
    cloud_id: str
    listeners: Iterable[Listener]
    policy: Policy | None
    ca_file: str | None
    plain_http: bool
    now: Callable[[], datetime] | None
    jitter: Callable[[], float] | None


class BaseClient(Explorable, Shown):
    """What both clients share: the target and the flow's context.

    Args:
        base_url: Where the service is, as in `https://api.atlassian.com`.
        auth: A token, or credentials of `explorer.api.auth`; None to send none.
        cloud_id: The site of calls that name none.
        listeners: Called with every event, in the thread of the call.
        policy: How patient to be.
        ca_file: A file of certificates to trust instead of the usual ones.
        plain_http: Allow a secret to go to another machine without TLS.
        now, jitter: Clock and chance, for those who must repeat a run.

    Raises:
        ValueError: The base URL or the token cannot be used; the message says why.
    """

    def __init__(
        self,
        base_url: str,
        *,
        auth: Auth | str | Secret | None = None,
        cloud_id: str = "",
        listeners: Iterable[Listener] = (),
        policy: Policy | None = None,
        ca_file: str | None = None,
        plain_http: bool = False,
        now: Callable[[], datetime] | None = None,
        jitter: Callable[[], float] | None = None,
    ) -> None:
        self.base_url = checked_base_url(base_url)
        credentials = Bearer(auth) if isinstance(auth, str | Secret) else auth or Auth()
        exposed = self.base_url.startswith("http://") and not is_loopback(self.base_url)
        if credentials.secrets() and exposed and not plain_http:
            raise ValueError(
                f"{self.base_url} is not encrypted and not this machine: the token could be read "
                "on the way. Use https, or allow it with plain_http."
            )
        credentials.bind(self.base_url)
        self.context = flow.Context(
            base_url=self.base_url,
            auth=credentials,
            cloud_id=cloud_id,
            policy=policy or Policy(),
            redactor=Redactor(credentials.secrets()),
            listeners=list(listeners),
            now=now or (lambda: datetime.now(UTC)),
            monotonic=time.monotonic,
            jitter=jitter or random.random,
        )
        self.ca_file = ca_file
        self._closed = False

    def _refuse_closed(self) -> None:
        if self._closed:
            raise CallError("This client is closed. Make a new one.")

    @property
    def cloud_id(self) -> str:
        """The site of calls that name none; may be set."""
        return self.context.cloud_id

    @cloud_id.setter
    def cloud_id(self, value: str) -> None:
        self.context.cloud_id = value

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Have a function called with every event; gives the function that ends it."""
        self.context.listeners.append(listener)

        def stop() -> None:
            if listener in self.context.listeners:
                self.context.listeners.remove(listener)

        return stop

    @property
    def sites(self) -> shortcuts.Sites[Self]:
        """The sites a token can reach."""
        return shortcuts.Sites(self)

    @property
    def conversations(self) -> shortcuts.Conversations[Self]:
        """Rooms and direct conversations."""
        return shortcuts.Conversations(self)

    @property
    def roster(self) -> shortcuts.Roster[Self]:
        """Who is in a conversation."""
        return shortcuts.Roster(self)

    @property
    def messages(self) -> shortcuts.Messages[Self]:
        """Messages of a conversation."""
        return shortcuts.Messages(self)

    @property
    def direct(self) -> shortcuts.Direct[Self]:
        """Messages between the app and one user."""
        return shortcuts.Direct(self)

    @property
    def media(self) -> Media[Self]:
        """Files of a conversation."""
        return Media(self)

    @property
    def modules(self) -> shortcuts.Modules[Self]:
        """App modules of a conversation."""
        return shortcuts.Modules(self)

    @property
    def configuration(self) -> shortcuts.Configuration[Self]:
        """Whether the app is configured in a conversation."""
        return shortcuts.Configuration(self)

    @property
    def users(self) -> shortcuts.Users[Self]:
        """People."""
        return shortcuts.Users(self)


for _name, _group in {
    "sites": shortcuts.Sites,
    "conversations": shortcuts.Conversations,
    "roster": shortcuts.Roster,
    "messages": shortcuts.Messages,
    "direct": shortcuts.Direct,
    "media": Media,
    "modules": shortcuts.Modules,
    "configuration": shortcuts.Configuration,
    "users": shortcuts.Users,
}.items():
    # A notebook explains a property by these words, and not by what it gives.
    vars(BaseClient)[_name].__doc__ = listed(_group)

ARGS = inspect.cleandoc(BaseClient.__doc__ or "").partition("\n\n")[2]
"""What the help of both clients says of their arguments."""


def sent_again(
    request: Request,
    operation: type[Operation[Any]] | None,
    operation_id: str,
    context: flow.Context,
    authorized: bool,
) -> flow.Steps[Exchange[Any]]:
    """The life of a call that sends an earlier request once more; see `Client.again`."""
    from explorer.api.again import again

    known = operation.operation_id if operation is not None else operation_id
    return again(request, operation, known, context, authorized=authorized)
