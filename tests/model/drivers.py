"""Who sends a call: bytes over HTTP, the sync client, the async client."""

from __future__ import annotations

import asyncio
import http.client
import inspect
from collections.abc import Coroutine, Mapping
from datetime import datetime
from functools import cache
from typing import Any, Protocol, TypeVar
from urllib.parse import urlsplit

from pydantic import BaseModel, ValidationError

from explorer.api import errors, shortcuts
from explorer.api.auth import Auth, Bearer, ClientCredentials, RoomToken
from explorer.api.client import AsyncClient, Client
from explorer.api.events import Done, Event, Failed
from explorer.api.exchange import Exchange
from explorer.api.operation import CallError, Operation
from explorer.api.operations import (
    CATALOGUE,
    ArchiveConversation,
    Form,
    UnarchiveConversation,
    UploadMedia,
)
from explorer.api.operations.content import MessageOperation

from .calls import BINARY, JSON, MARKDOWN, NOTHING, PLAIN, Call, Reply, word
from .judging import Disagrees
from .worlds import World

T = TypeVar("T")


class Driver(Protocol):
    """Sends calls in one world."""

    world: World

    def send(self, call: Call) -> Reply:
        """Send a call and read its answer."""
        ...

    def close(self) -> None:
        """Close all connections."""
        ...


class Raw:
    """Bytes over one connection."""

    def __init__(self, world: World, base_url: str = "") -> None:
        self.world, self._base_url = world, base_url or world.base_url
        self._connection = http.client.HTTPConnection(urlsplit(self._base_url).netloc, timeout=20)

    def send(self, call: Call) -> Reply:
        headers = {"Authorization": f"Bearer {self.world.tokens[call.by]}"}
        body = call.bytes
        if call.body is not NOTHING:
            headers["Content-Type"] = call.type
        self._connection.request(call.method, call.target, body or None, headers)
        answer = self._connection.getresponse()
        found = {name.lower(): value for name, value in answer.getheaders()}
        # Another server of the same data answers with links to itself.
        body = answer.read().replace(self._base_url.encode(), self.world.base_url.encode())
        return Reply(answer.status, found, body)

    def close(self) -> None:
        self._connection.close()


class _Clients:
    """What both clients share: a client for each caller, and calls in their own spelling."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._seen: list[Event] = []

    def _options(self, by: str) -> dict[str, Any]:
        world = self.world
        token = world.tokens[by]
        auth: Auth = Bearer(token)
        if by == "app":
            auth = ClientCredentials(world.client_id, world.secret)
        elif by == "room":
            auth = RoomToken(token, world.rooms["hall"].id)
        return {"auth": auth, "cloud_id": world.sites["home"], "listeners": [self._seen.append]}

    def _spell(self, client: Any, call: Call) -> tuple[Any, dict[str, Any] | None]:
        """What sends the call, and the arguments of it where it is a shortcut."""
        kind = CATALOGUE[call.operation]
        arguments = _arguments(kind, call)
        if arguments is not None:
            if arguments.get("cloud_id") == self.world.sites["home"]:
                del arguments["cloud_id"]
            return _shortcut(client, kind), arguments
        return None, None

    def _reply(self, call: Call, value: Any, error: errors.ApiError | None) -> Reply:
        """The answer as it came, once the typed one has been compared with it."""
        done = [each for each in self._seen if isinstance(each, Done | Failed)]
        self._seen.clear()
        exchange = done[-1].exchange
        if exchange.response is None:
            raise Disagrees(f"no answer to {call}: {error}")
        response = exchange.response
        headers = {name.lower(): text for name, text in response.headers}
        reply = Reply(response.status, headers, response.body)
        if error is None:
            _compare(call, reply, value)
        elif type(error) is not _ERRORS[reply.status] or error.status != reply.status:
            raise Disagrees(f"{error!r} for {reply.status}: {call}")
        return reply


_ERRORS: Mapping[int, type[errors.ApiError]] = {
    400: errors.BadRequest,
    401: errors.Unauthenticated,
    403: errors.Forbidden,
    404: errors.NotFound,
    409: errors.Conflict,
    413: errors.TooLarge,
}


class Sync(_Clients):
    """The sync client."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self._clients: dict[str, Client] = {}

    def client(self, by: str) -> Client:
        """The client of a caller."""
        if by not in self._clients:
            self._clients[by] = Client(self.world.base_url, **self._options(by))
        return self._clients[by]

    def send(self, call: Call) -> Reply:
        client = self.client(call.by)
        send, arguments = self._spell(client, call)
        refused = False
        try:
            if arguments is not None:
                try:
                    return self._reply(call, send(**arguments), None)
                except (ValidationError, CallError):
                    refused = True
            reply = self._reply(call, client.send(_unchecked(call)), None)
        except errors.ApiError as problem:
            reply = self._reply(call, None, problem)
        return _also_refused(call, reply) if refused else reply

    def exchange(self, call: Call) -> Reply:
        """The bare answer of a sound call; several threads may call at once."""
        return _bare(self.client(call.by).exchange(_sound(call)))

    def close(self) -> None:
        for client in self._clients.values():
            client.close()


