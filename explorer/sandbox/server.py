"""A running sandbox: started, found, stopped.

It runs in a daemon thread of the process that started it and so ends with that process, however
that ends. Without a file its data are in memory: nothing is left behind even by `kill -9`.
"""

from __future__ import annotations

import asyncio
import atexit
import signal
import socket
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import CancelledError, wait
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeVar, Unpack

from explorer.sandbox import credentials
from explorer.sandbox.admin.pages import Admin
from explorer.sandbox.admin.received import Received, Secrets, received
from explorer.sandbox.amount import FIRST_SEED, Amount
from explorer.sandbox.clock import Clock
from explorer.sandbox.credentials import Credentials
from explorer.sandbox.ending import Ended, Ending, Task, unwatch
from explorer.sandbox.faults.book import FaultBook
from explorer.sandbox.faults.options import FaultError
from explorer.sandbox.keeper import Keeper
from explorer.sandbox.lively.life import Life
from explorer.sandbox.ports import HOST, listen
from explorer.sandbox.refusals import Refusal, SandboxError
from explorer.sandbox.request_log import RequestLog
from explorer.sandbox.settings import Options, Settings
from explorer.sandbox.snapshots import Snapshot
from explorer.sandbox.store.database import Connection, Database
from explorer.sandbox.tuning import Tuning

if TYPE_CHECKING:
    from uvicorn.config import Config

T = TypeVar("T")

_GRACE_SECONDS = 1.0
_BACKLOG = 1024


