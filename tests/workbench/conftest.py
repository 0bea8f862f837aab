"""A real sandbox on loopback, a server with no more than the collection, and workbenches."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest

from explorer.api.auth import Auth, ClientCredentials, RoomToken
from explorer.api.exchange import Request, Response
from explorer.api.flow import Reply
from explorer.api.operations import CreateConversation, SendMessage
from explorer.api.retry import Failure, Policy
from explorer.api.transport import AsyncHttpTransport
from explorer.sandbox.server import Sandbox
from explorer.workbench.profiles import Target
from explorer.workbench.workbench import Workbench

IMPATIENT = Policy(retries=1, first_wait=0.001)

OpenWorkbench = Callable[..., Awaitable[Workbench]]


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox.start(port=0, seed=1) as running:
        yield running


@pytest.fixture
def credentials(sandbox: Sandbox) -> Auth:
    held = sandbox.credentials
    return ClientCredentials(held.client_id, held.client_secret)


@pytest.fixture
def target(sandbox: Sandbox, credentials: Auth) -> Target:
    return Target(profile_name="test", base_url=sandbox.base_url, auth=credentials)


@pytest.fixture
async def open_workbench(tmp_path: Path, target: Target) -> AsyncIterator[OpenWorkbench]:
    """Opens a workbench on a target, the sandbox's own by default, and closes it in the end."""
    async with AsyncExitStack() as stack:

        async def open_one(at: Target = target, **options: Any) -> Workbench:
            given = {"data_dir": tmp_path / "data", "policy": IMPATIENT, **options}
            return await stack.enter_async_context(await Workbench.open(at, **given))

        yield open_one


@pytest.fixture
async def workbench(open_workbench: OpenWorkbench) -> Workbench:
    return await open_workbench()


@pytest.fixture
def make_room(sandbox: Sandbox) -> Callable[..., Awaitable[str]]:
    """Makes a room of the first site, with messages, and gives its id."""

    async def make(workbench: Workbench, messages: int = 0) -> str:
        client = workbench.client
        made = await client.send(CreateConversation(cloud_id=await workbench.site(), name="Test"))
        for number in range(messages):
            await client.send(SendMessage(conversation_id=made.id, content=f"message {number}"))
        return made.id

    return make


class Spoiled:
    """A transport that asks a function first: what it gives is the answer, None sends in earnest.

    Args:
        spoil: Given each request.
    """

    def __init__(self, spoil: Callable[[Request], Response | Failure | None]) -> None:
        self._inner = AsyncHttpTransport()
        self.spoil = spoil
        self.sent: list[Request] = []

    async def send(self, request: Request, remaining: float) -> Reply:
        self.sent.append(request)
        reply = await self._inner.send(request, remaining)
        spoiled = self.spoil(request)
        return reply if spoiled is None else Reply(spoiled, reply.timing)

    async def aclose(self) -> None:
        await self._inner.aclose()


@pytest.fixture
def spoiled() -> type[Spoiled]:
    return Spoiled


@pytest.fixture(params=[404, 405])
def collection_only(
    request: pytest.FixtureRequest, sandbox: Sandbox, serve_collection_only: Any
) -> Any:
    return serve_collection_only(sandbox.base_url, request.param)


@pytest.fixture
def room_target(sandbox: Sandbox) -> Target:
    held = sandbox.credentials
    return Target(
        profile_name="room",
        base_url=sandbox.base_url,
        auth=RoomToken(held.room_token, held.room_conversation_id),
        conversation_id=held.room_conversation_id,
        cloud_id=held.cloud_ids[0],
    )
