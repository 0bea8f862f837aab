"""Filling the requests of a collection from a server: ids it has, and bodies from the examples.

What changes or deletes something is given things that were made here, never someone else's: a
conversation of its own, messages, modules and files in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from explorer.api import operations as ops
from explorer.api.errors import ApiError
from explorer.api.exchange import Exchange
from explorer.api.models.conversations import Conversation, Created
from explorer.api.models.media import Uploaded
from explorer.api.models.messages import Message
from explorer.api.models.modules import TEMPLATES, ModuleType
from explorer.api.operation import CallError, Operation, as_json, dump_json
from explorer.api.operations.modules import DELETE, PUT, DeleteModule, PutModule
from explorer.workbench.filling_places import (
    AnyOperation,
    Place,
    inner_name,
    is_inside,
    is_same,
    key_in,
    place_of,
)
from explorer.workbench.forms_templates import module_type
from explorer.workbench.problems import WorkbenchError
from explorer.workbench.workbench import Workbench

T = TypeVar("T")

ROOM_NAME = "Stride Explorer run"
TEXT = "Sent by a run of a collection."
KEY = "stride-explorer-run"
ROOMS_ASKED = 5
"""Conversations that are looked at for people or messages."""


class Unfilled(WorkbenchError):
    """A request that could not be filled: says what is missing and why."""


@dataclass(frozen=True, slots=True)
class Filling:
    """What a request lacked.

    Args:
        values: Path and required query parameters by wire name.
        content_type: Of the body; empty for none.
        body: The bytes; empty for none.
    """

    values: Mapping[str, str] = field(default_factory=dict)
    content_type: str = ""
    body: bytes = b""


class Supply:
    """What a server has for the requests of a run, and what was made for them.

    Args:
        workbench: Of the server.
    """

    def __init__(self, workbench: Workbench) -> None:
        self._workbench, self._client = workbench, workbench.client
        self._rooms: dict[str, list[Conversation]] = {}
        self._own: dict[Place, bool] = {}
        """Conversations made in this run, the latest last, and whether each is archived."""
        self._made: dict[Place, list[str]] = {}
        """Messages, modules and files made in this run, the latest last."""
        self._users: dict[str, str] = {}
        self._left: dict[tuple[str, str], Operation[Any]] = {}
        """What takes away again what no request of the collection asked for."""

    async def fill(self, operation: AnyOperation, given: Mapping[str, str], body: bytes) -> Filling:
        """What a request of an operation lacks.

        Args:
            operation: What it is.
            given: What it has, by wire name.
            body: What it sends; one that is missing, or only the operation's example, is made.

        Raises:
            Unfilled: There is nothing to fill it with.
        """
        try:
            return await self._fill(operation, dict(given), body)
        except ApiError as problem:
            raise Unfilled(f"It could not be filled: {problem}") from None
        except CallError as problem:
            raise Unfilled(f"It could not be filled: {problem}") from None

    async def _fill(self, operation: AnyOperation, known: dict[str, str], body: bytes) -> Filling:
        given = frozenset(known)
        if issubclass(operation, PutModule) and "key" not in known:
            known |= key_in(body)
        places = operation.places().values()
        for name in (each.name for each in places if each.place == "path"):
            if name not in known:
                known[name] = await self._value(name, operation, known)
        await self._prepare(operation, known, given)
        for each in operation.parameters():
            if each.place == "query" and each.required and each.wire_name not in known:
                known[each.wire_name] = str(each.example)
        content_type, content = await self._body(operation, known, body)
        filled = {name: value for name, value in known.items() if name not in given}
        return Filling(filled, content_type, content)

    async def _value(self, name: str, operation: AnyOperation, known: dict[str, str]) -> str:
        if name == "cloudId":
            return await self._workbench.site()
        site = known.get("cloudId") or await self._workbench.site()
        if name == "conversationId":
            return await self._room(site, operation, "key" in known)
        if name == "userId":
            return await self._user(site)
        place = place_of(site, known, name, operation)
        if name == "messageId":
            return await self._message(place, operation)
        if name == "mediaId":
            return (self._made.get(place) or [await self._upload(place)])[-1]
        if name == "key":
            return await self._key(place, operation)
        raise Unfilled(f"{name} cannot be filled from the server: give it with --var.")

    async def _ask(self, call: Operation[T]) -> T:
        return (await self._client.exchange(call)).result()

    # Conversations and people

    async def _room(self, site: str, operation: AnyOperation, key_given: bool) -> str:
        target = self._workbench.target
        makes_own = operation is ops.GetMedia or is_inside(operation, key_given)
        # No one lists files: one to read is uploaded, which is done in a conversation of its own.
        reads = operation.method == "GET" and operation is not ops.GetMedia
        if target.room_only and not (reads or makes_own):
            raise Unfilled(
                "It would change the one conversation of the token. Name it to have that: "
                f"--var conversationId={target.conversation_id}"
            )
        if target.conversation_id and (reads or target.room_only):
            return target.conversation_id
        if reads:
            rooms = await self._existing(site)
            return rooms[0].id if rooms else await self._own_room(site)
        try:
            return await self._own_room(site, archived=operation is ops.UnarchiveConversation)
        except ApiError:
            rooms = await self._existing(site) if makes_own else []
            if not rooms:
                raise
            return rooms[0].id

    async def _existing(self, site: str) -> list[Conversation]:
        """Conversations that are there, rooms that anyone finds first."""
        if site not in self._rooms:
            page = await self._ask(ops.ListConversations(cloud_id=site))
            found = [each for each in page.values if isinstance(each, Conversation)]
            open_ones = [each for each in found if not each.is_archived and not each.is_direct]
            self._rooms[site] = sorted(open_ones, key=lambda each: each.is_private)
        return self._rooms[site]

    async def _own_room(self, site: str, *, archived: bool = False) -> str:
        """A conversation of this run, in the state that is needed."""
        own = [place for place in self._own if place.site == site]
        for place in reversed(own):
            if self._own[place] is archived:
                return place.id
        if not archived or not own:
            made = await self._ask(ops.CreateConversation(cloud_id=site, name=ROOM_NAME))
            place = Place(site, "room", made.id)
            self._own[place] = False
            self._left["room", made.id] = ops.ArchiveConversation(
                cloud_id=site, conversation_id=made.id
            )
        else:
            place = own[-1]
        if archived:
            await self._ask(ops.ArchiveConversation(cloud_id=site, conversation_id=place.id))
            self._own[place] = True
        return place.id

    async def _user(self, site: str) -> str:
        """Someone of the site who is not the app itself."""
        if site not in self._users:
            me = await self._workbench.me()
            for room in (await self._existing(site))[:ROOMS_ASKED]:
                page = await self._ask(ops.ListRoster(cloud_id=site, conversation_id=room.id))
                users = [each for each in page.values if isinstance(each, str) and each]
                others = [each for each in users if me is None or each != me.account_id]
                if others:
                    self._users[site] = others[0]
                    break
            else:
                raise Unfilled("No conversation has a user to fill userId: give it with --var.")
        return self._users[site]

    # What is inside

    async def _message(self, place: Place, operation: AnyOperation) -> str:
        if self._made.get(place):
            return self._made[place][-1]
        if operation.method == "GET":
            call = ops.ListMessages(cloud_id=place.site, conversation_id=place.id, limit=1)
            page = (await self._client.exchange(call)).value
            found = [each for each in page.messages if isinstance(each, Message)] if page else []
            if found:
                return found[-1].id
        if place.kind == "user":
            made = await self._ask(
                ops.SendDirectMessage(cloud_id=place.site, user_id=place.id, content=TEXT)
            )
            undo: Operation[Any] = ops.DeleteDirectMessage(
                cloud_id=place.site, user_id=place.id, message_id=made.id
            )
        else:
            made = await self._ask(
                ops.SendMessage(cloud_id=place.site, conversation_id=place.id, content=TEXT)
            )
            undo = ops.DeleteMessage(
                cloud_id=place.site, conversation_id=place.id, message_id=made.id
            )
        self._keep(place, made.id, undo)
        return made.id

    async def _upload(self, place: Place) -> str:
        call = ops.UploadMedia(
            cloud_id=place.site, conversation_id=place.id, name="run.txt", content=TEXT.encode()
        )
        made = (await self._ask(call)).id
        undo = ops.DeleteMedia(cloud_id=place.site, conversation_id=place.id, media_id=made)
        self._keep(place, made, undo)
        return made

    async def _key(self, place: Place, operation: AnyOperation) -> str:
        """A key: of a module that was made here, or a new one."""
        if issubclass(operation, DeleteModule) and self._made.get(place):
            return self._made[place][-1]
        if issubclass(operation, PutModule | DeleteModule):
            template = str(TEMPLATES[operation.module_type]["key"])
            # In someone else's conversation the usual key may be someone else's module.
            return template if self._is_own(place) else KEY
        example = next(each.example for each in operation.parameters() if each.name == "key")
        return str(example)

    async def _prepare(
        self, operation: AnyOperation, known: dict[str, str], given: frozenset[str]
    ) -> None:
        """Make what a request needs to be there, in a place that was chosen here."""
        if not {"conversationId", "key"} - given:
            return
        if issubclass(operation, DeleteModule) or operation is ops.PutGlanceState:
            place = place_of(known["cloudId"], known, "key", operation)
            kind = module_type(operation)
            if kind is not None and known["key"] not in self._made.get(place, ()):
                await self._put(place, kind, known["key"])

    async def _put(self, place: Place, kind: ModuleType, key: str) -> None:
        values = {"cloud_id": place.site, "conversation_id": place.id, "key": key}
        call = PUT[kind].model_validate({**values, "module": {**TEMPLATES[kind], "key": key}})
        await self._ask(call)
        undo = DELETE[kind].model_validate(values)
        self._keep(place, key, undo)

    def _keep(self, place: Place, id: str, undo: Operation[Any]) -> None:
        self._made.setdefault(place, []).append(id)
        self._left[place.kind, id] = undo

    def _is_own(self, place: Place) -> bool:
        return any((each.site, each.id) == (place.site, place.id) for each in self._own)

    async def _body(
        self, operation: AnyOperation, known: dict[str, str], body: bytes
    ) -> tuple[str, bytes]:
        example = operation.example()
        if operation.takes_file:
            field = next(each for each in operation.parameters() if each.place == "whole-body")
            return ("", b"") if body else (example.body_bytes()[0], str(field.example).encode())
        kind, content = example.body_bytes()
        if not content or (body and not is_same(body, content)):
            return "", b""
        if operation is ops.UpdateRoster:
            return kind, dump_json({"add": [await self._user(known["cloudId"])]})
        if issubclass(operation, PutModule):
            content = dump_json(as_json({**TEMPLATES[operation.module_type], "key": known["key"]}))
        return kind, content

    # What came of it

    def learn(
        self, operation: AnyOperation, values: Mapping[str, str], exchange: Exchange[Any]
    ) -> None:
        """See what a request has made or taken away, for those after it.

        Args:
            operation: What was called.
            values: Path and query parameters by wire name.
            exchange: What came of it.
        """
        if not exchange.ok:
            return
        site = values.get("cloudId", "")
        value = exchange.value
        if operation is ops.CreateConversation and isinstance(value, Created) and value.id:
            self._own[Place(site, "room", value.id)] = False
            return
        room = Place(site, "room", values.get("conversationId", ""))
        if operation in {ops.ArchiveConversation, ops.UnarchiveConversation} and room in self._own:
            self._own[room] = operation is ops.ArchiveConversation
            return
        name = inner_name(operation)
        if name:
            self._see(operation, place_of(site, values, name, operation), values.get(name), value)

    def _see(self, operation: AnyOperation, place: Place, id: str | None, value: Any) -> None:
        known = self._made.setdefault(place, [])
        if isinstance(value, Created | Uploaded) and operation.method == "POST":
            known.append(value.id)
        elif operation.method == "PUT" and issubclass(operation, PutModule) and id:
            if id not in known:
                known.append(id)
        elif operation.method == "DELETE" and id:
            if id in known:
                known.remove(id)
            self._left.pop((place.kind, id), None)

    async def clear(self) -> None:
        """Take away what was made for the run beside what its requests asked for."""
        while self._left:
            _, undo = self._left.popitem()
            await self._client.exchange(undo)
