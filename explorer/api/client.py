"""Client and AsyncClient: two thin drivers of one flow, and the convenient spelling.

with Client("http://127.0.0.1:8080", auth=token, cloud_id=cloud_id) as client:
    page = client.send(ListConversations(query="launch"))
    page = client.conversations.list(query="launch")
    for conversation in client.conversations.each():
        ...
"""

from __future__ import annotations

import asyncio
import inspect
import random
import threading
import time
from collections.abc import (
    AsyncIterator,
    Callable,
    Generator,
    Iterable,
    Iterator,
    Mapping,
)
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Self, TypedDict, TypeVar, Unpack

from explorer.api import flow, shortcuts
from explorer.api.auth import Auth, Bearer
from explorer.api.events import Listener
from explorer.api.exchange import Exchange, Request
from explorer.api.help import listed
from explorer.api.logs import guard
from explorer.api.media import Media
from explorer.api.opening import Explorable
from explorer.api.operation import Operation, PagedOperation
from explorer.api.origin import base_url as checked_base_url
from explorer.api.origin import is_loopback
from explorer.api.paging import Turns, Walk
from explorer.api.per_loop import PerLoop
from explorer.api.redact import Redactor, Secret
from explorer.api.representation.shown import Shown
from explorer.api.retry import Policy
from explorer.api.saving import Saved, saving
from explorer.api.wire import CallError

if TYPE_CHECKING:
    import os

    from explorer.api.streaming import Progress
    from explorer.api.transport import AsyncTransport, Transport

T = TypeVar("T")
PageT = TypeVar("PageT")
ItemT = TypeVar("ItemT")


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

_ARGS = inspect.cleandoc(BaseClient.__doc__ or "").partition("\n\n")[2]


