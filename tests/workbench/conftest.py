"""A real sandbox on loopback, a server with no more than the collection, and workbenches."""

from __future__ import annotations

import http.client
import re
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from explorer.api.auth import Auth, ClientCredentials, RoomToken
from explorer.api.exchange import Request, Response
from explorer.api.flow import Reply
from explorer.api.operations import CATALOGUE, CreateConversation, SendMessage
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


def _in_collection() -> list[tuple[str, re.Pattern[str]]]:
    found = [("POST", re.compile("/oauth/token"))]
    for operation in CATALOGUE.values():
        if operation.in_collection:
            path = "".join(
                "[^/]+" if part.startswith("{") else re.escape(part)
                for part in re.split(r"(\{\w+\})", operation.path)
            )
            found.append((operation.method, re.compile(path)))
    return found


class CollectionOnly:
    """A server with the collection's operations and no other: what it has, the sandbox answers.

    Args:
        upstream: The sandbox's address.
        refusal: The status of everything else.
    """

    def __init__(self, upstream: str, refusal: int = 404) -> None:
        self.refusal = refusal
        known = _in_collection()
        asked = self.asked = []  # type: list[str]
        host = upstream.removeprefix("http://")

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                size = int(self.headers.get("Content-Length") or 0)
                body = self.rfile.read(size)
                path = self.path.partition("?")[0]
                asked.append(f"{self.command} {path}")
                if not any(self.command == m and p.fullmatch(path) for m, p in known):
                    return self._answer(refusal, [], b'{"code": 404, "message": "no such route"}')
                upward = http.client.HTTPConnection(host, timeout=10)
                headers = {
                    name: value
                    for name, value in self.headers.items()
                    if name.lower() not in {"host", "connection", "accept-encoding"}
                }
                upward.request(self.command, self.path, body or None, headers)
                answer = upward.getresponse()
                content = answer.read()
                kept = [pair for pair in answer.getheaders() if pair[0].lower() != "content-length"]
                upward.close()
                return self._answer(answer.status, kept, content)

            do_POST = do_PUT = do_PATCH = do_DELETE = do_GET

            def _answer(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
                self.send_response_only(status)
                for name, value in headers:
                    self.send_header(name, value)
                if status != 204:
                    self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.base_url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture(params=[404, 405])
def collection_only(request: pytest.FixtureRequest, sandbox: Sandbox) -> Iterator[CollectionOnly]:
    server = CollectionOnly(sandbox.base_url, request.param)
    yield server
    server.stop()


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