class Async(_Clients):
    """The async client, on a loop of its own."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self._clients: dict[str, AsyncClient] = {}
        self._runner = asyncio.Runner()

    def client(self, by: str) -> AsyncClient:
        """The client of a caller."""
        if by not in self._clients:
            self._clients[by] = AsyncClient(self.world.base_url, **self._options(by))
        return self._clients[by]

    def run(self, coroutine: Coroutine[Any, Any, T]) -> T:
        """Run something on the clients' loop."""
        return self._runner.run(coroutine)

    def send(self, call: Call) -> Reply:
        return self._runner.run(self.asend(call))

    async def exchange(self, call: Call) -> Reply:
        """The bare answer of a sound call; several tasks may call at once."""
        return _bare(await self.client(call.by).exchange(_sound(call)))

    async def asend(self, call: Call) -> Reply:
        """As `send`."""
        client = self.client(call.by)
        send, arguments = self._spell(client, call)
        refused = False
        try:
            if arguments is not None:
                try:
                    return self._reply(call, await send(**arguments), None)
                except (ValidationError, CallError):
                    refused = True
            reply = self._reply(call, await client.send(_unchecked(call)), None)
        except errors.ApiError as problem:
            reply = self._reply(call, None, problem)
        return _also_refused(call, reply) if refused else reply

    def close(self) -> None:
        async def end() -> None:
            for client in self._clients.values():
                await client.aclose()

        with self._runner:
            self._runner.run(end())


def _sound(call: Call) -> Operation[Any]:
    kind = CATALOGUE[call.operation]
    arguments = _arguments(kind, call)
    assert arguments is not None, call
    return kind(**arguments)


def _bare(exchange: Exchange[Any]) -> Reply:
    response = exchange.response
    assert response is not None, exchange.error
    headers = {name.lower(): text for name, text in response.headers}
    return Reply(response.status, headers, response.body)


def _also_refused(call: Call, reply: Reply) -> Reply:
    """What our own checks refuse, the service refuses."""
    if reply.status < 400:
        raise Disagrees(f"refused by our own checks, but taken by the service: {call}")
    return reply


def _unchecked(call: Call) -> Operation[Any]:
    """The call past our own checks."""
    values = {**call.path, **{name: word(value) for name, value in call.query.items()}}
    body = None if call.body is NOTHING else call.bytes
    return CATALOGUE[call.operation].unchecked(
        values, body=body if body is not None else b"", content_type=call.type if body else None
    )


