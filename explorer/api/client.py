"""Client, a thin driver of the flow that AsyncClient drives, too; both can be had from here.

with Client("http://127.0.0.1:8080", auth=token, cloud_id=cloud_id) as client:
    page = client.send(ListConversations(query="launch"))
    page = client.conversations.list(query="launch")
    for conversation in client.conversations.each():
        ...
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Generator, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, Unpack

from explorer.api import flow
from explorer.api.async_client import AsyncClient
from explorer.api.client_base import ARGS, BaseClient, Options, sent_again
from explorer.api.exchange import Exchange, Request
from explorer.api.logs import guard
from explorer.api.operation import Operation, PagedOperation
from explorer.api.paging import Turns, Walk
from explorer.api.saving import Saved, saving

if TYPE_CHECKING:
    import os

    from explorer.api.streaming import Progress
    from explorer.api.transport import Transport

__all__ = ["AsyncClient", "BaseClient", "Client"]

T = TypeVar("T")
PageT = TypeVar("PageT")
ItemT = TypeVar("ItemT")


class Client(BaseClient):
    __doc__ = f"""Calls operations and waits for the answer.

    page = client.conversations.list(query="launch")
    for conversation in client.conversations.each():
        ...
    client.send(operations.GetMe())

The operations are in groups: sites, conversations, roster, messages, direct, media, modules,
configuration and users. `client.conversations?` lists those of one, `client.conversations.list?`
explains one.

{ARGS}"""

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
        return self._drive(sent_again(request, operation, operation_id, self.context, authorized))

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
            if self._closed:
                # It ended meanwhile: what was connected since then is nobody else's to close.
                self._transport.close()

    def close(self) -> None:
        """Close all connections; no call can be made any more."""
        self._closed = True
        self._transport.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *reason: object) -> None:
        self.close()
