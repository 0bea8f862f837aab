"""How a sandbox answers: in a daemon thread with a loop of its own, until it is stopped."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Awaitable, Callable, Coroutine
from concurrent.futures import CancelledError, wait
from typing import TYPE_CHECKING, Any, TypeVar

from explorer.sandbox.refusals import SandboxError

if TYPE_CHECKING:
    from uvicorn.config import Config

    from explorer.sandbox.request_log import RequestLog
    from explorer.sandbox.settings import Settings

T = TypeVar("T")

_GRACE_SECONDS = 1.0
_BACKLOG = 1024


class Serving:
    """A server in a thread, which ends with the process.

    Args:
        app: Makes what answers; called in the thread.
        listener: Where it listens; closed at the end.
        settings: What a caller may send, and whether all is to end.
        log: Of the requests.
        beside: Goes on in the loop as long as it answers.
        finish: Waits, at the end, until nothing is being done to all of the data.
        close: Closes the data, once nobody uses them.
    """

    def __init__(
        self,
        app: Callable[[], Any],
        listener: socket.socket,
        settings: Settings,
        log: RequestLog,
        *,
        beside: Callable[[], Coroutine[Any, Any, None]],
        finish: Callable[[], Awaitable[None]],
        close: Callable[[], None],
    ) -> None:
        self._app, self._listener, self._settings, self._log = app, listener, settings, log
        self._beside, self._finish, self._close = beside, finish, close
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stopping: asyncio.Event | None = None
        self._ready = threading.Event()
        self._problem: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name="stride-sandbox", daemon=True)

    def begin(self) -> None:
        """Start, and wait until it answers.

        Raises:
            SandboxError: It cannot.
        """
        self._thread.start()
        self._ready.wait()
        if self._problem is not None:
            raise SandboxError(f"The sandbox could not start: {self._problem}.")

    def do(self, work: Coroutine[Any, Any, T]) -> T:
        """Do something in the loop, and wait for it. Who interrupts that ends it.

        Raises:
            SandboxError: It has been stopped.
        """
        stopped = SandboxError("The sandbox has been stopped.")
        if self._loop is None or not self._thread.is_alive():
            work.close()
            raise stopped
        try:
            doing = asyncio.run_coroutine_threadsafe(work, self._loop)
        except RuntimeError:
            # The loop has closed between the question and the call.
            work.close()
            raise stopped from None
        try:
            # What comes while the loop ends is never done, and nobody says so.
            while not wait([doing], timeout=1).done and self._thread.is_alive():
                pass
        except BaseException:
            doing.cancel()
            raise
        try:
            return doing.result(timeout=0)
        except (CancelledError, TimeoutError):
            raise stopped from None

    def stop(self) -> None:
        """Stop it, calls under way finished. Safe to call twice."""
        if self._thread.is_alive() and self._loop is not None and self._stopping is not None:
            try:
                self._loop.call_soon_threadsafe(self._stopping.set)
            except RuntimeError:
                pass  # The loop has closed between the question and the call.
            self._thread.join(_GRACE_SECONDS + 4)

    def _run(self) -> None:
        try:
            with asyncio.Runner() as runner:
                runner.run(self._serve())
        except Exception as problem:  # noqa: BLE001 - told to the thread that waits for the start
            self._problem = problem
        finally:
            self._listener.close()
            self._close()
            self._ready.set()

    async def _serve(self) -> None:
        from uvicorn.server import ServerState

        from explorer.sandbox.protocol import SandboxProtocol

        self._loop = asyncio.get_running_loop()
        self._stopping = asyncio.Event()
        config = self._config()
        state = ServerState()
        limits = self._settings.limits.within_the_machine()
        # Without the framework's own loop, which wakes ten times a second to look at the time.
        server = await self._loop.create_server(
            lambda: SandboxProtocol(config, state, limits, self._log),
            sock=self._listener,
            backlog=_BACKLOG,
        )
        self._ready.set()
        living = self._loop.create_task(self._beside())
        await self._stopping.wait()
        living.cancel()
        # A connection that is being made while the server closes would be forgotten half made.
        await _let_pass()
        self._settings.ending.set()
        server.close()
        await _let_pass()
        for connection in list(state.connections):
            connection.shutdown()
        # Whoever waits for all of the data is told how that went.
        await self._finish()
        await _let_pass()
        if state.tasks:
            await asyncio.wait(state.tasks, timeout=_GRACE_SECONDS)
        for connection in list(state.connections):
            connection.transport.abort()
        await _let_pass()

    def _config(self) -> Config:
        from uvicorn.config import Config

        config = Config(
            self._app(),
            http="h11",
            ws="none",
            loop="asyncio",
            lifespan="off",
            interface="asgi3",
            log_config=None,
            access_log=False,
            proxy_headers=False,
            date_header=False,
            server_header=False,
        )
        config.load()
        return config


async def _let_pass() -> None:
    """Let the loop finish connections that are just being made or closed."""
    for _ in range(5):
        await asyncio.sleep(0)