def _arguments(kind: type[Operation[Any]], call: Call) -> dict[str, Any] | None:
    """The keywords that make the call; None for one that cannot be put that way."""
    arguments: dict[str, Any] = {}
    for name, value in {**call.path, **call.query}.items():
        field = kind.python_name(name)
        if field is None:
            return None
        wanted = kind.model_fields[field].annotation
        if isinstance(value, str) is (wanted in (int, bool)):
            return None
        arguments[field] = value
    body = call.body
    if issubclass(kind, MessageOperation):
        return _with_content(arguments, call)
    if issubclass(kind, UploadMedia):
        # As the convenient spelling has it.
        return {**arguments, "file": body} if call.type == BINARY else None
    if body == {} and issubclass(kind, ArchiveConversation | UnarchiveConversation):
        body = NOTHING
    places = {place.name: (name, place.place) for name, place in kind.places().items()}
    wholly = next((name for name, at in places.values() if at == "whole-body"), None)
    takes = wholly is not None or any(at == "body" for _, at in places.values())
    if (body is NOTHING) is takes or (takes and call.type != JSON):
        return None
    if wholly is not None:
        return {**arguments, wholly: body}
    if body is not NOTHING:
        if not isinstance(body, dict):
            return None
        for name, value in body.items():
            if places.get(name, ("", ""))[1] != "body" or value is None:
                return None
            arguments[places[name][0]] = value
    return arguments


def _with_content(arguments: dict[str, Any], call: Call) -> dict[str, Any] | None:
    body = call.body
    if call.type in (PLAIN, MARKDOWN) and isinstance(body, str):
        form = Form.TEXT if call.type == PLAIN else Form.MARKDOWN
        return {**arguments, "content": body, "form": form}
    if call.type != JSON or not isinstance(body, dict):
        return None
    if "body" in body and "type" not in body:
        return {**arguments, "content": body["body"]} if len(body) == 1 else None
    return {**arguments, "content": body, "form": Form.BARE}


@cache
def _places() -> dict[str, tuple[str, str]]:
    """Where each operation's shortcut is: resource and name, by the operation class's name."""
    found: dict[str, tuple[str, str]] = {}
    resources = [
        name
        for name, member in inspect.getmembers(Client)
        if isinstance(member, property) and name not in ("cloud_id",)
    ]
    client = Client("http://127.0.0.1:9")
    with client:
        for resource in resources:
            group = getattr(client, resource)
            for name, member in inspect.getmembers(type(group)):
                if isinstance(member, shortcuts.shortcut):
                    found[getattr(group, name).__name__] = resource, name
    return found


def _shortcut(client: Any, kind: type[Operation[Any]]) -> Any:
    if kind is UploadMedia:
        return client.media.upload
    resource, name = _places()[kind.__name__]
    return getattr(getattr(client, resource), name)


def _compare(call: Call, reply: Reply, value: Any) -> None:
    """The typed answer says what the bytes say."""
    if not reply.body:
        if value is not None:
            raise Disagrees(f"{value!r} for an empty answer: {call}")
        return
    if isinstance(value, bytes):
        if value != reply.body:
            raise Disagrees(f"{value!r} is not what was sent: {call}")
    elif isinstance(value, BaseModel):
        shown = value.model_dump(mode="json", by_alias=True, exclude_unset=True)
        _alike(call, shown, reply.json)


def _alike(call: Call, shown: Any, sent: Any) -> None:
    if isinstance(shown, dict) and isinstance(sent, dict) and set(shown) == set(sent):
        for name in shown:
            _alike(call, shown[name], sent[name])
    elif isinstance(shown, list) and isinstance(sent, list) and len(shown) == len(sent):
        for ours, theirs in zip(shown, sent, strict=True):
            _alike(call, ours, theirs)
    elif shown != sent and not _same_moment(shown, sent):
        raise Disagrees(f"{shown!r} was read from {sent!r}: {call}")


def _same_moment(shown: Any, sent: Any) -> bool:
    try:
        # Python reads six digits of the service's nine.
        return datetime.fromisoformat(shown) == datetime.fromisoformat(sent)
    except (TypeError, ValueError):
        return False