class Client(BaseClient):
    __doc__ = f"""Calls operations and waits for the answer.

    page = client.conversations.list(query="launch")
    for conversation in client.conversations.each():
        ...
    client.send(operations.GetMe())

The operations are in groups: sites, conversations, roster, messages, direct, media, modules,
configuration and users. `client.conversations?` lists those of one, `client.conversations.list?`
explains one.

{_ARGS}"""

    def __init__(
        self,
        base_url: str,
        *,
        transport: Transport | None = None,
        sleep: Callable[[float], None] = time.sleep,
        **options: Unpack[Options],
    ) -> None:
        super().__init__(base_url, **options)
        from explorer.api.transport import LOGGERS, HttpTransport

        guard(self.context.redactor, LOGGERS)
        self._transport = transport or HttpTransport(self.ca_file, self.context.policy)
        self._sleep = sleep
        self._refreshing = threading.Lock()

    def send(
        self,
        operation: Operation[T],
        *,
        headers: Mapping[str, str] | None = None,
        progress: Progress | None = None,
    ) -> T:
        """Call an operation and give its typed answer.

        Args:
            operation: The call.
            headers: Additional headers of this call.
            progress: Called with the bytes so far and those in all: of the upload where there is
                one, else of the answer.

        Raises:
            ApiError: The call failed; the class says how, `error.exchange` holds it all.
            CallError: The call cannot be put as a request.
        """
        return self._drive(flow.value(operation, self.context, headers, progress))

    def exchange(
        self,
        operation: Operation[T],
        *,
        headers: Mapping[str, str] | None = None,
        progress: Progress | None = None,
        understood: int | None = None,
    ) -> Exchange[T]:
        """Call an operation and give the whole exchange, failed or not.

        Args:
            operation: The call.
            headers: Additional headers of this call.
            progress: Called with the bytes so far and those in all; what it raises ends the call.
            understood: Bytes up to which the answer is understood: a longer one is as it came,
                with no `value` and its shape not looked at. None: however long it is.

        Raises:
            CallError: The call cannot be put as a request.
        """
        return self._drive(flow.call(operation, self.context, headers, progress, understood))

    def save(
        self,
        operation: Operation[Any],
        path: str | os.PathLike[str],
        *,
        overwrite: bool = False,
        headers: Mapping[str, str] | None = None,
        progress: Progress | None = None,
    ) -> Saved:
        """Call an operation and write its answer to disk as it comes.

        Under the final name there is either the whole answer or nothing new. The answer of an
        error is not written.

        Args:
            operation: The call.
            path: A file, or a directory, in which the server's name for the file is used.
            overwrite: Replace a file that is there.
            headers: Additional headers of this call.
            progress: Called with the bytes so far and those in all; what it raises ends the call.

        Raises:
            ApiError: The call failed, or the file could not be written.
            CallError: The call cannot be put as a request, or there is a file already.
        """
        return self.save_exchange(
            operation, path, overwrite=overwrite, headers=headers, progress=progress
        ).result()

    def save_exchange(
        self,
        operation: Operation[Any],
        path: str | os.PathLike[str],
        *,
        overwrite: bool = False,
        headers: Mapping[str, str] | None = None,
        progress: Progress | None = None,
    ) -> Exchange[Saved]:
        """As `save`, but gives the whole exchange, failed or not.

        Raises:
            CallError: The call cannot be put as a request, or there is a file already.
        """
        destination = saving(operation, path, overwrite)
        return self._drive(flow.save(operation, destination, self.context, headers, progress))

    def follow(self, exchange: Exchange[Any]) -> Exchange[bytes]:
        """Follow a redirect once; credentials never go to another origin.

        Raises:
            CallError: The exchange is not a redirect.
        """
        return self._drive(flow.follow(exchange, self.context))

    def again(
        self,
        request: Request,
        operation: type[Operation[Any]] | None = None,
        operation_id: str = "",
        *,
        authorized: bool = True,
    ) -> Exchange[Any]:
        """Send a request of an earlier exchange once more, as it stands but for its credentials.

        Args:
            request: Without credentials: they are added as to any other.
            operation: What says what the answer means; None to give its bytes.
            operation_id: What the exchange is called by where the operation is not known.
            authorized: Whether the client's credentials are added at all.

        Raises:
            CallError: It cannot be sent as it stands.
        """
        return self._drive(_again(request, operation, operation_id, self.context, authorized))

    def pages(self, operation: PagedOperation[PageT, ItemT]) -> Iterator[PageT]:
        """All pages from this one on; ends when a server repeats a cursor.

        Raises:
            ApiError: A page could not be had.
        """
        walked = Turns()
        following: PagedOperation[PageT, ItemT] | None = operation
        while following is not None and walked.asks_anew(following):
            page = self.send(following)
            if walked.brought_nothing(following.items(page)):
                return
            yield page
            following = following.next_page(page)

    def items(self, operation: PagedOperation[PageT, ItemT]) -> Iterator[ItemT]:
        """All items of all pages, each once, also while the list changes: see `paging.Walk`.

        Raises:
            ApiError: A page could not be had.
        """
        walk = Walk(operation)
        while walk.call is not None:
            yield from walk.take(self.send(walk.call))

    def _drive(self, steps: Generator[flow.Step, Any, T]) -> T:
        self._refuse_closed()
        outcome: Any = None
        try:
            while True:
                step = steps.send(outcome)
                if isinstance(step, flow.Send):
                    if step.transfer is None:
                        outcome = self._transport.send(step.request, step.remaining)
                    else:
                        outcome = self._transport.stream(
                            step.request, step.remaining, step.transfer
                        )
                elif isinstance(step, flow.Sleep):
                    outcome = self._sleep(step.seconds)
                elif self._refreshing.acquire(timeout=max(step.remaining, 0)):
                    try:
                        outcome = self._drive(step.steps())
                    finally:
                        self._refreshing.release()
                else:
                    outcome = None
        except StopIteration as end:
            return end.value  # type: ignore[no-any-return]  # what a generator returns is Any
        finally:
            steps.close()

    def close(self) -> None:
        """Close all connections; no call can be made any more."""
        self._closed = True
        self._transport.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *reason: object) -> None:
        self.close()


