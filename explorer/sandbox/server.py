"""A running sandbox: started, found, stopped.

It ends with the process that started it, however that ends. Without a file its data are in memory:
nothing is left behind even by `kill -9`.
"""

from __future__ import annotations

import atexit
import signal
import socket
from collections.abc import Callable, Coroutine
from types import TracebackType
from typing import Any, Self, TypeVar, Unpack

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
from explorer.sandbox.serving import Serving
from explorer.sandbox.settings import Options, Settings
from explorer.sandbox.snapshots import Snapshot
from explorer.sandbox.store.database import Connection, Database
from explorer.sandbox.tuning import Tuning

T = TypeVar("T")


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
        self._serving = Serving(
            self._app,
            listener,
            settings,
            self._log,
            beside=self._life.go_on,
            finish=keeper.finish,
            close=self._close,
        )

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

        def fill(connection: Connection, seed: int, task: Task) -> None:
            def report(words: str) -> None:
                task.check()
                task.progress = words
                if settings.report is not None:
                    settings.report(words)

            task.watch(connection)
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

        starting = Task("start", ending)
        try:
            database = Database.open(
                settings.db,
                fill=lambda connection: fill(connection, seed, starting),
                large=amount.is_large,
            )
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
        try:
            return self._serving.do(work)
        except Refusal as no:
            raise SandboxError(no.message) from None

    def stop(self) -> None:
        """Stop it: calls under way are finished, the port is free again. Safe to call twice."""
        atexit.unregister(self.stop)
        self._serving.stop()

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
        self._serving.begin()
        # A process that ends in order lets calls under way finish and closes the file.
        atexit.register(self.stop)

    def _app(self) -> Any:
        # Only a sandbox that answers needs what it answers with.
        from explorer.sandbox.app import SandboxApp

        return SandboxApp(
            self._database,
            self._clock,
            self.base_url,
            self._settings,
            self._admin,
            self._life.heard,
        )

    def _close(self) -> None:
        self._admin.keeper.close()
        self._database.close()


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
