"""A running sandbox from its own side: faults, settings, snapshots, what arrived. Over HTTP.

Any server with the admin path can be looked at, the embedded sandbox like one in a process of its
own. These calls are none of the service's: they are not journalled, count for no quota and do not
arrive in the list they read.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote

from pydantic import TypeAdapter

from explorer.api.exchange import Request, Response
from explorer.api.redact import Secret
from explorer.api.retry import Failure
from explorer.workbench.problems import WorkbenchError
from explorer.workbench.sandbox_records import (
    Arrival,
    FaultKind,
    SandboxSettings,
    SandboxTask,
    SandboxWork,
    Snapshot,
    StandingFault,
)
from explorer.workbench.targets import ADMIN_TOKEN

if TYPE_CHECKING:
    from explorer.api.transport import AsyncTransport

T = TypeVar("T")

DEADLINE = 60.0
"""Seconds for one call."""

LONG_DEADLINE = 3_600.0
"""Seconds for one that does something to all of the data, which says how far it is meanwhile."""

_PATIENCE = 2.0
"""Seconds for calling off what nobody waits for any more."""


class AdminError(WorkbenchError):
    """Something the admin path did not do; the message says why."""


class NoAdminPath(AdminError):
    """The server has no admin path: it is no sandbox, or an older one."""


class AdminTokenNeeded(AdminError):
    """The server is a sandbox, but the admin token is missing or a wrong one."""


class CalledOff(AdminError):
    """What was being done to all of the data was called off; nothing was changed."""


class SandboxAdmin:
    """The admin path of one server. The token goes to that server and to no other.

    Args:
        base_url: The server.
        token: Opens the path; None to find out only whether there is one.
        transport: Sends.
    """

    def __init__(self, base_url: str, token: Secret | None, transport: AsyncTransport) -> None:
        self._base_url, self._token, self._transport = base_url, token, transport

    async def check(self) -> None:
        """Find out whether the path is there and the token opens it.

        Raises:
            NoAdminPath: It is not there.
            AdminTokenNeeded: It takes another token.
            AdminError: The server could not be asked.
        """
        await self._call("GET", "")

    async def settings(self) -> SandboxSettings:
        """The settings in force."""
        return self._read(await self._call("GET", "settings"), SandboxSettings)

    async def tune(self, values: Mapping[str, Any]) -> SandboxSettings:
        """Change settings.

        Args:
            values: `rate_limit`, `latency`, `install_delay`, `lively`; what is left out stays.

        Raises:
            AdminError: A value makes no sense, or the server could not be reached.
        """
        return self._read(await self._call("PATCH", "settings", dict(values)), SandboxSettings)

    async def kinds(self) -> list[FaultKind]:
        """The faults there are."""
        return self._read(await self._call("GET", "fault-kinds"), list[FaultKind], "kinds")

    async def faults(self) -> list[StandingFault]:
        """The faults that stand, in the order they were added."""
        return self._read(await self._call("GET", "faults"), list[StandingFault], "faults")

    async def add_fault(self, spec: str) -> StandingFault:
        """Let a fault stand.

        Raises:
            AdminError: The spec makes no sense; the message says what.
        """
        return self._read(await self._call("POST", "faults", {"spec": spec}), StandingFault)

    async def end_fault(self, id: int) -> None:
        """End a fault; one that is gone already is as it was wished."""
        await self._call("DELETE", f"faults/{id}", gone=True)

    async def end_faults(self) -> None:
        """End all of them."""
        await self._call("DELETE", "faults")

    async def arrivals(self, after: int = 0, limit: int = 1_000) -> list[Arrival]:
        """Requests that have arrived, the newest last.

        Args:
            after: Only those with a higher number.
            limit: Most of them: the oldest of those after `after` where it is given.
        """
        page = await self._call("GET", f"requests?after={after}&limit={limit}")
        return self._read(page, list[Arrival], "requests")

    async def arrival_bytes(self, number: int) -> bytes:
        """One request as it came, at most its first MiB; what was secret is named instead."""
        return (await self._call("GET", f"requests/{number}/bytes")).body

    async def forget_arrivals(self) -> None:
        """Forget what has arrived."""
        await self._call("DELETE", "requests")

    async def reset(self) -> None:
        """Make the data anew from their seed number.

        Raises:
            CalledOff: That was called off.
            AdminError: It was not done.
        """
        await self._call("POST", "reset", deadline=LONG_DEADLINE)

    async def task(self) -> SandboxTask | None:
        """What is being done to all of the data; None for nothing, or where that is not told."""
        answer = await self._call("GET", "task", gone=True)
        if answer.status == 404:
            return None
        return self._read(answer, SandboxWork).task

    async def call_off(self) -> None:
        """Call off what is being done to all of the data.

        Raises:
            AdminError: It is done already, or cannot be.
        """
        await self._call("DELETE", "task")

    async def snapshots(self) -> list[Snapshot]:
        """The snapshots, by name."""
        return self._read(await self._call("GET", "snapshots"), list[Snapshot], "snapshots")

    async def save_snapshot(self, name: str) -> Snapshot:
        """Keep the present data under a name, in the place of what it named before.

        Whoever gives up waiting for it has it called off.
        """
        try:
            path = f"snapshots/{quote(name, safe='')}"
            kept = await self._call("PUT", path, deadline=LONG_DEADLINE)
        except asyncio.CancelledError:
            with suppress(AdminError, TimeoutError):
                await asyncio.wait_for(self._call("DELETE", "task?name=save"), _PATIENCE)
            raise
        return self._read(kept, Snapshot)

    async def restore_snapshot(self, name: str) -> None:
        """Put a snapshot in the place of the present data.

        Raises:
            CalledOff: That was called off.
            AdminError: It was not done.
        """
        path = f"snapshots/{quote(name, safe='')}/restore"
        await self._call("POST", path, deadline=LONG_DEADLINE)

    async def delete_snapshot(self, name: str) -> None:
        """Forget a snapshot; one that is gone already is as it was wished."""
        await self._call("DELETE", f"snapshots/{quote(name, safe='')}", gone=True)

    async def close(self) -> None:
        """Close its connections."""
        await self._transport.aclose()

    async def _call(
        self,
        method: str,
        path: str,
        body: dict[str, Any] | None = None,
        *,
        gone: bool = False,
        deadline: float = DEADLINE,
    ) -> Response:
        headers = [("Accept", "application/json")]
        if self._token is not None:
            headers.append(("Authorization", f"Bearer {self._token.reveal()}"))
        data = b"" if body is None else json.dumps(body).encode()
        if body is not None:
            headers.append(("Content-Type", "application/json"))
        url = f"{self._base_url}/sandbox/{path}"
        reply = await self._transport.send(Request(method, url, tuple(headers), data), deadline)
        outcome = reply.outcome
        if isinstance(outcome, Failure):
            raise AdminError(f"The sandbox could not be asked: {outcome.message}.")
        if outcome.status < 300 or (gone and outcome.status == 404):
            return outcome
        raise self._problem(outcome, path)

    def _problem(self, answer: Response, path: str) -> AdminError:
        message = _message(answer)
        if answer.status == 401 and ADMIN_TOKEN in message:
            if self._token is None:
                return AdminTokenNeeded(
                    f"This server is a sandbox, and its admin path takes a token of its own: set "
                    f"{ADMIN_TOKEN} to the one it printed at its start, or give it here."
                )
            return AdminTokenNeeded("The sandbox does not take this admin token: give another.")
        if not path:
            return NoAdminPath(
                "This server has no admin path, so there is nothing to set here: only a sandbox of "
                "Stride Explorer has one."
            )
        if answer.status == 409 and "called off;" in message:
            return CalledOff(message)
        if answer.status in (404, 405) and path in ("settings", "fault-kinds", "task"):
            return AdminError("This sandbox is of an older version, which cannot do this.")
        reason = message or "it does not say why"
        return AdminError(f"The sandbox answered {answer.status}: {reason.rstrip('.')}.")

    def _read(self, answer: Response, shape: type[T], member: str = "") -> T:
        try:
            value = json.loads(answer.body)
            found = TypeAdapter(shape).validate_python(value[member] if member else value)
        except (ValueError, KeyError, TypeError, RecursionError):
            raise AdminError("The sandbox's answer is in a form that is not known here.") from None
        return found


def _message(answer: Response) -> str:
    try:
        value = json.loads(answer.body)
    except (ValueError, RecursionError):
        return ""
    message = value.get("message") if isinstance(value, dict) else None
    return message if isinstance(message, str) else ""