class AsyncClient(BaseClient):
    __doc__ = f"""Calls operations on event loops, at most 8 at once.

    page = await client.conversations.list(query="launch")
    async for conversation in client.conversations.each():
        ...

The operations are in the same groups as those of `Client`.

{_ARGS}"""

    def __init__(
        self,
        base_url: str,
        *,
        transport: AsyncTransport | None = None,
        sleep: Callable[[float], Any] = asyncio.sleep,
        **options: Unpack[Options],
    ) -> None:
        super().__init__(base_url, **options)
        from explorer.api.transport import LOGGERS, AsyncHttpTransport

        guard(self.context.redactor, LOGGERS)
        self._transport = transport or AsyncHttpTransport(self.ca_file, self.context.policy)
        self._sleep = sleep
        self._refreshing = PerLoop(asyncio.Lock)

    async def send(
        self,
        operation: Operation[T],
        *,
        headers: Mapping[str, str] | None = None,
        progress: Progress | None = None,
    ) -> T:
        """Call an operation and give its typed answer; see `Client.send`."""
        return await self._drive(flow.value(operation, self.context, headers, progress))

    async def exchange(
        self,
        operation: Operation[T],
        *,
        headers: Mapping[str, str] | None = None,
        progress: Progress | None = None,
        understood: int | None = None,
    ) -> Exchange[T]:
        """Call an operation and give the whole exchange; see `Client.exchange`."""
        return await self._drive(flow.call(operation, self.context, headers, progress, understood))

    async def save(
        self,
        operation: Operation[Any],
        path: str | os.PathLike[str],
        *,
        overwrite: bool = False,
        headers: Mapping[str, str] | None = None,
        progress: Progress | None = None,
    ) -> Saved:
        """Call an operation and write its answer to disk as it comes; see `Client.save`."""
        exchange = await self.save_exchange(
            operation, path, overwrite=overwrite, headers=headers, progress=progress
        )
        return exchange.result()

    async def save_exchange(
        self,
        operation: Operation[Any],
        path: str | os.PathLike[str],
        *,
        overwrite: bool = False,
        headers: Mapping[str, str] | None = None,
        progress: Progress | None = None,
    ) -> Exchange[Saved]:
        """As `save`, but gives the whole exchange; see `Client.save_exchange`."""
        destination = saving(operation, path, overwrite)
        return await self._drive(flow.save(operation, destination, self.context, headers, progress))

    async def follow(self, exchange: Exchange[Any]) -> Exchange[bytes]:
        """Follow a redirect once; see `Client.follow`."""
        return await self._drive(flow.follow(exchange, self.context))

    async def again(
        self,
        request: Request,
        operation: type[Operation[Any]] | None = None,
        operation_id: str = "",
        *,
        authorized: bool = True,
    ) -> Exchange[Any]:
        """Send a request of an earlier exchange once more; see `Client.again`."""
        return await self._drive(_again(request, operation, operation_id, self.context, authorized))

    async def pages(self, operation: PagedOperation[PageT, ItemT]) -> AsyncIterator[PageT]:
        """All pages from this one on; see `Client.pages`."""
        walked = Turns()
        following: PagedOperation[PageT, ItemT] | None = operation
        while following is not None and walked.asks_anew(following):
            page = await self.send(following)
            if walked.brought_nothing(following.items(page)):
                return
            yield page
            following = following.next_page(page)

    async def items(self, operation: PagedOperation[PageT, ItemT]) -> AsyncIterator[ItemT]:
        """All items of all pages, each once; see `Client.items`."""
        walk = Walk(operation)
        while walk.call is not None:
            for item in walk.take(await self.send(walk.call)):
                yield item

    async def _drive(self, steps: Generator[flow.Step, Any, T]) -> T:
        self._refuse_closed()
        outcome: Any = None
        try:
            while True:
                step = steps.send(outcome)
                if isinstance(step, flow.Send):
                    if step.transfer is None:
                        outcome = await self._transport.send(step.request, step.remaining)
                    else:
                        outcome = await self._transport.stream(
                            step.request, step.remaining, step.transfer
                        )
                elif isinstance(step, flow.Sleep):
                    outcome = await self._sleep(step.seconds)
                else:
                    outcome = await self._refresh(step)
        except StopIteration as end:
            return end.value  # type: ignore[no-any-return]  # what a generator returns is Any
        finally:
            steps.close()

    async def _refresh(self, step: flow.Refresh) -> flow.Refreshed | None:
        refreshing = self._refreshing.get()
        try:
            async with asyncio.timeout(max(step.remaining, 0)):
                await refreshing.acquire()
        except TimeoutError:
            return None
        try:
            return await self._drive(step.steps())
        finally:
            refreshing.release()

    async def release(self) -> None:
        """Close the connections of the running event loop; calls go on to be possible.

        For a loop that ends before the client does.
        """
        await self._transport.aclose()

    async def aclose(self) -> None:
        """Close all connections; no call can be made any more."""
        self._closed = True
        await self._transport.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *reason: object) -> None:
        await self.aclose()


def _again(
    request: Request,
    operation: type[Operation[Any]] | None,
    operation_id: str,
    context: flow.Context,
    authorized: bool,
) -> flow.Steps[Exchange[Any]]:
    from explorer.api.again import again

    known = operation.operation_id if operation is not None else operation_id
    return again(request, operation, known, context, authorized=authorized)