class Sandbox:
    """A sandbox that answers. Made by `Sandbox.start`; a context manager that stops it.

    Attributes:
        base_url: Its address, without a slash at the end.
        credentials: What to call it with.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        listener: socket.socket,
        settings: Settings,
        faults: FaultBook,
        keeper: Keeper,
    ) -> None:
        self.base_url = f"http://{HOST}:{listener.getsockname()[1]}"
        self.credentials: Credentials = credentials.read(database)
        self._database = database
        self._clock = clock
        self._listener = listener
        self._settings = settings
        self._log = RequestLog()
        self._admin = Admin(
            self.credentials.admin_token,
            faults,
            self._log,
            keeper,
            Secrets(self.credentials),
            Tuning(
                settings.rate_limit,
                install_delay=settings.install_delay,
                lively=settings.lively,
            ),
        )
        self._life = Life(
            database,
            clock,
            self._admin.tuning,
            keeper,
            FIRST_SEED if settings.seed is None else settings.seed,
        )
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stopping: asyncio.Event | None = None
        self._ready = threading.Event()
        self._problem: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name="stride-sandbox", daemon=True)

    @classmethod
    def start(cls, **options: Unpack[Options]) -> Self:
        """Start a sandbox in this process and wait until it answers.

        Args:
            options: As `Settings` has them, each with its default.

        Raises:
            SandboxError: It cannot start; the message says why and what to do.
            Ended: It was ended before it could.
        """
        settings = Settings(**options)
        try:
            clock = Clock(settings.now)
        except ValueError as problem:
            raise SandboxError(f"{settings.now}: {problem}.") from None
        try:
            seed = FIRST_SEED if settings.seed is None else settings.seed
            faults = FaultBook(seed, settings.faults)
        except FaultError as problem:
            raise SandboxError(str(problem)) from None

        amount = Amount(settings.conversations, settings.messages)
        amount.check(seed, clock.now())

        ending = settings.ending

        def fill(connection: Connection, seed: int = seed, task: Task | None = None) -> None:
            def report(words: str) -> None:
                (task or ending).check()
                if task is not None:
                    task.progress = words
                if settings.report is not None:
                    settings.report(words)

            # Only new data need the texts they are made of.
            from explorer.sandbox.seed import plant

            plant(
                connection,
                seed=seed,
                now=settings.now or clock.now(),
                repeatable=settings.now is not None,
                amount=amount,
                report=report,
            )

        def begin(connection: Connection) -> None:
            ending.watch(connection)
            fill(connection)

        try:
            database = Database.open(settings.db, fill=begin, large=amount.is_large)
        except SandboxError:
            # A statement that was interrupted is no broken file.
            ending.check()
            raise
        try:
            unwatch(database.connection)
            # Data that are made anew are as many as there were.
            amount = amount.of(database, settings.seed, clock.now())
            listener = listen(database, settings.port)
        except BaseException:
            database.close()
            raise
        keeper = Keeper(database, fill, ending)
        sandbox = cls(database, clock, listener, settings, faults, keeper)
        sandbox._begin()
        return sandbox

    @property
    def port(self) -> int:
        """The port it listens on."""
        return int(self.base_url.rpartition(":")[2])

    def add_fault(self, spec: str) -> int:
        """Let a fault stand, as `--fault` does.

        Args:
            spec: As in `status=503,count=2@ConversationGetAllHandler`.

        Returns:
            Its number, for `remove_fault`.

        Raises:
            SandboxError: The spec makes no sense.
        """
        try:
            return self._admin.faults.add(spec).id
        except FaultError as problem:
            raise SandboxError(str(problem)) from None

    def remove_fault(self, number: int) -> bool:
        """Take one fault away; whether it was there."""
        return self._admin.faults.remove(number)

    def faults(self) -> list[dict[str, Any]]:
        """The standing faults as the admin path shows them, with how often each has struck."""
        return [each.shown() for each in self._admin.faults.standing()]

    def clear_faults(self) -> None:
        """Take all faults away."""
        self._admin.faults.clear()

    def requests(self, after: int = 0) -> list[Received]:
        """The requests received, the newest last, without the secrets in them.

        Args:
            after: Only those with a higher number.
        """
        redactor = self._admin.secrets.redactor()
        return [received(each, redactor) for each in self._log.latest(after)]

    def tuning(self) -> dict[str, Any]:
        """The settings in force, as the admin path shows them."""
        return self._admin.tuning.shown()

    def tune(self, **values: Any) -> None:
        """Change settings while it runs; what is left out stays.

        Args:
            values: `rate_limit`, `latency` in milliseconds, `install_delay` in seconds,
                `lively`.

        Raises:
            SandboxError: A name or value makes no sense; nothing was changed.
        """
        try:
            self._admin.tuning.change(values)
        except Refusal as no:
            raise SandboxError(no.message) from None

    def reset(self) -> None:
        """Make the data anew from their seed number; credentials stay.

        Raises:
            SandboxError: It cannot be done; nothing was changed.
        """
        self._in_loop(self._admin.keeper.reset())

    def snapshots(self) -> list[Snapshot]:
        """The snapshots, by name.

        Raises:
            SandboxError: They cannot be listed.
        """
        return self._in_loop(self._admin.keeper.snapshots())

    def save_snapshot(self, name: str) -> None:
        """Keep the present data under a name, in the place of what it named before.

        Raises:
            SandboxError: The name cannot be one, or the data cannot be kept.
        """
        self._in_loop(self._admin.keeper.save(name))

    def restore_snapshot(self, name: str) -> None:
        """Put a snapshot in the place of the present data; credentials stay.

        Raises:
            SandboxError: There is none of that name, or it cannot be done; nothing was changed.
        """
        self._in_loop(self._admin.keeper.restore(name))

    def delete_snapshot(self, name: str) -> None:
        """Forget a snapshot.

        Raises:
            SandboxError: There is none of that name.
        """
        self._in_loop(self._admin.keeper.delete(name))

    def _in_loop(self, work: Coroutine[Any, Any, T]) -> T:
        """Do something in the server's thread, and wait for it."""
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
            # Who interrupts this has what takes long end with it.
            doing.cancel()
            raise
        try:
            return doing.result(timeout=0)
        except Refusal as no:
            raise SandboxError(no.message) from None
        except (CancelledError, TimeoutError):
            raise stopped from None

    def stop(self) -> None:
        """Stop it: calls under way are finished, the port is free again. Safe to call twice."""
        atexit.unregister(self.stop)
        if self._thread.is_alive() and self._loop is not None and self._stopping is not None:
            try:
                self._loop.call_soon_threadsafe(self._stopping.set)
            except RuntimeError:
                pass  # The loop has closed between the question and the call.
            self._thread.join(_GRACE_SECONDS + 4)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def __repr__(self) -> str:
        return f"Sandbox({self.base_url})"

    def _begin(self) -> None:
        self._thread.start()
        self._ready.wait()
        if self._problem is not None:
            raise SandboxError(f"The sandbox could not start: {self._problem}.")
        # A process that ends in order lets calls under way finish and closes the file.
        atexit.register(self.stop)

    def _run(self) -> None:
        try:
            with asyncio.Runner() as runner:
                runner.run(self._serve())
        except Exception as problem:  # noqa: BLE001 - told to the thread that waits for the start
            self._problem = problem
        finally:
            self._listener.close()
            self._admin.keeper.close()
            self._database.close()
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
        living = self._loop.create_task(self._life.go_on())
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
        await self._admin.keeper.finish()
        await _let_pass()
        if state.tasks:
            await asyncio.wait(state.tasks, timeout=_GRACE_SECONDS)
        for connection in list(state.connections):
            connection.transport.abort()
        await _let_pass()

    def _config(self) -> Config:
        from uvicorn.config import Config

        from explorer.sandbox.app import SandboxApp

        app: Any = SandboxApp(
            self._database,
            self._clock,
            self.base_url,
            self._settings,
            self._admin,
            self._life.heard,
        )
        config = Config(
            app,
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


def serve(*, announce: Callable[[Sandbox], None], **options: Unpack[Options]) -> None:
    """Run a sandbox until SIGINT or SIGTERM. Call it from the main thread.

    Args:
        announce: Called once, when the sandbox answers.
        options: As for `Sandbox.start`.

    Raises:
        SandboxError: It cannot start.
    """
    ending = options.setdefault("ending", Ending())
    before = {
        number: signal.signal(number, lambda *_: ending.set())
        for number in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        with Sandbox.start(**options) as sandbox:
            announce(sandbox)
            # With a timeout, since a wait without one does not see signals on Windows.
            while not ending.wait(1):
                pass
    except Ended:
        pass
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
