"""The client for event loops: a thin driver of the flow that `Client` drives, too."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Generator, Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, Unpack

from explorer.api import flow
from explorer.api.client_base import ARGS, BaseClient, Options, sent_again
from explorer.api.exchange import Exchange, Request
from explorer.api.logs import guard
from explorer.api.operation import Operation, PagedOperation
from explorer.api.paging import Turns, Walk
from explorer.api.per_loop import PerLoop
from explorer.api.saving import Saved, saving

if TYPE_CHECKING:
    import os

    from explorer.api.streaming import Progress
    from explorer.api.transport import AsyncTransport

T = TypeVar("T")
PageT = TypeVar("PageT")
ItemT = TypeVar("ItemT")


class AsyncClient(BaseClient):
    __doc__ = f"""Calls operations on event loops, at most 8 at once.

    page = await client.conversations.list(query="launch")
    async for conversation in client.conversations.each():
        ...

The operations are in the same groups as those of `Client`.

{ARGS}"""

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
        return await self._drive(
            sent_again(request, operation, operation_id, self.context, authorized)
        )

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
            if self._closed:
                # It ended meanwhile: what was connected since then is nobody else's to close.
                await self._transport.aclose()

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
